//! Who reaches whom: what is tried on a machine, and what the model says.

use super::{deployment::Deployment, world::World};
use anyhow::Context as _;
use comfy_table::{Table, presets::NOTHING};
use serde_json::{Value, json};
use stack_model::{CheckedService, Node, Port, Protocol};
use std::{
    collections::{BTreeMap, BTreeSet},
    net::Ipv4Addr,
    process::Stdio,
};

const CONNECT: &str = include_str!("probes/connect.py");

/// Prints the ports that listen in the network namespace of each process: the process, then its ports.
const LISTENING: &str = r#"
for pid in "$@"; do
  printf '%s' "$pid"
  sed -n 's/^ *[0-9]*: [0-9A-F]*:\([0-9A-F]\{4\}\) [0-9A-F:]* 0A .*/\1/p' "/proc/$pid/net/tcp" "/proc/$pid/net/tcp6" |
    while read -r port; do printf ' %d' "0x$port"; done
  printf '\n'
done
"#;

/// A question: whether one opens a connection to a port of another.
type Question = (Node, Node, Port);

/// What was tried: for each question the addresses at which the other may answer.
pub(super) struct Attempts {
    places: BTreeMap<Question, BTreeSet<(Ipv4Addr, u16)>>,
    answers: BTreeMap<(Node, Ipv4Addr, u16), bool>,
}

/// How the attempts ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tally {
    /// Questions.
    pub(super) questions: usize,
    /// Those with a connection.
    pub(super) open: usize,
    /// Connections that were tried.
    pub(super) attempts: usize,
}

impl Attempts {
    /// Tries everything: from the world, the machine and each container, to each port that listens in another container, at each
    /// of its addresses and where it is published, and to the world.
    ///
    /// # Errors
    /// If an attempt cannot be made.
    pub(super) fn make(deployment: &Deployment<'_>, world: &World) -> anyhow::Result<Self> {
        let host = Node::Host(deployment.site.host.clone());
        let mut from = BTreeMap::from([
            (Node::INTERNET, "/run/netns/internet".to_owned()),
            (host.clone(), "/proc/1/ns/net".to_owned()),
        ]);
        from.extend(world.vpn.map(|_| (Node::VPN, "/run/netns/vpn".to_owned())));
        let (mut pids, mut own) = (BTreeMap::new(), BTreeMap::new());
        for service in deployment.services() {
            let pid = deployment.pid(service)?;
            own.insert(service.name.clone(), addresses(deployment, service)?);
            from.insert(Node::Service(service.name.clone()), format!("/proc/{pid}/ns/net"));
            pids.insert(pid, service);
        }
        let listening = listening(deployment, &pids)?;
        let mut places: BTreeMap<Question, BTreeSet<(Ipv4Addr, u16)>> = BTreeMap::new();
        for asker in from.keys() {
            for service in deployment.services() {
                let node = Node::Service(service.name.clone());
                let open = listening.get(&node).cloned().unwrap_or_default();
                for port in open.iter().filter(|_| *asker != node) {
                    let mut at: BTreeSet<_> = own[&service.name].iter().map(|at| (*at, port.get())).collect();
                    at.extend(published(service, *port, asker, &host, world));
                    places.insert((asker.clone(), node.clone(), *port), at);
                }
            }
            for port in World::OPEN.iter().filter(|_| *asker != Node::INTERNET) {
                let port = Port::new(*port)?;
                let at = BTreeSet::from([(world.internet, port.get())]);
                places.insert((asker.clone(), Node::INTERNET, port), at);
            }
        }
        // Members of the VPN and strangers meet nowhere but at the machine.
        places.retain(|(from, to, _), _| *from != Node::VPN || *to != Node::INTERNET);
        let answers = attempt(deployment, &from, &places)?;
        Ok(Self { places, answers })
    }

    /// Compares with a prediction.
    ///
    /// # Errors
    /// A table of every difference, in either direction.
    pub(super) fn compare(&self, predict: impl Fn(&Node, &Node, Port) -> bool) -> anyhow::Result<Tally> {
        let mut table = Table::new();
        table.load_style(NOTHING);
        table.set_header(["from", "to", "port", "the model says", "the engine says"]);
        let (mut open, mut attempts, mut differences) = (0, 0, 0);
        for ((from, to, port), places) in &self.places {
            let mut measured = false;
            for (address, port) in places {
                let answer = self.answers.get(&(from.clone(), *address, *port));
                measured |= *answer.with_context(|| format!("{from} was not asked for {address}:{port}"))?;
                attempts += 1;
            }
            let predicted = predict(from, to, *port);
            open += usize::from(measured);
            if measured != predicted {
                differences += 1;
                let word = |open: bool| if open { "open" } else { "closed" }.to_owned();
                let row =
                    [from.to_string(), to.to_string(), port.to_string(), word(predicted), word(measured)];
                table.add_row(row);
            }
        }
        anyhow::ensure!(differences == 0, "{differences} connections are not as predicted:\n{table}");
        Ok(Tally { questions: self.places.len(), open, attempts })
    }

    /// The questions.
    pub(super) fn questions(&self) -> impl Iterator<Item = &Question> {
        self.places.keys()
    }
}

/// The ports that listen in each container, on any address: one on the loopback is reached from inside only.
fn listening(
    deployment: &Deployment<'_>,
    pids: &BTreeMap<u64, &CheckedService>,
) -> anyhow::Result<BTreeMap<Node, BTreeSet<Port>>> {
    let words: Vec<String> = pids.keys().map(ToString::to_string).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut listening = BTreeMap::new();
    for line in deployment.engine.script(20, LISTENING, &words)?.lines() {
        let mut numbers = line.split(' ');
        let pid: u64 = numbers.next().unwrap_or_default().parse()?;
        let service = pids.get(&pid).context("a process that was asked for")?;
        let mut open = BTreeSet::new();
        for number in numbers {
            open.insert(Port::new(number.parse()?)?);
        }
        listening.insert(Node::Service(service.name.clone()), open);
    }
    Ok(listening)
}

/// The addresses of a container, one for each network.
fn addresses(deployment: &Deployment<'_>, service: &CheckedService) -> anyhow::Result<Vec<Ipv4Addr>> {
    let container = deployment.inspect(service)?;
    let networks =
        container["NetworkSettings"]["Networks"].as_object().context("a container has networks")?;
    networks.values().map(|network| Ok(network["IPAddress"].as_str().unwrap_or_default().parse()?)).collect()
}

/// Where a port of a container is published.
fn published(
    service: &CheckedService,
    port: Port,
    asker: &Node,
    host: &Node,
    world: &World,
) -> Vec<(Ipv4Addr, u16)> {
    let ports = service.ports.iter().filter(|mapping| mapping.protocol() == Protocol::Tcp);
    let mut places = Vec::new();
    for mapping in ports.filter(|mapping| mapping.target() == port) {
        let mut at = match world.vpn {
            Some((ours, _)) if *asker == Node::VPN => vec![ours],
            _ => vec![world.public],
        };
        at.extend((asker == host).then_some(Ipv4Addr::LOCALHOST));
        places.extend(at.into_iter().map(|address| (address, mapping.published().get())));
    }
    places
}

/// Tries every place from everywhere that asks for it.
fn attempt(
    deployment: &Deployment<'_>,
    from: &BTreeMap<Node, String>,
    places: &BTreeMap<Question, BTreeSet<(Ipv4Addr, u16)>>,
) -> anyhow::Result<BTreeMap<(Node, Ipv4Addr, u16), bool>> {
    let to: BTreeSet<&(Ipv4Addr, u16)> = places.values().flatten().collect();
    let to: Vec<Value> = to.into_iter().map(|(address, port)| json!([address, port])).collect();
    let names: BTreeMap<String, &String> = from.iter().map(|(node, file)| (node.to_string(), file)).collect();
    let asked = deployment.folder.join("attempts.json");
    fs_err::write(&asked, json!({ "from": names, "to": to }).to_string())?;
    let mut command = deployment.engine.enter("timeout");
    command.args(["60", "python3", "-c", CONNECT, "/run/attempts"]);
    let (file, _) = fs_err::File::open(&asked)?.into_parts();
    let said = crate::consumer::run(command.stdin(Stdio::from(file)))?;
    fs_err::remove_file(&asked)?;
    let nodes: BTreeMap<String, &Node> = from.keys().map(|node| (node.to_string(), node)).collect();
    let mut answers = BTreeMap::new();
    for line in said.lines() {
        let (name, address, port, end): (String, Ipv4Addr, u16, String) = serde_json::from_str(line)?;
        let node = nodes.get(&name).context("a node that was named")?;
        answers.insert(((*node).clone(), address, port), end == "open");
    }
    Ok(answers)
}

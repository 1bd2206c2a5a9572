//! `vpn`: real Ansible joins a machine to a VPN that is acted by a stand-in of the client, and gives the hub its records.

use super::{Check, CheckOutcome, Subject, container, namespace};
use crate::consumer;
use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Map, Value, json};
use stack_model::{
    Site,
    stack::{Exposure, Plane, Vpn},
};
use std::{collections::BTreeMap, time::Instant};

pub(super) const CHECK: Check = Check {
    name: "vpn",
    proves: "the role headscale-node joins once, under a name of its own, ends at a spent key, leaves no key behind and refuses another address; every gated route has its record, and the role vpn-dns writes it only where members are told",
    needs: &["ansible-playbook", "ip", "namespaces"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let (mut joined, mut names) = (0, Vec::new());
    let vpn = subject.stack.access().vpn.as_ref();
    let sites: Vec<Site<'_>> = subject.stack.sites().collect();
    for site in sites.iter().filter(|_| vpn.is_some_and(|vpn| vpn.login_server.is_some())) {
        let addresses = site.machine.addresses.on(Plane::Mesh);
        let Some(address) = addresses.and_then(|addresses| addresses.get(site.environment)) else { continue };
        let name = join(subject, site, &address.to_string())
            .with_context(|| format!("{}/{}", site.environment, site.host))?;
        anyhow::ensure!(!names.contains(&name), "two machines join as {name}");
        names.push(name);
        joined += 1;
    }
    let records = records(subject)?;
    let hubs = serve(subject)?;
    if vpn.is_none() {
        anyhow::ensure!(records + hubs == 0, "there are names of a VPN that the stack has not");
        return CheckOutcome::nothing_to_do("the stack has no VPN");
    }
    CheckOutcome::proven([
        (joined, "machines joined"),
        (records, "names have their record"),
        (hubs, "hubs serve them"),
    ])
}

/// A playbook on this machine, in a namespace with no way out; it is told what the stand-in shall do.
struct Play<'a> {
    subject: &'a Subject,
    folder: Utf8PathBuf,
    hosts: &'a str,
    inventory: &'a str,
    tasks: Value,
}

impl Play<'_> {
    /// Runs it, and returns what it said, or what it said when it failed.
    fn run(&self, vars: &Map<String, Value>) -> anyhow::Result<String> {
        let program = consumer::find("ansible-playbook").context("ansible-playbook")?;
        let play = json!([{
            "name": "Play", "hosts": self.hosts, "connection": "local", "gather_facts": false,
            "vars": vars, "tasks": self.tasks,
        }]);
        fs_err::write(self.folder.join("play.yml"), play.to_string())?;
        let script = format!(
            "export PATH='{0}':$PATH HOME='{0}' STATE='{0}'\nmount -t tmpfs tmpfs /run\ncd '{1}/ansible'\n\
             status=0\n'{program}' -i {2} '{0}/play.yml' || status=$?\n\
             [ ! -e /run/headscale-node.key ] || {{ echo 'the key is left behind'; exit 99; }}\nexit $status\n",
            self.folder, self.subject.dist, self.inventory
        );
        namespace::play(&script, &self.folder)
    }

    /// Runs it where it must fail, and returns what it said.
    fn refused(&self, vars: &Map<String, Value>, why: &str) -> anyhow::Result<String> {
        match self.run(vars) {
            Ok(_) => anyhow::bail!("{why} is taken"),
            Err(error) => {
                let said = format!("{error:#}");
                anyhow::ensure!(!said.contains("the key is left behind"), "{why}: {said}");
                anyhow::ensure!(said.contains("failed=1"), "{why}: it ends for another reason: {said}");
                Ok(said)
            }
        }
    }
}

fn changed(said: &str) -> Option<u32> {
    let (_, rest) = said.rsplit_once("changed=")?;
    rest.split_whitespace().next()?.parse().ok()
}

fn yaml(path: &Utf8Path) -> anyhow::Result<Value> {
    serde_yaml::from_str(&fs_err::read_to_string(path)?).with_context(|| path.to_string())
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// Joins a machine, and returns the name under which it did.
fn join(subject: &Subject, site: &Site<'_>, address: &str) -> anyhow::Result<String> {
    let folder = subject.scratch.join(format!("{}-{}", site.environment, site.host));
    fs_err::create_dir_all(&folder)?;
    let client = folder.join("tailscale");
    fs_err::write(&client, CLIENT)?;
    consumer::run(std::process::Command::new("chmod").arg("755").arg(&client))?;
    let role = subject.dist.join("ansible/roles/headscale-node");
    let tasks = yaml(&role.join("tasks/join.yml"))?;
    // What needs a package or a service is not played; the client is there.
    let installs = |task: &&Value| {
        ["apt", "deb822_repository", "systemd_service"]
            .iter()
            .any(|module| task.get(format!("ansible.builtin.{module}")).is_some())
    };
    let tasks: Vec<Value> =
        tasks.as_array().context("tasks")?.iter().filter(|task| !installs(task)).cloned().collect();
    let hosts = format!("{}.{}", site.environment, site.host);
    let play = Play {
        subject,
        folder: folder.clone(),
        hosts: &hosts,
        inventory: "inventory/hosts.yml",
        tasks: json!(tasks),
    };
    let secret = subject.stack.resolved().secrets.get(&Vpn::auth_key()).context("there is no key")?;
    let key = container::sample(secret);
    let vars = |extra: Value| -> anyhow::Result<Map<String, Value>> {
        let mut vars = object(yaml(&role.join("defaults/main.yml"))?);
        vars.insert("ansible_python_interpreter".into(), json!("python3"));
        vars.insert(format!("vault_{}", Vpn::auth_key()), json!(key));
        vars.insert("headscale_node_timeout".into(), json!(1));
        vars.extend(object(extra));
        Ok(vars)
    };
    fs_err::write(folder.join("address"), address)?;

    // A key that is malformed is not even tried; one that is spent ends, although the client waits for ever.
    let malformed = vars(json!({ "headscale_node_auth_key": "a key\nof two lines" }))?;
    play.refused(&malformed, "a malformed key")?;
    anyhow::ensure!(!folder.join("argv").exists(), "a malformed key is tried");
    fs_err::write(folder.join("spent"), "")?;
    let begin = Instant::now();
    let said = play.refused(&vars(json!({}))?, "a spent key")?;
    anyhow::ensure!(begin.elapsed().as_secs() < 60, "a spent key takes {:?}", begin.elapsed());
    anyhow::ensure!(!said.contains(&key), "the key is printed");
    fs_err::remove_file(folder.join("spent"))?;

    // A good key joins, with what the gate depends on; the second run changes nothing.
    let said = play.run(&vars(json!({}))?)?;
    anyhow::ensure!(!said.contains(&key), "the key is printed");
    anyhow::ensure!(changed(&said).is_some_and(|changed| changed > 0), "it joins without a change: {said}");
    let words = fs_err::read_to_string(folder.join("argv"))?;
    anyhow::ensure!(!words.contains(&key), "the key is an argument: {words}");
    let given = fs_err::read_to_string(folder.join("key"))?;
    anyhow::ensure!(given == key, "another key is given");
    let server = subject.stack.access().vpn.as_ref().and_then(|vpn| vpn.login_server.as_ref());
    let server = format!("--login-server={}", server.context("no server")?);
    for word in ["--snat-subnet-routes=false", server.as_str()] {
        anyhow::ensure!(words.lines().any(|line| line == word), "it joins without {word}: {words}");
    }
    let said = play.run(&vars(json!({}))?)?;
    anyhow::ensure!(changed(&said) == Some(0), "the second run changes something: {said}");

    // A setting that was changed by hand is set again.
    let settings = fs_err::read_to_string(folder.join("prefs"))?;
    fs_err::write(folder.join("prefs"), settings.replace("\"NoSNAT\":true", "\"NoSNAT\":false"))?;
    let said = play.run(&vars(json!({}))?)?;
    anyhow::ensure!(changed(&said) == Some(1), "visitors stay translated: {said}");
    anyhow::ensure!(
        fs_err::read_to_string(folder.join("prefs"))? == settings,
        "the settings stay as they were"
    );

    // Another address than the model's is refused, unless the role is told not to compare.
    fs_err::write(folder.join("address"), "192.0.2.77")?;
    let said = play.refused(&vars(json!({}))?, "another address")?;
    anyhow::ensure!(said.contains("192.0.2.77") && said.contains(address), "it does not say which: {said}");
    play.run(&vars(json!({ "headscale_node_exact_address": false }))?)?;
    let name = words.lines().find_map(|line| line.strip_prefix("--hostname="));
    Ok(name.context("it joins without a name")?.to_owned())
}

/// Names with their addresses, from the routes alone: every name of a gated route whose service runs, at the machine of
/// its proxy.
fn expected(subject: &Subject) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut expected: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    // A machine that is made for one run is no member of the VPN.
    for site in subject.stack.sites().filter(|site| !subject.stack.is_trial(site.environment)) {
        for route in subject.stack.routes().iter().filter(|route| route.exposure == Exposure::Vpn) {
            let runs = subject.stack.named(&route.to).all(|service| service.runs_in(site.deployment));
            let here = subject.stack.proxy_of(route);
            if !runs || here.is_none_or(|proxy| proxy.host() != site.host) {
                continue;
            }
            let addresses = site.machine.addresses.on(Plane::Mesh);
            let address = addresses.and_then(|each| each.get(site.environment)).map(ToString::to_string);
            let name = route.at.site(&site.deployment.domain).to_string();
            let records = expected.entry(site.environment.to_string()).or_default();
            records.insert(name, address.unwrap_or_default());
        }
    }
    expected
}

/// The records of a file, by name; a name that stands in it twice is an error.
fn read(path: &Utf8Path) -> anyhow::Result<BTreeMap<String, String>> {
    let text = fs_err::read_to_string(path)?;
    let list: Vec<BTreeMap<String, String>> = serde_json::from_str(&text)?;
    let mut records = BTreeMap::new();
    for record in &list {
        let kind = if record["value"].contains(':') { "AAAA" } else { "A" };
        anyhow::ensure!(record["type"] == kind && record.len() == 3, "{path}: {record:?}");
        let twice = records.insert(record["name"].clone(), record["value"].clone());
        anyhow::ensure!(twice.is_none(), "{path}: {} stands there twice", record["name"]);
    }
    Ok(records)
}

/// Every gated name has its record beside the compose target, and no other name has one.
fn records(subject: &Subject) -> anyhow::Result<usize> {
    let expected = expected(subject);
    for (environment, names) in &expected {
        let path = subject.dist.join("compose").join(environment).join("extra-records.json");
        anyhow::ensure!(read(&path)? == *names, "{path}: the gated names are {names:?}");
    }
    Ok(expected.values().map(BTreeMap::len).sum())
}

/// Each hub gets the records of its environments, once, and only if its members are told of them.
fn serve(subject: &Subject) -> anyhow::Result<usize> {
    let inventory = subject.dist.join("ansible/inventory/hub.yml");
    if !inventory.exists() {
        return Ok(0);
    }
    let inventory = yaml(&inventory)?;
    let hubs = inventory["all"]["children"]["vpn_hub"]["hosts"].as_object().context("there is no hub")?;
    let mut served: BTreeMap<String, String> = BTreeMap::new();
    for name in hubs.keys() {
        let folder = subject.scratch.join(format!("hub-{name}"));
        fs_err::create_dir_all(&folder)?;
        let (config, file) = (folder.join("config.yaml"), folder.join("records.json"));
        let tasks = json!([{ "name": "Serve", "ansible.builtin.include_role": { "name": "vpn-dns" } }]);
        let play =
            Play { subject, folder: folder.clone(), hosts: name, inventory: "inventory/hub.yml", tasks };
        let vars =
            object(json!({ "ansible_python_interpreter": "python3", "vpn_dns_config": config.as_str() }));
        let told = |dns: Value| fs_err::write(&config, json!({ "dns": dns }).to_string());
        let silent = [
            json!({}),
            json!({ "extra_records_path": file.as_str(), "override_local_dns": false }),
            json!({ "extra_records_path": file.as_str(), "magic_dns": false }),
        ];
        for dns in silent {
            told(dns.clone())?;
            play.refused(&vars, &format!("a hub that tells its members nothing, {dns},"))?;
            anyhow::ensure!(!file.exists(), "the records are written where Headscale does not read them");
        }
        told(json!({ "extra_records_path": file.as_str(), "magic_dns": true }))?;
        let said = play.run(&vars)?;
        anyhow::ensure!(changed(&said) == Some(1), "it writes one file: {said}");
        let said = play.run(&vars)?;
        anyhow::ensure!(changed(&said) == Some(0), "the second run changes something: {said}");
        served.extend(read(&file)?);
    }
    let all: BTreeMap<String, String> = expected(subject).into_values().flatten().collect();
    anyhow::ensure!(served == all, "the hub serves {served:?}, the gated names are {all:?}");
    Ok(hubs.len())
}

/// A stand-in of `tailscale` (1.90): what the role calls, with its state in files.
const CLIENT: &str = r#"#!/usr/bin/env bash
set -euo pipefail
cd "$STATE"
settings() {
  name='' snat=false dns=true
  for word in "$@"; do
    case $word in
      --hostname=*) name=${word#*=} ;;
      --snat-subnet-routes=false) snat=true ;;
      --accept-dns=*) dns=${word#*=} ;;
    esac
  done
  printf '{"Hostname":"%s","NoSNAT":%s,"CorpDNS":%s}' "$name" "$snat" "$dns" >prefs
}
case $1 in
  status) if [ -e prefs ]; then echo '{"BackendState":"Running"}'; else echo '{"BackendState":"NeedsLogin"}'; fi ;;
  up)
    printf '%s\n' "$@" >argv
    for word in "$@"; do
      case $word in --auth-key=file:*)
        path=${word#--auth-key=file:}
        [ "$(stat -c %a "$path")" = 600 ] || { echo 'others read the key'; exit 1; }
        cat "$path" >key ;;
      esac
    done
    if [ -e spent ]; then sleep 600; fi
    settings "$@" ;;
  set) settings "$@" ;;
  debug) cat prefs ;;
  ip) cat address ;;
  *) echo "tailscale has no $1"; exit 1 ;;
esac
"#;

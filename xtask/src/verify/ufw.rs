//! `ufw`: the real firewall with the generated rules, and published ports as Docker publishes them.

use super::{Check, CheckOutcome, Subject, machine};
use anyhow::Context as _;
use stack_model::{Protocol, Site};

pub(super) const CHECK: Check = Check {
    name: "ufw",
    proves: "ufw takes the rules and knows them by our words; a published port is reached by whom the model says, where ufw alone would admit every address",
    needs: &["ansible-playbook", "sshd", "ssh", "ufw", "iptables", "sudo", "curl", "ip", "namespaces"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let (mut machines, mut open) = (0, 0);
    for site in subject.stack.sites() {
        let scratch = subject.scratch.join(format!("{}-{}", site.environment, site.host));
        let ports = published(subject, &site);
        open += ports.len();
        let script = format!("ports='{}'\n{SCRIPT}", ports.join(" "));
        machine::play(subject, &site, "state, firewall", &scratch, &script)
            .with_context(|| machine::at(&site))?;
        machines += 1;
    }
    CheckOutcome::proven([
        (machines, "machines guarded, a port that is not declared as public closed"),
        (open, "published ports open"),
    ])
}

/// The TCP ports that the machine publishes on every address, as the inventory says.
fn published(subject: &Subject, site: &Site<'_>) -> Vec<String> {
    let here = subject.stack.services_on(site.host).filter(|service| service.runs_in(site.deployment));
    let ports = here.flat_map(|service| &service.ports);
    let everywhere = ports.filter(|port| port.address().is_none() && port.protocol() == Protocol::Tcp);
    everywhere.map(|port| port.published().to_string()).collect()
}

/// A container behind the rules that Docker makes for a published port; 9099 is a port that is not declared as public.
const SCRIPT: &str = r#"
play || fail 'the firewall is not set up'
machine ufw status verbose >"$scratch/status"
grep -q '^Status: active' "$scratch/status" || fail 'ufw is not active'
grep -q 'deny (incoming)' "$scratch/status" || fail 'ufw lets in what is not declared'
machine ufw show added | sed -n 's/^ufw allow //p' | sort >"$scratch/added"
sed -n 's/^    words: "\(.*\)"$/\1/p' "$ansible/roles/hardening/vars/main.yml" | sort -u >"$scratch/words"
[ -s "$scratch/added" ] || fail 'no rule was added'
[ -z "$(comm -23 "$scratch/added" "$scratch/words")" ] || fail "ufw has other words: $(comm -23 "$scratch/added" "$scratch/words")"
play || fail 'a second run fails'
grep -q "^$name .* changed=0 .* failed=0 " "$scratch/play.log" || fail 'a second run changes something'

ip netns add container
on ip link add docker9 type veth peer name eth0 netns container
on ip link set docker9 up
on ip address add 192.0.2.1/24 dev docker9
ip netns exec container ip link set lo up
ip netns exec container ip link set eth0 up
ip netns exec container ip address add 192.0.2.2/24 dev eth0
ip netns exec container ip route add default via 192.0.2.1
on iptables -I FORWARD -j ACCEPT
on iptables -I FORWARD -j DOCKER-USER
for number in $ports 9099; do
  on iptables -t nat -A PREROUTING -p tcp -m addrtype --dst-type LOCAL --dport "$number" -j DNAT --to-destination "192.0.2.2:$number"
  (cd "$scratch" && exec ip netns exec container python3 -m http.server "$number") >/dev/null 2>&1 &
done
on python3 -m http.server 8099 --directory "$scratch" >/dev/null 2>&1 &
answers() { curl -s -o /dev/null --noproxy '*' --max-time 2 "http://$1/"; }
for number in $ports 9099; do
  for _ in $(seq 100); do on curl -s -o /dev/null --noproxy '*' --max-time 1 "http://192.0.2.2:$number/" && break; sleep 0.1; done
done
for _ in $(seq 100); do on curl -s -o /dev/null --noproxy '*' --max-time 1 http://127.0.0.1:8099/ && break; sleep 0.1; done
for number in $ports; do answers "$public:$number" || fail "port $number is closed to the world"; done
if answers "$public:9099"; then fail 'a published port that is not public is open to the world'; fi
if answers "$public:8099"; then fail 'ufw does not guard the machine itself'; fi
if [ -n "$mesh" ]; then answers "$mesh:9099" || fail 'a published port is closed to the VPN'; fi
on iptables -D DOCKER-USER -j HARDENING
answers "$public:9099" || fail 'it is closed without our rules too, so this shows nothing'
machine /usr/local/sbin/hardening-docker
if answers "$public:9099"; then fail 'the rules are not loaded again'; fi
"#;

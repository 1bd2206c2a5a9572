//! `dns-update`: the real client sets the generated records, by the generated playbook, at a stand-in of OVH's API.

use super::{Check, CheckOutcome, Subject, machine::TRIAL_ADDRESS, namespace};
use crate::consumer;
use anyhow::Context as _;
use std::fmt::Write as _;

pub(super) const CHECK: Check = Check {
    name: "dns-update",
    proves: "the playbook sets every public record by the real client, changes nothing with --check or a second time, corrects what leads elsewhere, removes what it set for names that are gone, leaves other records alone, and shows no credential",
    needs: &["ansible-playbook", "ovh", "openssl", "ip", "namespaces"],
    run,
};

/// A server that keeps a zone as OVH's API does.
const SERVER: &str = include_str!("dns_update/server.py");

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let playbook = subject.dist.join("ansible/playbooks/dns-update.yml");
    let Some(dns) = &subject.stack.delivery().dns else {
        anyhow::ensure!(!playbook.exists(), "there is a playbook for a DNS zone, and the stack names none");
        return CheckOutcome::nothing_to_do("the stack names no DNS zone");
    };
    let scratch = &subject.scratch;
    fs_err::write(scratch.join("server.py"), SERVER)?;
    let mut vault = String::new();
    for (index, (name, _)) in dns.credentials().iter().enumerate() {
        let _ = writeln!(vault, "vault_{name}: '{SECRET}{index}'");
    }
    fs_err::write(scratch.join("vault.yml"), vault)?;
    let mut marks: Vec<String> = Vec::new();
    let mut expected: Vec<String> = Vec::new();
    for (environment, _) in subject.stack.resolved().deployments() {
        for record in subject.stack.resolved().dns_records(environment) {
            let name = dns.zone.relative(&record.name).context("domain-outside-zone")?;
            let target =
                record.address.map_or_else(|| TRIAL_ADDRESS.to_owned(), |address| address.to_string());
            let kind = if target.contains(':') { "AAAA" } else { "A" };
            expected.push(format!("{kind} {} {target}", if name.is_empty() { "@" } else { name }));
            let mark = format!("_stackwright.{name}");
            let scope = format!("{}/{environment}", subject.stack.project().name);
            marks.push(format!("TXT {} \"{scope}\"", mark.trim_end_matches('.')));
        }
    }
    let scope =
        marks.first().and_then(|mark| mark.split('"').nth(1)).context("no name is public")?.to_owned();
    let environments = subject.stack.resolved().deployments().count();
    let ansible = consumer::find("ansible-playbook").context("ansible-playbook")?;
    let script = SCRIPT
        .replace("@scratch@", scratch.as_str())
        .replace("@tree@", subject.dist.join("ansible").as_str())
        .replace("@ansible@", ansible.as_str())
        .replace("@client@", consumer::OVH.folder().as_str())
        .replace("@zone@", dns.zone.as_str())
        .replace("@plays@", &environments.to_string())
        .replace("@first@", &expected.first().cloned().unwrap_or_default())
        .replace("@scope@", &scope)
        .replace("@trial@", TRIAL_ADDRESS)
        .replace("@secret@", SECRET);
    namespace::play(&script, scratch)?;
    let mut found: Vec<String> =
        fs_err::read_to_string(scratch.join("zone"))?.lines().map(str::to_owned).collect();
    let records = expected.len();
    expected.extend(marks);
    expected.extend(FOREIGN.map(str::to_owned));
    found.sort();
    expected.sort();
    anyhow::ensure!(found == expected, "the zone holds {found:#?}, not {expected:#?}");
    CheckOutcome::proven([(
        records,
        "records set once, none with --check or a second time; 1 corrected, 1 retired, 3 left alone",
    )])
}

/// What the zone holds beside, and keeps.
const FOREIGN: [&str; 3] = ["TXT @ kept", "A foreign 192.0.2.96", "TXT _stackwright.foreign \"other/prod\""];

/// What each credential begins with.
const SECRET: &str = "credential-of-ovh-";

/// Runs in the namespace, where the API's name leads to the stand-in.
const SCRIPT: &str = r#"cd '@scratch@'
export HOME='@scratch@' PYTHONDONTWRITEBYTECODE=1 ANSIBLE_LOCALHOST_WARNING=false REQUESTS_CA_BUNDLE='@scratch@/cert.pem'
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=stand-in \
  -addext 'subjectAltName=DNS:eu.api.ovh.com,DNS:ca.api.ovh.com,DNS:api.us.ovhcloud.com' -keyout key.pem -out cert.pem 2>openssl.log
printf '127.0.0.1 localhost eu.api.ovh.com ca.api.ovh.com api.us.ovhcloud.com\n' >hosts
mount --bind hosts /etc/hosts
'@client@/bin/python' server.py '@zone@' '@first@' '@scope@' >server.log 2>&1 &
for _ in $(seq 100); do
  if [ -e ready ]; then break; fi
  sleep 0.1
done
playbook() {
  (cd '@tree@' && timeout 100 '@ansible@' playbooks/dns-update.yml -vvv --skip-tags install --extra-vars @'@scratch@/vault.yml' \
    --extra-vars dns_update_folder='@client@' --extra-vars trial_address='@trial@' "$@") >playbook.log 2>&1 ||
    { tail -n 60 playbook.log; cat server.log; exit 1; }
  if grep --quiet -F -e '@secret@' playbook.log; then echo 'a credential is shown'; grep -n -F -e '@secret@' playbook.log | head -n 3; exit 1; fi
}
changed() { [ "$(grep --count "changed=$1 " playbook.log)" = "$2" ] || { tail -n 40 playbook.log; exit 1; }; }
writes() { [ "$(wc -l <writes)" = "$1" ] || { echo "not $1 writes"; cat writes; exit 1; }; }
playbook --check
writes 0
playbook
changed 1 '@plays@'
cp writes first
playbook
changed 0 '@plays@'
cmp first writes
"#;

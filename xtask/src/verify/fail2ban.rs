//! `fail2ban`: the real program reads the generated jail.

use super::{Check, CheckOutcome, Subject, machine};
use anyhow::Context as _;

pub(super) const CHECK: Check = Check {
    name: "fail2ban",
    proves: "fail2ban takes the jail, never bans the VPN, finds failures of old and new sshd, and refuses the specification's own form",
    needs: &[
        "ansible-playbook",
        "fail2ban-client",
        "fail2ban-regex",
        "sshd",
        "ssh",
        "ufw",
        "sudo",
        "ip",
        "namespaces",
    ],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let access = subject.stack.access();
    let mut never: Vec<String> = vec!["127.0.0.0/8".into(), "::1".into()];
    never.extend(access.vpn.iter().flat_map(|vpn| &vpn.ranges).map(ToString::to_string));
    never.extend(access.bans.iter().flat_map(|bans| &bans.ignore).map(ToString::to_string));
    let bans = access.bans.as_ref();
    let numbers = [
        ("maxretry", bans.map_or(3, |bans| bans.max_retry.into())),
        ("findtime", bans.map_or(600, |bans| bans.find_time.seconds())),
        ("bantime", bans.map_or(3600, |bans| bans.ban_time.seconds())),
    ];
    let numbers: Vec<String> = numbers.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut machines = 0;
    for site in subject.stack.sites() {
        let scratch = subject.scratch.join(format!("{}-{}", site.environment, site.host));
        let script = format!("never='{}' numbers='{}'\n{SCRIPT}", never.join(" "), numbers.join(" "));
        machine::play(subject, &site, "state, bans", &scratch, &script)
            .with_context(|| machine::at(&site))?;
        machines += 1;
    }
    CheckOutcome::proven([(machines, "jails taken"), (never.len(), "ranges are never banned")])
}

const SCRIPT: &str = r#"
play || fail 'the bans are not set up'
machine fail2ban-client -t >"$scratch/test" 2>&1 || fail "$(tail -n 3 "$scratch/test")"
machine fail2ban-client -d >"$scratch/dump" 2>/dev/null
grep -q "\['add', 'sshd', 'systemd'\]" "$scratch/dump" || fail 'the jail does not read the journal'
for range in $never; do
  grep -q "'addignoreip'.*'$range'" "$scratch/dump" || fail "$range can be banned"
done
for number in $numbers; do
  grep -q "'sshd', '${number%=*}', '\?${number#*=}'\?\]" "$scratch/dump" || fail "$number is not what it reads"
done
grep -q "'sshd', 'addaction', 'ufw'" "$scratch/dump" || fail 'it bans past the firewall'
filter=$(sed -n 's/^filter = //p' "$root/etc/fail2ban/jail.local")
for program in sshd sshd-session; do
  line="Nov 24 00:00:00 machine $program[4711]: Invalid user admin from 198.51.100.9 port 40000"
  machine fail2ban-regex "$line" "$filter" >"$scratch/matches" 2>&1 || true
  grep -q ' 1 matched' "$scratch/matches" || fail "no failure is seen of $program"
done
sed -i 's/^backend = systemd/logpath = \/var\/log\/auth.log/' "$root/etc/fail2ban/jail.local"
rm -f "$root/var/log/auth.log" "$root/etc/fail2ban/jail.d"/*
if machine fail2ban-client -t >/dev/null 2>&1; then fail 'a jail without its log is taken'; fi
"#;

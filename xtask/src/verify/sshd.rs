//! `sshd`: real Ansible takes a fresh machine with the real sshd from port 22 to where the stack wants it.

use super::{Check, CheckOutcome, Subject, machine};
use anyhow::Context as _;
use stack_model::Site;

pub(super) const CHECK: Check = Check {
    name: "sshd",
    proves: "a fresh machine is taken step by step to where ssh ends, and a second run changes nothing; without the VPN, or if it breaks with the last step, the ways before stay open",
    needs: &["ansible-playbook", "sshd", "ssh", "ufw", "iptables", "sudo", "ip", "namespaces"],
    run,
};

/// What the specification asks of sshd (§3.1), in the words of `sshd -T`.
const OPTIONS: &str = "permitrootlogin no|passwordauthentication no|pubkeyauthentication yes|\
kbdinteractiveauthentication no|usepam yes|authorizedkeysfile .ssh/authorized_keys|maxauthtries 3|logingracetime 30|\
clientaliveinterval 300|clientalivecountmax 2|x11forwarding no|allowtcpforwarding no|allowagentforwarding no|permittunnel no";

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let (mut machines, mut behind_vpn, mut broken) = (0, 0, 0);
    for site in subject.stack.sites() {
        let at = || machine::at(&site);
        let behind = subject.stack.access().is_ssh_behind_vpn() && machine::mesh(subject, &site).is_some();
        let trial = subject.stack.is_trial(site.environment);
        let end = if trial {
            TRIAL
        } else if behind {
            BEHIND
        } else {
            DECLARED
        };
        let play = |name: &str, script: String| {
            let scratch = subject.scratch.join(format!("{}-{}-{name}", site.environment, site.host));
            machine::play(subject, &site, "state, firewall, ssh", &scratch, &script).with_context(at)
        };
        play("end", format!("options='{OPTIONS}'\n{}{end}", expected(subject, &site)))?;
        machines += 1;
        behind_vpn += usize::from(behind);
        // The machines of a stack have one role, which breaks alike on each of them.
        if behind && broken == 0 {
            play("broken", BROKEN.to_owned())?;
            broken += 1;
        }
    }
    CheckOutcome::proven([
        (machines, "machines reach their end"),
        (behind_vpn, "of them behind the VPN"),
        (2 * broken, "runs that must not narrow leave a way in"),
    ])
}

/// The users that the model lets in.
fn expected(subject: &Subject, site: &Site<'_>) -> String {
    let host = site.machine;
    let mut users = vec![host.user.as_ref().map_or_else(|| "deploy".into(), ToString::to_string)];
    users.extend(subject.stack.access().ssh.allow_users.iter().map(ToString::to_string));
    let pulled =
        subject.stack.resolved().pulls(site.environment).iter().any(|pull| pull.source.host == *site.host);
    let ranges = subject.stack.access().vpn.iter().flat_map(|vpn| &vpn.ranges).filter(|_| pulled);
    users.extend(ranges.map(|range| format!("zerobyte@{range}")));
    users.sort();
    users.dedup();
    format!("users='{}'\n{EFFECTIVE}", users.join(" "))
}

/// A function that compares what sshd has understood with the model.
const EFFECTIVE: &str = r#"
effective() {
  machine sshd -T >"$scratch/effective"
  tr '|' '\n' <<<"$options" | while read -r line; do
    grep -qix "$line" "$scratch/effective" || fail "sshd does not say: $line"
  done
  [ "$(sed -n 's/^allowusers //p' "$scratch/effective" | sort | xargs)" = "$users" ] || fail 'other users are let in'
  [ "$(sed -n 's/^port //p' "$scratch/effective" | sort -n | xargs)" = "${1:-$port}" ] || fail 'sshd has another port'
  grep -q '^subsystem sftp ' "$scratch/effective" || fail 'there is no sftp'
}
again() {
  play || fail 'a second run fails'
  grep -q "^$name .* changed=0 .* failed=0 " "$scratch/play.log" || fail 'a second run changes something'
}
# Who takes dumps away reads them, and does nothing else.
puller() {
  if [[ $puller != true ]]; then
    if grep -q '^zerobyte:' "$root/etc/passwd"; then fail 'there is an account for taking dumps away, and the stack has no job'; fi
    return
  fi
  local shown=$root/srv/backups own=$root$stack_dir/backups options
  [ "$(stat -c '%U %G %a' "$own")" = 'root root 755' ] || fail 'the folder of the dumps is not as sshd wants it'
  grep -q 'Options=bind,ro,' "$root/etc/systemd/system/srv-backups.mount" || fail 'the dumps can be written where they are shown'
  mkdir -p "$own/pg_dump"
  echo kept >"$own/pg_dump/kept.dump"
  # What systemd would do, where sshd sees it.
  nsenter --mount --target "$(cat "$root/run/stage/ssh")" mount --bind -o ro "$own" "$shown"
  ssh-keygen -q -t ed25519 -N '' -f "$scratch/puller" -C ''
  sed -i "s,ssh-ed25519 .*,$(cut -d' ' -f1,2 "$scratch/puller.pub")," "$root/etc/ssh/zerobyte.pub"
  options=(-q -i "$scratch/puller" -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o ConnectTimeout=3)
  ftp() { timeout 8 sftp "${options[@]}" -P "$port" -b - "zerobyte@[$mesh]"; }
  (cd "$scratch" && echo 'get /pg_dump/kept.dump' | ftp >"$scratch/play.log" 2>&1) || fail 'the dumps cannot be read'
  [ "$(cat "$scratch/kept.dump")" = kept ] || fail 'something else is read'
  for words in 'put kept.dump /pg_dump/new.dump' 'rm /pg_dump/kept.dump' 'get /../../etc/passwd' 'get /etc/passwd'; do
    if (cd "$scratch" && echo "$words" | ftp >"$scratch/play.log" 2>&1); then fail "who takes dumps away may: $words"; fi
  done
  said=$(timeout 8 ssh -n "${options[@]}" -p "$port" "zerobyte@$mesh" 'echo in' 2>&1 || :)
  [[ $said != *in ]] || fail 'who takes dumps away has a shell'
  if through; then fail 'who takes dumps away reaches through the machine'; fi
  # A server that forwards shows that a way through would have been seen.
  cp -a "$root/etc/ssh" "$scratch/narrow"
  sed -i 's/DisableForwarding yes/AllowTcpForwarding yes/' "$root/etc/ssh/sshd_config.d/10-hardening.conf"
  sed -i 's/^restrict //' "$root/etc/ssh/zerobyte.pub"
  machine systemctl reload ssh
  sleep 1
  through || fail 'a way through the machine would not be seen'
  cp -a "$scratch/narrow/." "$root/etc/ssh"
  machine systemctl reload ssh
  sleep 1
  if through; then fail 'who takes dumps away reaches through the machine again'; fi
  nsenter --mount --target "$(cat "$root/run/stage/ssh")" umount --lazy "$shown"
}
# Whether who takes dumps away can be connected, by way of the machine, to what answers there.
through() {
  local tunnel answers=1
  timeout 12 ssh -n -N "${options[@]}" -L "127.0.0.1:9999:[$mesh]:$port" -p "$port" "zerobyte@$mesh" &
  tunnel=$!
  for _ in $(seq 20); do
    if timeout 2 bash -c 'exec 3<>/dev/tcp/127.0.0.1/9999 && head -c 3 <&3' 2>/dev/null | grep -q SSH; then
      answers=0
      break
    fi
    sleep 0.25
  done
  kill "$tunnel" 2>/dev/null || :
  wait "$tunnel" || :
  return "$answers"
}
ssh_port() { on ss -Hltn | awk '{ print $4 }' | grep -v -e '^127' | sort | xargs; }
"#;

/// A machine that is made for one run: who made it still gets in, at the port where it was delivered.
const TRIAL: &str = r#"
open "$public" 22
play || fail 'the role fails on a fresh machine'
ports=$(printf '%s\n' 22 "$port" | sort -nu | xargs)
effective "$ports"
for number in $ports; do open "$public" "$number"; done
again
open "$public" 22
"#;

const DECLARED: &str = r#"
open "$public" 22
play || fail 'the role fails on a fresh machine'
effective
open "$public" "$port"
[ "$port" = 22 ] || closed "$public" 22
again
open "$public" "$port"
"#;

const BEHIND: &str = r#"
open "$public" 22
play || fail 'the role fails on a fresh machine'
effective
[ "$(ssh_port)" = "$mesh:$port" ] || fail "sshd listens on $(ssh_port)"
open "$mesh" "$port"
for way in "$public 22" "$public $port"; do closed $way; done
again
puller
# A start before the interface of the VPN is there.
machine systemctl stop ssh
on ip address del "$mesh" dev vpn1
machine systemctl start ssh
machine systemctl is-active ssh || fail 'sshd does not start before the VPN'
on ip address add "$mesh" dev vpn1
on ip route replace "$inside" dev vpn1 src "$mesh"
open "$mesh" "$port"
machine systemctl stop ssh
on ip address del "$mesh" dev vpn1
on sysctl -q -w net.ipv4.ip_nonlocal_bind=0
if machine systemctl start ssh; then fail 'sshd binds any address by itself, so this shows nothing'; fi
"#;

/// First the VPN does not answer; then it breaks with the step that leaves no other way.
const BROKEN: &str = r#"
quick=(-e '{"hardening_login_seconds": 4, "hardening_rollback_seconds": 15}')
ip link set vpn down
if play "${quick[@]}"; then fail 'ssh is narrowed to a VPN that does not answer'; fi
grep -q 'ssh answers nowhere' "$scratch/play.log" || fail 'another task fails'
grep -q 'Nobody is shut out' "$scratch/play.log" || fail 'the failure does not say what to do'
open "$public" 22
open "$public" "$port"
ip link set vpn up
ip route replace "$mesh" dev vpn src "$inside"
touch "$root/run/cut"
if play "${quick[@]}"; then fail 'a machine without a working login counts as narrowed'; fi
grep -q 'Close the other ways' "$scratch/play.log" || fail 'it fails before the last step'
for _ in $(seq 60); do on ss -Hltn | grep -q '0.0.0.0:22 ' && break; sleep 0.5; done
open "$public" 22
open "$public" "$port"
"#;

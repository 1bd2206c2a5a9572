# A machine that is thrown away: this one's files under a layer that takes every change, in a network of its own, with an
# address of the world and, where the stack has one, of the VPN. This side is where Ansible runs.
# Given: $scratch; $dist; $playbook, the program; $name, in the inventory; $user; $public, an address outside of the VPN;
# $puller, whether dumps are taken away; $mesh, an address inside, or nothing; $inside, an address of the VPN for this side; $port, that of ssh; $parts of the role.
ansible=$scratch/ansible
cp -r "$dist/ansible" "$ansible"
cat >"$ansible/playbooks/stage.yml" <<END
- import_playbook: connect.yml
- hosts: all
  become: true
  tasks:
    - ansible.builtin.include_role: { name: backup-config, tasks_from: puller.yml }
      when: backup_config_puller_key is defined and ($puller)
    - ansible.builtin.include_role: { name: hardening, tasks_from: "{{ item }}.yml" }
      loop: [$parts]
END
mount -t tmpfs none /run
mkdir -p "$scratch/disk"
mount -t tmpfs none "$scratch/disk"
mkdir "$scratch"/disk/upper "$scratch"/disk/work "$scratch"/disk/root
root=$scratch/disk/root
mount -t overlay overlay -o "lowerdir=/,upperdir=$scratch/disk/upper,workdir=$scratch/disk/work" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs none "$root/run"
cp /etc/apt/apt.conf.d/zz-kept "$root/etc/apt/apt.conf.d"
mount -t tmpfs none "$root/tmp"
chmod 1777 "$root/tmp"

ip netns add machine
on() { ip netns exec machine "$@"; }
machine() { on chroot "$root" "$@"; }
ip link add world type veth peer name world1 netns machine
ip link set world up
ip address add 198.51.100.7/24 dev world
on ip link set lo up
on ip link set world1 up
on ip address add 198.51.100.1/24 dev world1
on ip address add "$public/32" dev world1
ip route add "$public/32" via 198.51.100.1 src 198.51.100.7
if [ -n "$mesh" ]; then
  ip link add vpn type veth peer name vpn1 netns machine
  ip link set vpn up
  on ip link set vpn1 up
  ip address add "$inside" dev vpn
  on ip address add "$mesh" dev vpn1
  ip route add "$mesh" dev vpn src "$inside"
  on ip route add "$inside" dev vpn1 src "$mesh"
fi
on sysctl -q -w net.ipv4.ip_forward=1

# As a provider delivers it: port 22, a user with a key who may become root.
rm -rf "$root"/etc/ssh/sshd_config.d/* "$root/etc/fail2ban/jail.local" "$root/etc/hardening"
machine ssh-keygen -A >/dev/null
for taken in "$user" zerobyte; do
  if machine id "$taken" >/dev/null 2>&1; then machine userdel "$taken" >/dev/null 2>&1; fi
done
machine useradd --create-home --shell /bin/bash "$user"
echo "$user ALL=(ALL) NOPASSWD: ALL" >"$root/etc/sudoers.d/stage"
chmod 0440 "$root/etc/sudoers.d/stage"
ssh-keygen -q -t ed25519 -N '' -f "$scratch/key"
mkdir -p "$root/home/$user/.ssh"
cp "$scratch/key.pub" "$root/home/$user/.ssh/authorized_keys"
machine chown -R "$user:$user" "/home/$user"
chmod 0700 "$root/home/$user" "$root/home/$user/.ssh"

# systemd is not there; these two say what it would, and do what the units of ssh and of the rules say.
cat >"$root/usr/bin/systemctl.stage" <<'END'
#!/bin/bash
words=()
for word in "$@"; do [[ $word == -* ]] || words+=("$word"); done
verb=${words[0]:-} unit=${words[1]:-}
unit=${unit%.service}
state=/run/stage
mkdir -p "$state"
alive() { [[ -e $state/$unit ]] && kill -0 "$(cat "$state/$unit")" 2>/dev/null; }
start() {
  case $unit in
  ssh) mkdir -p /run/sshd; /usr/sbin/sshd -E /run/sshd.log && sleep 0.3 && cp /run/sshd.pid "$state/ssh" ;;
  hardening-docker) /usr/local/sbin/hardening-docker && echo 1 >"$state/$unit" ;;
  *) echo 1 >"$state/$unit" ;;
  esac
}
stop() {
  case $unit in
  ssh | *.timer) alive && kill "$(cat "$state/$unit")" ;;
  esac
  rm -f "$state/$unit"
}
case $verb in
show)
  echo LoadState=loaded
  if alive; then echo ActiveState=active; else echo ActiveState=inactive; fi
  if [[ -e $state/$unit.enabled ]]; then echo UnitFileState=enabled; else echo UnitFileState=disabled; fi
  ;;
is-active) alive ;;
is-enabled) if [[ -e $state/$unit.enabled ]]; then echo enabled; else echo disabled; exit 1; fi ;;
enable) touch "$state/$unit.enabled" ;;
disable) rm -f "$state/$unit.enabled" ;;
start) alive || start ;;
stop) stop ;;
restart) stop; start ;;
reload)
  alive || exit 1
  kill -HUP "$(cat "$state/$unit")"
  # The way that stays breaks with the last step.
  if [[ -e /run/cut ]] && grep -q ^ListenAddress /etc/ssh/sshd_config.d/10-hardening.conf; then
    (sleep 0.7; ip link set vpn1 down) </dev/null >/dev/null 2>&1 &
  fi
  ;;
reload-or-restart) if alive; then kill -HUP "$(cat "$state/$unit")"; else start; fi ;;
esac
END
cat >"$root/usr/bin/systemd-run.stage" <<'END'
#!/bin/bash
set -eu
mkdir -p /run/stage
for word in "$@"; do
  case $word in
  --on-active=*) seconds=${word#*=} ;;
  --unit=*) unit=${word#*=} ;;
  -*) ;;
  *) command+=("$word") ;;
  esac
done
(
  sleep "$seconds"
  rm -f "/run/stage/$unit.timer"
  "${command[@]}" >/run/restore.log 2>&1
) </dev/null >/dev/null 2>&1 &
echo $! >"/run/stage/$unit.timer"
END
chmod +x "$root/usr/bin/systemctl.stage" "$root/usr/bin/systemd-run.stage"
for program in systemctl systemd-run; do
  rm -f "$root/usr/bin/$program"
  mv "$root/usr/bin/$program.stage" "$root/usr/bin/$program"
done
machine systemctl start ssh

export HOME=$scratch ANSIBLE_HOST_KEY_CHECKING=False ANSIBLE_PIPELINING=True ANSIBLE_NOCOLOR=1 ANSIBLE_LOCALHOST_WARNING=False
export ANSIBLE_SSH_CONTROL_PATH_DIR=$scratch/cp
export ANSIBLE_SSH_COMMON_ARGS="-o UserKnownHostsFile=/dev/null -o ConnectTimeout=4"
# Some parts of the role: what others fetch from outside is none of this stage's business.
play() {
  log=$scratch/play.log
  (cd "$ansible" && "$playbook" -i inventory/hosts.yml --limit "$name" --private-key "$scratch/key" \
    -e ansible_python_interpreter=/usr/bin/python3 -e trial_address="$public" "$@" playbooks/stage.yml) >"$log" 2>&1
}
ssh_to() { timeout 8 ssh -n -q -i "$scratch/key" -p "$2" -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o ConnectTimeout=3 "$user@$1" "${3:-true}"; }
fail() { echo "$1"; tail -n 25 "$scratch/play.log" 2>/dev/null | cut -c 1-400; exit 1; }
open() { ssh_to "$1" "$2" || fail "ssh does not let $user in at $1 port $2"; }
closed() { if ssh_to "$1" "$2"; then fail "ssh still answers at $1 port $2"; fi; }

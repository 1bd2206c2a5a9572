# The stage of `cargo xtask converge`: machines that boot, and a world around them that ends at this namespace.
# It runs in namespaces of its own (network, mounts, processes), so what it starts and mounts ends with it.
set -euo pipefail

umount --recursive /sys/fs/cgroup 2>/dev/null || true
mount -t cgroup2 none /sys/fs/cgroup
mkdir "/sys/fs/cgroup/$CGROUP"
printf '%s\n' "$$" >"/sys/fs/cgroup/$CGROUP/cgroup.procs"
mount -t tmpfs -o mode=0755 none /run
ip link set lo up
printf 1 >/proc/sys/net/ipv4/ip_forward

# Waits, a minute at most, until a command succeeds.
await() {
  for _ in $(seq 240); do
    if "$@" 2>/dev/null; then return; fi
    sleep 0.25
  done
  printf 'waited a minute in vain for: %s\n' "$*" >&2
  exit 1
}
answers() { (exec 3<>"/dev/tcp/$1/$2"); }
leader() { read -r LEADER _ <"/proc/$1/task/$1/children" || [[ $LEADER ]]; }

machines=() leaders=()
links=0
# Ties an address of a machine to one of ours: machine, interface, its address, our address.
tie() {
  links=$((links + 1))
  ip link add "link$links" type veth peer name "$2" netns "$1"
  ip address add "$4" dev "link$links"
  ip link set "link$links" up
  ip route add "$3" dev "link$links" src "$4"
  ip -n "$1" address add "$3" dev "$2"
  ip -n "$1" link set "$2" up
  ip -n "$1" route add "$4" dev "$2"
  ip -n "$1" route show default | grep --quiet . || ip -n "$1" route add default via "$4" dev "$2"
}

# Boots a machine: name in the inventory, host name, user; then interface, its address, our address for each of its links.
boot() {
  local name=$1 host=$2 user=$3
  shift 3
  local home=$SCRATCH/$name
  local root=$home/root
  mkdir -p "$home"/{upper,work,root,docker,containerd}
  mount -t overlay -o "lowerdir=$IMAGE/root,upperdir=$home/upper,workdir=$home/work" none "$root"

  ip netns add "$name"
  ip -n "$name" link set lo up
  local first=$2
  local addresses=$name
  while (($#)); do
    addresses+=" $2"
    tie "$name" "$1" "$2" "$3"
    for key in "$root"/etc/ssh/ssh_host_*_key.pub; do
      for at in "$2" "[$2]:$SSH_PORT"; do
        printf '%s %s\n' "$at" "$(cut -d ' ' -f 1,2 "$key")" >>"$SCRATCH/known_hosts"
      done
    done
    shift 3
  done

  machines+=("$addresses")
  printf '%s\n' "$host" >"$root/etc/hostname"
  printf '127.0.1.1 %s\n%s deb.debian.org\n' "$host" "$WORLD" >>"$root/etc/hosts"
  # What a provider does at the first start: root has the key. The deploying user is there already, as cloud-init makes one.
  chroot "$root" useradd --create-home --shell /bin/bash "$user"
  printf '%s ALL=(ALL) NOPASSWD: ALL\n' "$user" >"$root/etc/sudoers.d/90-cloud-init-users"
  chmod 0440 "$root/etc/sudoers.d/90-cloud-init-users"
  for account in "root:/root" "$user:/home/$user"; do
    install -d -m 0700 "$root${account#*:}/.ssh"
    install -m 0600 "$SCRATCH/key.pub" "$root${account#*:}/.ssh/authorized_keys"
    chroot "$root" chown -R "${account%%:*}:" "${account#*:}/.ssh"
  done

  local cgroup=/sys/fs/cgroup/$CGROUP/$name
  mkdir "$cgroup"
  (
    printf '%s\n' "$BASHPID" >"$cgroup/cgroup.procs"
    # The engine's folders are no overlay, because the engine makes overlays of its own there.
    exec systemd-nspawn --quiet --directory="$root" --boot --machine="$host" --register=no --keep-unit \
      --network-namespace-path="/run/netns/$name" --capability=all --resolv-conf=off --timezone=off \
      --link-journal=no --console=pipe --bind="$home/docker:/var/lib/docker" \
      --bind="$home/containerd:/var/lib/containerd" </dev/null >"$SCRATCH/$name.console" 2>&1
  ) &
  await leader "$!"
  leaders+=("$LEADER")
  await answers "$first" 22
  # A setting of memory or files is one of the whole kernel. The machine sets files that stand in for them; its network's
  # settings are its own.
  nsenter --target "$LEADER" --mount -- bash -c '
    for tree in vm fs; do
      mkdir -p "/run/settings/$tree"
      cp -r "/proc/sys/$tree/." "/run/settings/$tree/" 2>/dev/null || true
      mount --bind "/run/settings/$tree" "/proc/sys/$tree"
    done
    mount --bind /proc/sys/net /proc/sys/net
    mount -o remount,bind,rw /proc/sys/net'
}

# Does something to every machine behind the playbook's back.
harm() {
  local leader
  for leader in "${leaders[@]}"; do
    nsenter --target "$leader" --all -- bash -euc "$1" >>"$SCRATCH/harm.log" 2>&1 </dev/null
  done
}

# Says where each machine is entered, as a person would with an inventory of her own: its port, else that of a new
# machine; its address in the world, else another.
doors() {
  printf 'all:\n  hosts:\n'
  local machine words port address
  for machine in "${machines[@]}"; do
    read -ra words <<<"$machine"
    for address in "${words[@]:1}"; do
      for port in "$SSH_PORT" 22; do
        if answers "$address" "$port" 2>/dev/null; then
          printf '    %s: {ansible_host: %s, ansible_port: %s}\n' "${words[0]}" "$address" "$port"
          continue 3
        fi
      done
    done
    printf 'no ssh answers at %s\n' "$machine" >&2
    exit 1
  done
}

# Runs a playbook: name of its log, then its arguments.
play() {
  local log=$SCRATCH/$1.log start=$SECONDS
  shift
  local inventories=(--inventory inventory/hosts.yml)
  # A playbook that looks for the door itself gets no help.
  if [[ ! -e $TREE/playbooks/connect.yml ]]; then
    doors >"$SCRATCH/doors.yml"
    inventories+=(--inventory "$SCRATCH/doors.yml")
  fi
  local status=0
  (cd "$TREE" && timeout --kill-after=5 400 "$ANSIBLE" "${inventories[@]}" "$@" --limit "$LIMIT" \
    --extra-vars "@$SCRATCH/values.json") \
    </dev/null >"$log" 2>&1 || status=$?
  printf '%s %s\n' "$status" "$((SECONDS - start))" >"$log.end"
  return "$status"
}

ssh-keygen -q -t ed25519 -N '' -C converge -f "$SCRATCH/key"
export HOME=$SCRATCH ANSIBLE_PRIVATE_KEY_FILE=$SCRATCH/key ANSIBLE_NOCOLOR=1 ANSIBLE_LOCALHOST_WARNING=false
export ANSIBLE_LOCAL_TEMP=$SCRATCH/ansible TMPDIR=$SCRATCH
export ANSIBLE_SSH_ARGS="-o UserKnownHostsFile=$SCRATCH/known_hosts -o IdentitiesOnly=yes -o ControlMaster=auto -o ControlPersist=60s"

ip address add "$WORLD" dev lo
python3 "$IMAGE/mirror.py" "$IMAGE/mirror" "$WORLD" 80 "$SCRATCH/port" >"$SCRATCH/mirror.log" 2>&1 &
await test -e "$SCRATCH/port"

# The machine of one run of `cargo xtask e2e`, as the first process of its namespaces: a root of its own, devices, control
# groups, and a world that ends at two network namespaces beside it. It is the parent of what others leave behind.
set -euo pipefail

# What the machine writes is in memory, so that it goes with the machine, and at once.
disk=$SCRATCH/disk root=$SCRATCH/root
mkdir "$disk" "$root"
mount -t tmpfs -o mode=0755,size=4g none "$disk"
mkdir "$disk/upper" "$disk/work" "$disk/docker"
mount -t overlay -o "lowerdir=$ENGINE/root,upperdir=$disk/upper,workdir=$disk/work" none "$root"
mount -t proc none "$root/proc"
mount -t sysfs none "$root/sys"
mount -t tmpfs -o mode=0755 none "$root/run"

mount -t tmpfs -o mode=0755 none "$root/dev"
while read -r name major minor; do
  mknod -m 0666 "$root/dev/$name" c "$major" "$minor"
done <<<'null 1 3
zero 1 5
full 1 7
random 1 8
urandom 1 9
kmsg 1 11
tty 5 0'
mkdir "$root/dev/pts" "$root/dev/shm" "$root/dev/disk" "$root/dev/mqueue"
mount -t devpts -o newinstance,ptmxmode=0666 none "$root/dev/pts"
mount -t tmpfs -o mode=1777 none "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
for number in 0 1 2; do ln -s "/proc/self/fd/$number" "$root/dev/std$(printf 'in out err' | cut -d ' ' -f $((number + 1)))"; done

if [[ -e /sys/fs/cgroup/cgroup.controllers ]]; then
  mount -t cgroup2 none "$root/sys/fs/cgroup"
  # A group with processes in it cannot hand its controllers on.
  mkdir "$root/sys/fs/cgroup/machine"
  printf '%s\n' "$$" >"$root/sys/fs/cgroup/machine/cgroup.procs"
  for controller in $(<"$root/sys/fs/cgroup/cgroup.controllers"); do
    printf '+%s\n' "$controller" >"$root/sys/fs/cgroup/cgroup.subtree_control"
  done
else
  mount -t tmpfs -o mode=0755 none "$root/sys/fs/cgroup"
  for hierarchy in /sys/fs/cgroup/*; do
    [[ -e $hierarchy/cgroup.clone_children && ! -L $hierarchy && $hierarchy != */systemd ]] || continue
    mkdir "$root$hierarchy"
    mount -t cgroup -o "${hierarchy##*/}" none "$root$hierarchy"
  done
fi

mkdir -p "$root/var/lib/docker" "$root$SCRATCH" "$root/usr/libexec/docker/cli-plugins" "$root/opt/before"
mount --bind "$disk/docker" "$root/var/lib/docker"
mount --bind "$SCRATCH" "$root$SCRATCH"
cp "$COMPOSE" "$root/usr/libexec/docker/cli-plugins/docker-compose"
printf 'nameserver %s\n' "$WORLD" >"$root/etc/resolv.conf"
printf '127.0.0.1 localhost\n' >"$root/etc/hosts"
hostname "$NAME"

cd "$root"
pivot_root . opt/before
umount --lazy /opt/before
cd /
export PATH=/usr/sbin:/usr/bin:/sbin:/bin

# A zone of the world: its name, the interface that leads to it, the machine's address there, its own.
zone() {
  ip netns add "$1"
  ip -n "$1" link set lo up
  ip link add "$2" type veth peer name eth0 netns "$1"
  ip address add "$3" dev "$2"
  ip link set "$2" up
  ip route add "$4" dev "$2" src "$3"
  ip -n "$1" address add "$4" dev eth0
  ip -n "$1" link set eth0 up
  ip -n "$1" route add "$3" dev eth0
  # It may try the addresses of containers as well: nothing but the machine itself stands in its way.
  ip -n "$1" route add default via "$3" dev eth0
}
ip link set lo up
while read -r name interface theirs ours; do
  zone "$name" "$interface" "$theirs" "$ours"
done <"$SCRATCH/zones"
ip route add default via "$WORLD"

# A connection that leaves the machine is seen here.
read -ra ports <<<"$WORLD_PORTS"
ip netns exec internet python3 -c '
import socket, sys, time
servers = [socket.create_server(("", port)) for port in map(int, sys.argv[1:])]
time.sleep(86400)' "${ports[@]}" &

python3 "$SCRATCH/activation.py" "$SCRATCH/daemon.json" "$SCRATCH/dockerd.log" /run/engine /var/run/docker.sock "$SCRATCH/docker.sock" &
for _ in {1..100}; do
  [[ ! -p /run/engine ]] || break
  sleep 0.05
done
printf 'ready\n' >"$SCRATCH/ready"
# bash reaps what is handed to it while it waits.
while true; do
  sleep 3600 &
  wait "$!" || true
done

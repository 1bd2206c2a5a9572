# Keeps the machine of one run of `cargo xtask e2e`, and takes everything of it away when who asked for it is gone: at the end
# of standard input, for whichever reason that ended, after so many seconds, or when the machine itself has ended. `keep` on
# standard input lets the machine live until this script is ended.
# usage: keeper.sh SCRATCH NAME SECONDS
set -uo pipefail
scratch=$1 name=$2 seconds=$3

# One hierarchy of control groups, or one by controller.
hierarchies=()
if [[ -e /sys/fs/cgroup/cgroup.controllers ]]; then
  hierarchies=(/sys/fs/cgroup)
else
  for hierarchy in /sys/fs/cgroup/*; do
    [[ ! -e $hierarchy/cgroup.clone_children || -L $hierarchy || $hierarchy == */systemd ]] || hierarchies+=("$hierarchy")
  done
fi

machine() {
  local hierarchy file
  for hierarchy in "${hierarchies[@]}"; do
    mkdir "$hierarchy/$name" || exit 1
    for file in cpuset.cpus cpuset.mems; do
      [[ ! -e $hierarchy/$file ]] || cat "$hierarchy/$file" >"$hierarchy/$name/$file"
    done
    printf '%s\n' "$BASHPID" >"$hierarchy/$name/cgroup.procs"
  done
  exec unshare --cgroup --net --mount --pid --uts --ipc --fork --mount-proc --kill-child -- bash "$scratch/stage.sh" \
    </dev/null >"$scratch/stage.log" 2>&1
}
machine &
child=$!

clear() {
  trap '' TERM INT
  kill -KILL "$child" 2>/dev/null
  wait "$child" 2>/dev/null
  for _ in {1..100}; do
    local left=0
    for hierarchy in "${hierarchies[@]}"; do
      [[ ! -e $hierarchy/$name ]] || find "$hierarchy/$name" -depth -type d -exec rmdir {} + 2>/dev/null || left=1
    done
    ((left)) || break
    sleep 0.1
  done
  rm -rf --one-file-system "$scratch"
}
trap clear EXIT
trap exit TERM INT

# What the machine's first process is called out here is known when it is the only child.
for _ in {1..600}; do
  [[ ! -e $scratch/ready ]] || break
  kill -0 "$child" 2>/dev/null || break
  sleep 0.05
done
# The line has no end.
read -r leader _ <"/proc/$child/task/$child/children" || true
printf '%s\n' "${leader:-}" >"$scratch/leader.part"
mv "$scratch/leader.part" "$scratch/leader"
if IFS= read -r -t "$seconds" word && [[ $word == keep ]]; then
  wait "$child"
fi

# make_snapshots REPOSITORY FILE TAG: a repository with a snapshot for each line `host|time` of a file. restic waits a fifth of a second
# in each call, to see whether others lock the repository as well. So copies of an empty one are filled beside each other; they have
# one master key, and what is in their folders is named by its contents, so together they are one repository.
make_snapshots() {
  local part
  restic init --quiet --repo "$1"
  python3 cheap_key.py "$1"
  echo kept >one
  rm -rf parts
  mkdir parts
  split --number=r/16 "$2" parts/list.
  for part in parts/list.*; do
    cp -r "$1" "$part.repository"
    # shellcheck disable=SC2016
    part=$part tag=$3 xargs --delimiter '\n' --max-args 1 bash -c \
      'IFS="|" read -r host time <<<"$0"; restic --repo "$part.repository" backup --quiet --host "$host" --tag "$tag" --time "$time" one' <"$part" &
    jobs_of+=("$!")
  done
  for part in "${jobs_of[@]}"; do wait "$part"; done
  jobs_of=()
  for part in parts/*.repository; do cp -rn "$part/data" "$part/index" "$part/snapshots" "$1/"; done
  rm -rf parts
}
jobs_of=()

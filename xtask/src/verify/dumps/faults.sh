# One step of each way that fails, and one that is empty though the program says that all is well: counted, and no other is stopped.
names=$(sed -n 's/^step \([a-z0-9_-]*\) \([a-z0-9_-]*\) .*/\1:\2/p' "$stage/pre-backup.sh")
faults=$(while read -r _ folder stem _ way service _; do
  case $way in
    pg_dump) echo "$folder:$stem:$service/$stem:fail" "$folder:$stem:$service/$stem:empty" ;;
    n8n) echo "$folder:$stem:$service:fail" "$folder:$stem:$service:empty" ;;
    rdb) echo "$folder:$stem:$service:fail" "$folder:$stem:$service-file:empty" ;;
    grafana) echo "$folder:$stem:$service:fail" ;;
  esac
done < <(grep '^step ' "$stage/pre-backup.sh" | sort --unique --key=5,5))
all=$(wc -w <<<"$names")
export fault how
for entry in $faults; do
  IFS=: read -r folder stem fault how <<<"$entry"
  rm -rf "$stage/backups"
  : >"$stage/reports"
  if STACK_HEARTBEAT=$stage/heartbeat.curlrc dump; then fails "a dump of $stem that is $how is a success"; fi
  [[ -z $(find "$stage/backups/$folder" -name "$stem-*") ]] || fails "a dump of $stem that is $how is kept"
  [[ $(find "$stage/backups" -name '*Z.*' | wc -l) == $((all - 1)) ]] || fails "$stem stops another: $(find "$stage/backups" -name '*Z.*')"
  [[ ! -s $stage/reports ]] || fails "a dump of $stem that is $how is reported as a success"
done
unset fault how

# Who waits for a report hears of a whole success, once; a report that nobody takes is a failure.
rm -rf "$stage/backups"
: >"$stage/reports"
STACK_HEARTBEAT=$stage/heartbeat.curlrc dump || fails 'the dumps fail'
[[ $(wc -l <"$stage/reports") == 1 && $(<"$stage/reports") == True* ]] || fails "not one report: $(<"$stage/reports")"
sed 's/0123/4567/' "$stage/heartbeat.curlrc" >"$stage/other.curlrc"
for refused in "$stage/other.curlrc" "$stage/absent.curlrc"; do
  rm -rf "$stage/backups"
  if STACK_HEARTBEAT=$refused dump; then fails 'a report that nobody takes is a success'; fi
  grep --quiet 'the report of it could not be sent' "$stage/dump.log" || fails 'nobody says that the report was not sent'
done

# Who takes the dumps away must be able to read them, where they are shown: a folder of the wrong group is a failure.
rm -rf "$stage/backups"
mkdir -p "$stage/shown"
mkdir -m 0755 "$stage/backups"
mount --bind "$stage/backups" "$stage/shown"
first=${names%%:*}
for folder in $(cut -d: -f1 <<<"$names" | sort -u); do
  install -d -m 2750 -g "$([[ $folder == "$first" ]] && echo root || echo nogroup)" "$stage/backups/$folder"
done
if STACK_PULLER=nobody STACK_SHOWN=$stage/shown dump; then fails 'what nobody can take away is a success'; fi
[[ -z $(find "$stage/backups/$first" -name '*Z.*') ]] || fails 'what nobody can take away is kept'
chgrp nogroup "$stage/backups/$first"
STACK_PULLER=nobody STACK_SHOWN=$stage/shown dump || fails 'what can be taken away is a failure'
umount "$stage/shown"

# What is older than the tier keeps goes, with its line; the newest never.
IFS=: read -r folder stem first_fault _ <<<"${faults%% *}"
file=$(find "$stage/backups/$folder" -name "$stem-*Z.*" | sort | tail -n 1)
old=$stage/backups/$folder/$stem-20200101T000000Z.${file##*.}
cp "$file" "$old"
printf 'x 1 %s\n' "${old##*/}" >>"$stage/backups/$folder/MANIFEST"
find "$stage/backups" -name '*Z.*' -exec touch -d '40 days ago' {} +
sleep 1.1
if fault=$first_fault how=fail dump; then fails 'a failure is a success'; fi
[[ $(find "$stage/backups/$folder" -name "$stem-*Z.*" | wc -l) -ge 1 && ! -e $old ]] || fails 'what is too old stays'
if grep --quiet 20200101 "$stage/backups/$folder/MANIFEST"; then fails 'MANIFEST has what is gone'; fi

# Two runs at once would write over each other.
exec 8>"$stage/backups/.lock"
flock 8
if dump; then fails 'two runs at once'; fi
exec 8>&-

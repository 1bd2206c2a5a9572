# One step of each way that fails, one that is empty though the program says that all is well, one that is cut or changes while it
# is read: each is counted, and no other is stopped.
names=$(sed -n 's/^step \([a-z0-9_-]*\) \([a-z0-9_-]*\) .*/\1:\2/p' "$stage/pre-backup.sh")
faults=$(while read -r _ folder stem _ way words; do
  service=${words%% *}
  if [[ $untried != *" $way "* ]]; then continue; fi
  case $way in
    pg_dump) echo "$folder:$stem:$service/$stem:fail" "$folder:$stem:$service/$stem:empty" ;;
    n8n) echo "$folder:$stem:$service:fail" "$folder:$stem:$service:empty" ;;
    rdb) echo "$folder:$stem:$service:fail" "$folder:$stem:$service-file:empty" ;;
    grafana) echo "$folder:$stem:$service:fail" ;;
    snapshots) echo "$folder:$stem:$service:fail" "$folder:$stem:$service:cut" "$folder:$stem:$service:other" ;;
    copy) echo "$folder:$stem:${words##* }:gone" "$folder:$stem:$service:changes" ;;
  esac
done < <(grep '^step ' "$stage/pre-backup.sh" | sort --unique --key=5,5))
all=$(wc -w <<<"$names")
# What is done before a run that is to fail, and undone after it.
spoil() {
  case $how in
    cut | other) state 6333 --request PUT --data "${qdrant%\}}, \"lie\": \"$how\"}" >/dev/null ;;
    gone) mv "$stage/$fault" "$stage/$fault.gone" ;;
    changes)
      truncate --size=40M "$stage/$fault/grows"
      while true; do echo x >>"$stage/$fault/grows"; done &
      writer=$!
      ;;
  esac
}
mend() {
  case $how in
    cut | other) state 6333 --request PUT --data "$qdrant" >/dev/null ;;
    gone) mv "$stage/$fault.gone" "$stage/$fault" ;;
    changes)
      kill "$writer"
      wait "$writer" || :
      rm "$stage/$fault/grows"
      ;;
  esac
}
export fault how
for entry in $faults; do
  IFS=: read -r folder stem fault how <<<"$entry"
  clear_dumps
  : >"$stage/reports"
  spoil
  if unit; then fails "a dump of $stem that is $how is a success"; fi
  mend
  [[ -z $(find "$stage/backups/$folder" -name "$stem-*") ]] || fails "a dump of $stem that is $how is kept"
  [[ $(find "$stage/backups" -name '*Z.*' | wc -l) == $((all - 1)) ]] || fails "$stem stops another: $(find "$stage/backups" -name '*Z.*')"
  [[ ! -s $stage/reports ]] || fails "a dump of $stem that is $how is reported as a success"
done

# Files that change once are read once more.
for entry in $faults; do
  IFS=: read -r folder stem fault how <<<"$entry"
  if [[ $how != changes ]]; then continue; fi
  clear_dumps
  spoil
  (
    until grep --quiet 'file changed as we read it' "$stage/dump.log"; do sleep 0.02; done
    kill "$writer"
  ) &
  : >"$stage/dump.log"
  unit || fails "files of $stem that changed once are no dump"
  grep --quiet 'file changed as we read it' "$stage/dump.log" || fails 'no file has changed, so this shows nothing'
  tar --list --file="$(newest "$folder" "$stem" tar)" >/dev/null || fails "what was read twice of $stem is no archive"
  wait "$writer" || :
  rm "$stage/$fault/grows"
done
unset fault how

# A run that is killed leaves a part; the next one takes it away. Where files alone are dumped, nothing can be made to hang.
IFS=: read -r folder stem first_fault _ <<<"$(tr ' ' '\n' <<<"$faults" | grep ':fail$' | head -n 1)"
if [[ -n $first_fault ]]; then
  clear_dumps
  fault=$first_fault how=hang setsid bash "$stage/pre-backup.sh" >"$stage/dump.log" 2>&1 &
  killed=$!
  for _ in $(seq 100); do
    if [[ -n $(find "$stage/backups/$folder" -name "$stem-*.part") ]]; then break; fi
    sleep 0.1
  done
  kill -TERM -- "-$killed"
  wait "$killed" && fails 'a run that is killed is a success'
  [[ -n $(find "$stage/backups" -name '*.part') ]] || fails 'a run that is killed leaves no part, so this shows nothing'
  sleep 1
  unit || fails 'the dumps fail after a run that was killed'
  [[ -z $(find "$stage/backups" -name '*.part') ]] || fails "what was killed stays: $(find "$stage/backups" -name '*.part')"
else
  IFS=: read -r folder stem <<<"$(head -n 1 <<<"$names")"
fi

# Who waits for a report hears of a whole success, once; a report that is refused is a failure.
clear_dumps
: >"$stage/reports"
unit || fails 'the dumps fail'
[[ $(wc -l <"$stage/reports") == "$reports" ]] || fails "not $reports reports: $(<"$stage/reports")"
if ((reports)); then
  [[ $(<"$stage/reports") == True* ]] || fails "an unknown report: $(<"$stage/reports")"
  cp "$report" "$stage/kept.curlrc"
  sed -i 's/0123/4567/' "$report"
  for _ in other absent; do
    clear_dumps
    if unit; then fails 'a refused report is a success'; fi
    grep --quiet 'the report of it could not be sent' "$stage/dump.log" || fails 'the output does not say that the report was not sent'
    rm -f "$report"
  done
  cp "$stage/kept.curlrc" "$report"
fi

# Who takes the dumps away must be able to read them, where they are shown: a folder of the wrong group is a failure.
if [[ -n $shown ]]; then
  clear_dumps
  first=${names%%:*}
  chgrp root "$stage/backups/$first"
  if unit; then fails 'a dump that cannot be taken away is a success'; fi
  [[ -z $(find "$stage/backups/$first" -name '*Z.*') ]] || fails 'a dump that cannot be taken away is kept'
  chgrp zerobyte "$stage/backups/$first"
  unit || fails 'what can be taken away is a failure'
  runuser --user zerobyte -- cat "$shown/$first/MANIFEST" >/dev/null || fails 'the manifest cannot be taken away'
fi

# What is older than the tier keeps goes, with its line; the newest never.
unit || fails 'the dumps fail'
file=$(find "$stage/backups/$folder" -name "$stem-*Z.*" | sort | tail -n 1)
old=$stage/backups/$folder/$stem-20200101T000000Z.${file##*.}
cp "$file" "$old"
printf 'x 1 %s\n' "${old##*/}" >>"$stage/backups/$folder/MANIFEST"
find "$stage/backups" -name '*Z.*' -exec touch -d '40 days ago' {} +
sleep 1.1
if [[ -z $first_fault ]]; then
  dump || fails 'the dumps fail'
elif fault=$first_fault how=fail dump; then
  fails 'a failure is a success'
fi
[[ $(find "$stage/backups/$folder" -name "$stem-*Z.*" | wc -l) -ge 1 && ! -e $old ]] || fails 'what is too old stays'
if grep --quiet 20200101 "$stage/backups/$folder/MANIFEST"; then fails 'MANIFEST has what is gone'; fi

# The collector of metrics is told of each artefact; the one that fails is as old as it is, and the others are not.
metrics=$stage/metrics/dumps.prom
promtool check metrics <"$metrics" >"$stage/promtool.log" 2>&1 || fails "no metrics: $(<"$stage/promtool.log")"
metric() { sed -n "s,^stack_dump_$1{artefact=\"$2\"} \([0-9]*\)$,\1,p" "$metrics"; }
for name in $names; do
  told=$(metric newest_timestamp_seconds "${name/:/\/}") patience=$(metric patience_seconds "${name/:/\/}")
  [[ -n $told && -n $patience ]] || fails "no metric says how old $name is"
  age=$(($(date +%s) - told))
  if [[ -n $first_fault && $name == "$folder:$stem" ]]; then
    ((age > 39 * 24 * 3600 && age > patience)) || fails "$name is told to be $age seconds old"
  else
    ((age < 600)) || fails "$name is told to be $age seconds old"
  fi
done

# Two runs at once would write over each other.
exec 8>"$stage/backups/.lock"
flock 8
if dump; then fails 'two runs at once'; fi
exec 8>&-

# A machine that is thrown away: this one's files under a layer that takes every change. systemd is not there; a stand-in says what it
# would. Given: $scratch, with `inside.sh`, which is played there; $tree, the Ansible repository.
cp -r "$tree" "$scratch/ansible"
mkdir "$scratch/disk"
mount -t tmpfs none "$scratch/disk"
mkdir "$scratch"/disk/{upper,work,root}
root=$scratch/disk/root
mount -t overlay overlay -o "lowerdir=/,upperdir=$scratch/disk/upper,workdir=$scratch/disk/work" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs none "$root/run"
cp /etc/apt/apt.conf.d/zz-kept "$root/etc/apt/apt.conf.d"
mkdir -p "$root/tmp"
mount --bind /tmp "$root/tmp"
rm -rf "$root/etc/stack-hub" "$root/etc/zerobyte" "$root/var/lib/zerobyte"
rm -f "$root/usr/bin/systemctl"
cat >"$root/usr/bin/systemctl" <<'END'
#!/bin/bash
words=()
for word in "$@"; do [[ $word == -* ]] || words+=("$word"); done
verb=${words[0]:-} unit=${words[1]:-} state=/run/units
mkdir -p "$state"
case $verb in
show)
  if [[ -e /etc/systemd/system/$unit ]]; then echo LoadState=loaded; else echo LoadState=not-found; fi
  if [[ -e $state/$unit ]]; then echo ActiveState=active; else echo ActiveState=inactive; fi
  if [[ -e $state/$unit.enabled ]]; then echo UnitFileState=enabled; else echo UnitFileState=disabled; fi
  ;;
is-enabled) if [[ -e $state/$unit.enabled ]]; then echo enabled; else echo disabled; exit 1; fi ;;
start) touch "$state/$unit" ;;
stop) rm -f "$state/$unit" ;;
enable) touch "$state/$unit.enabled" ;;
disable) rm -f "$state/$unit.enabled" ;;
esac
END
chmod +x "$root/usr/bin/systemctl"
# What programs are told is written down.
mkdir -p "$root/usr/local/bin"
for program in restic ssh curl; do
  printf '#!/bin/bash\nprintf "%%s\\n" "%s $*" >>/run/words\nexec /usr/bin/%s "$@"\n' "$program" "$program" >"$root/usr/local/bin/$program"
  chmod +x "$root/usr/local/bin/$program"
done
: >"$root/run/words"
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin chroot "$root" bash "$scratch/inside.sh"

//! A bare Debian machine, for the playbook to be run on.

use super::run;
use camino::Utf8Path;
use std::process::Command;

/// What the image is made from, and how: another way of making it makes another image.
pub(super) const PINS: &str = concat!(
    include_str!("../../tools/machine/packages.txt"),
    include_str!("../../tools/machine/image.sh"),
    include_str!("../../tools/machine/mirror.py"),
);

/// Makes a machine of what `packages.txt` names, and a mirror of what it can install: `image.sh` says how.
///
/// Its packages are those of the day it was made, because a mirror of Debian keeps no others.
pub(super) fn fill(folder: &Utf8Path, _: &str) -> anyhow::Result<()> {
    fs_err::write(folder.join("mirror.py"), include_str!("../../tools/machine/mirror.py"))?;
    fs_err::write(folder.join("image.sh"), include_str!("../../tools/machine/image.sh"))?;
    fs_err::write(folder.join("packages.txt"), include_str!("../../tools/machine/packages.txt"))?;
    let mut image = Command::new("bash");
    image.args(["image.sh", folder.as_str()]).current_dir(folder);
    run(image.stdin(fs_err::File::open(folder.join("packages.txt"))?.into_parts().0))?;
    Ok(())
}

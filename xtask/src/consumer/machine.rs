//! A bare Debian machine, for the playbook to be run on.

use super::run;
use camino::Utf8Path;
use std::process::Command;

const IMAGE: &str = include_str!("../../tools/machine/image.sh");
const MIRROR: &str = include_str!("../../tools/machine/mirror.py");

/// Makes a machine of what the pins name, and a mirror of what it can install: `image.sh` says how.
///
/// Its packages are those of the day it was made, because a mirror of Debian keeps no others.
pub(super) fn fill(folder: &Utf8Path, pins: &str) -> anyhow::Result<()> {
    fs_err::write(folder.join("mirror.py"), MIRROR)?;
    fs_err::write(folder.join("image.sh"), IMAGE)?;
    fs_err::write(folder.join("pins"), pins)?;
    let mut image = Command::new("bash");
    image.args(["image.sh", folder.as_str()]).current_dir(folder);
    run(image.stdin(fs_err::File::open(folder.join("pins"))?.into_parts().0))?;
    Ok(())
}

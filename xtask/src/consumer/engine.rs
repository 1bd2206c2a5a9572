//! A machine with a Docker engine, and the layer that its images are made of.

use super::run;
use camino::Utf8Path;
use std::process::Command;

/// What both are made from, and how: another way of making them makes others.
pub(super) const PINS: &str =
    concat!(include_str!("../../tools/engine/packages.txt"), include_str!("../../tools/engine/root.sh"),);

/// Makes them of what `packages.txt` names: `root.sh` says how.
pub(super) fn fill(folder: &Utf8Path, _: &str) -> anyhow::Result<()> {
    fs_err::write(folder.join("root.sh"), include_str!("../../tools/engine/root.sh"))?;
    fs_err::write(folder.join("packages.txt"), include_str!("../../tools/engine/packages.txt"))?;
    let mut root = Command::new("bash");
    root.args(["root.sh", folder.as_str()]).current_dir(folder);
    run(root.stdin(fs_err::File::open(folder.join("packages.txt"))?.into_parts().0))?;
    Ok(())
}

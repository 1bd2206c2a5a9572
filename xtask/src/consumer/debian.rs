//! Consumers that Debian carries and whose installation would do more than put files in place.

use super::run;
use anyhow::Context as _;
use camino::Utf8Path;
use std::process::Command;

/// Unpacks the packages that the pins name, a line each, without running their scripts: `CrowdSec`'s would register the
/// machine with a service outside.
pub(super) fn fill(folder: &Utf8Path, pins: &str) -> anyhow::Result<()> {
    for package in pins.lines().filter(|line| !line.starts_with('#')) {
        let download = || run(Command::new("apt-get").args(["download", package]).current_dir(folder));
        if download().is_err() {
            run(Command::new("apt-get").arg("update"))?;
            download()?;
        }
        let archives = folder.read_dir_utf8()?.filter_map(Result::ok).map(camino::Utf8DirEntry::into_path);
        let mut archives = archives.filter(|path| path.extension() == Some("deb"));
        let archive = archives.next().with_context(|| format!("apt-get left no archive of {package}"))?;
        run(Command::new("dpkg-deb").args(["--extract", archive.as_str(), folder.as_str()]))?;
        fs_err::remove_file(archive)?;
    }
    Ok(())
}

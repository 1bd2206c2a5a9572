//! `Release`: the operating systems of machines, as the generated roles rely on them.

use crate::stack::OperatingSystem;

/// A release of an operating system: what a machine says of itself, and what the roles count on.
///
/// The roles count on little: `systemd` with its journal and its timers, `apt` that reads deb822 sources, and `python3`. They use
/// no `cron`, no log below `/var/log`, and no shell, because releases differ in all of these (field report SYS-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Release {
    /// What Ansible calls it (ansible-core 2.19, `module_utils/facts/system/distribution.py`, `distribution`).
    pub distribution: &'static str,
    /// What Ansible calls its version: the first number for Debian, both for Ubuntu.
    pub version: &'static str,
    /// The name of the release in its archives and in those of vendors (`VERSION_CODENAME` of `/etc/os-release`).
    pub codename: &'static str,
    /// The image of a new machine (Hetzner Cloud, names of its system images).
    pub image: &'static str,
}

impl OperatingSystem {
    /// Every one that is known.
    pub const ALL: [Self; 3] = [Self::Debian13, Self::Debian12, Self::Ubuntu2404];

    /// What is known of it.
    ///
    /// ```
    /// use stack_model::stack::OperatingSystem;
    /// assert_eq!(OperatingSystem::Debian13.release().codename, "trixie");
    /// ```
    pub const fn release(self) -> Release {
        match self {
            Self::Debian13 => {
                Release { distribution: "Debian", version: "13", codename: "trixie", image: "debian-13" }
            }
            Self::Debian12 => {
                Release { distribution: "Debian", version: "12", codename: "bookworm", image: "debian-12" }
            }
            Self::Ubuntu2404 => {
                Release { distribution: "Ubuntu", version: "24.04", codename: "noble", image: "ubuntu-24.04" }
            }
        }
    }
}

//! `ServerType`: the sizes of machines that a provider rents out, as data.

use crate::stack::Arch;

/// A size of machine of Hetzner Cloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerType {
    /// Its name.
    pub name: &'static str,
    /// Its processors.
    pub arch: Arch,
    /// How many processors.
    pub vcpus: u32,
    /// MiB of memory, as advertised; `free` shows a little less.
    pub memory_mib: u64,
    /// GB of disk.
    pub disk_gb: u32,
    /// What to take instead, if no new machine of this size can be made.
    pub successor: Option<&'static str>,
    /// Where that is known from.
    pub source: &'static str,
}

/// Sizes that are offered.
const OFFERED: &str = "docs.cnap.tech/compute/providers/hetzner, 2026, and the provider's list of prices";
/// Sizes whose end was announced for the locations in Europe.
const ENDED: &str = "hetznercloud/cli issue 1211, apricote/hcloud-upload-image issue 129";

const fn offered(name: &'static str, arch: Arch, vcpus: u32, gib: u64, disk_gb: u32) -> ServerType {
    ServerType { name, arch, vcpus, memory_mib: gib * 1024, disk_gb, successor: None, source: OFFERED }
}

const fn ended(
    name: &'static str,
    vcpus: u32,
    gib: u64,
    disk_gb: u32,
    successor: &'static str,
) -> ServerType {
    let arch = Arch::Amd64;
    ServerType {
        name,
        arch,
        vcpus,
        memory_mib: gib * 1024,
        disk_gb,
        successor: Some(successor),
        source: ENDED,
    }
}

/// The sizes that are known. Which location has one changes from day to day; the provider says so when a machine is made.
pub const SERVER_TYPES: &[ServerType] = &[
    offered("cx23", Arch::Amd64, 2, 4, 40),
    offered("cx33", Arch::Amd64, 4, 8, 80),
    offered("cx43", Arch::Amd64, 8, 16, 160),
    offered("cx53", Arch::Amd64, 16, 32, 320),
    offered("cpx22", Arch::Amd64, 2, 4, 80),
    offered("cpx32", Arch::Amd64, 4, 8, 160),
    offered("cpx42", Arch::Amd64, 8, 16, 320),
    offered("cax11", Arch::Arm64, 2, 4, 40),
    offered("cax21", Arch::Arm64, 4, 8, 80),
    offered("cax31", Arch::Arm64, 8, 16, 160),
    ended("cx22", 2, 4, 40, "cx23"),
    ended("cx32", 4, 8, 80, "cx33"),
    ended("cx42", 8, 16, 160, "cx43"),
    ended("cx52", 16, 32, 320, "cx53"),
    ended("cpx11", 2, 2, 40, "cpx22"),
    ended("cpx21", 3, 4, 80, "cpx22"),
    ended("cpx31", 4, 8, 160, "cpx32"),
];

impl ServerType {
    /// The size of a name.
    pub fn of_name(name: &str) -> Option<&'static Self> {
        SERVER_TYPES.iter().find(|known| known.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_successor_is_offered_and_as_large() {
        for ended in SERVER_TYPES {
            let Some(successor) = ended.successor else { continue };
            let successor = ServerType::of_name(successor).unwrap();
            assert!(successor.successor.is_none(), "{}", ended.name);
            assert!(successor.memory_mib >= ended.memory_mib && successor.arch == ended.arch);
        }
    }
}

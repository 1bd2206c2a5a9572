//! `Privileges`: what a container may do beyond capabilities and mounts.

/// What a container may do beyond capabilities and mounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Privileges {
    /// Whether it sees the control groups of the machine, not those of a namespace of its own.
    pub cgroup_host: bool,
    /// The devices of the machine that it opens, under the same path.
    pub devices: &'static [&'static str],
}

impl Privileges {
    /// None of them.
    pub(super) const NONE: Self = Self { cgroup_host: false, devices: &[] };
}

//! `common`: packages, folders and kernel settings that everything else rests on.

use super::{MachineRole, Phase, none};
use minijinja::context;

pub(super) const ROLE: MachineRole = MachineRole {
    name: "common",
    about: "Packages, folders and kernel settings that everything else rests on",
    phase: Phase::Configure,
    view: |_| Some(context! {}),
    variables: none,
};

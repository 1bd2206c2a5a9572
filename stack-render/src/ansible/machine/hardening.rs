//! `hardening`: who gets in: the SSH server, the firewall, bans, and updates of security.

use super::{MachineRole, Phase, none};
use minijinja::context;

pub(super) const ROLE: MachineRole = MachineRole {
    name: "hardening",
    about: "Who gets in: the SSH server, the firewall, bans, and updates of security",
    phase: Phase::Restrict,
    view: |_| Some(context! {}),
    variables: none,
};

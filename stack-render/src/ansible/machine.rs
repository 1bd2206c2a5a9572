//! The roles of machines: what every machine needs whatever it runs. One file a role; its templates stand in
//! `templates/ansible/roles/<name>/`, and all of them are emitted.

mod backup_config;
mod backup_export;
mod common;
mod crowdsec;
mod docker;
mod hardening;
mod hardening_files;
pub(super) mod headscale_node;
mod smoke_tests;

pub(super) use backup_config::PULLER;
pub(super) use common::SETTINGS;

use super::{Repository, role_file::RoleFile};
use crate::{
    variables::{Datum, Var},
    yaml::Yaml,
};
use minijinja::Value;
use stack_model::Site;

/// When a role runs. The order of the variants is the order of the run, so that what narrows access comes last, behind
/// the proof that everything works (field reports SSH-01, DEP-04).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// Before any container is started.
    Configure,
    /// When everything runs and the databases are made.
    Verify,
    /// When it has been shown to work.
    Restrict,
}

/// A role that is about a machine.
pub(super) struct MachineRole {
    /// The name of its folder, as in §1 of the specification.
    pub(super) name: &'static str,
    /// What it does, in one sentence without a full stop.
    pub(super) about: &'static str,
    /// What its tasks write to a machine, and what it runs where the playbook runs.
    pub(super) files: &'static [RoleFile],
    /// The variables of `group_vars` that its tasks name.
    pub(super) reads: fn() -> Vec<Var<Datum>>,
    /// When it runs.
    pub(super) phase: Phase,
    /// What its templates are filled with. `None` if this stack has no use for it.
    pub(super) view: fn(&Repository<'_>) -> Option<Value>,
    /// The variables of the inventory that are one machine's own.
    pub(super) variables: fn(&Repository<'_>, &Site<'_>) -> Vec<(&'static str, Yaml)>,
}

/// Every role of machines, in the order of a run within each phase.
pub(super) const MACHINE_ROLES: &[MachineRole] = &[
    common::ROLE,
    docker::ROLE,
    headscale_node::ROLE,
    backup_config::ROLE,
    backup_export::ROLE,
    smoke_tests::ROLE,
    hardening::ROLE,
];

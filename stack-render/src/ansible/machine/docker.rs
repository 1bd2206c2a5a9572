//! `docker`: the Docker engine with its settings.

use super::{MachineRole, Phase};
use crate::{
    ansible::{machine_template, role_file::RoleFile},
    yaml::Yaml,
};
use minijinja::context;

/// The settings of the engine are each machine's own, so they stand in the list with what else is its own.
const FILES: &[RoleFile] = &[];

pub(super) const ROLE: MachineRole = MachineRole {
    name: "docker",
    about: "The Docker engine, with its settings and the compose plugin",
    files: FILES,
    reads: Vec::new,
    phase: Phase::Configure,
    view: |_| Some(context! {}),
    variables: |repository, site| {
        let template = machine_template(repository.stack, site.host, "daemon", "json");
        vec![("docker_daemon_template", Yaml::text(format!("{template}.j2")))]
    },
};

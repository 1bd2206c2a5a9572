//! `docker`: the Docker engine with its settings.

use super::{MachineRole, Phase};
use crate::{ansible::machine_template, yaml::Yaml};
use minijinja::context;

pub(super) const ROLE: MachineRole = MachineRole {
    name: "docker",
    about: "The Docker engine, with its settings and the compose plugin",
    phase: Phase::Configure,
    view: |_| Some(context! {}),
    variables: |repository, site| {
        let template = machine_template(repository.stack, site.host, "daemon", "json");
        vec![("docker_daemon_template", Yaml::text(format!("{template}.j2")))]
    },
};

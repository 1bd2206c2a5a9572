//! `common`: packages, folders and kernel settings that everything else rests on.

use super::{MachineRole, Phase};
use crate::{
    ansible::role_file::RoleFile,
    artefact::{Consumer, Mode},
    engine::verbatim,
    variables::STACK_DIR,
    yaml::map,
};
use minijinja::{Value, context};

/// Settings of the kernel: name, value, and what they are for.
///
/// Redis warns without the first one that saving may fail while memory is short (redis 8.4, `src/syscheck.c`).
pub(in crate::ansible) const SETTINGS: [(&str, &str, &str); 1] =
    [("vm.overcommit_memory", "1", "Let Redis save while memory is short")];

/// What earlier deployments are kept by.
const FILES: &[RoleFile] = &[RoleFile::copy(
    "stack-release.sh",
    "/usr/local/sbin/stack-release",
    Mode::Program,
    ("main.yml", "Install what keeps the files of earlier deployments"),
    Consumer::Releases,
)];

pub(super) const ROLE: MachineRole = MachineRole {
    name: "common",
    about: "Packages, folders and kernel settings that everything else rests on",
    files: FILES,
    reads: || vec![STACK_DIR.untyped()],
    phase: Phase::Configure,
    view: |repository| {
        let parts = repository.deployment.release_parts().into_iter().map(verbatim);
        let settings = SETTINGS.iter().map(|(name, value, about)| {
            context! { name => verbatim(*name), value => verbatim(*value), about => verbatim(*about) }
        });
        Some(context! { settings => settings.collect::<Value>(), parts => parts.collect::<Value>() })
    },
    variables: |_, site| {
        let release = site.machine.os.release();
        let release = map! {
            "distribution": release.distribution, "version": release.version, "codename": release.codename,
        };
        vec![("common_release", release)]
    },
};

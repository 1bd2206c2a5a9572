//! `common`: packages, folders and kernel settings that everything else rests on.

use super::{MachineRole, Phase};
use crate::{engine::verbatim, yaml::map};
use minijinja::{Value, context};

/// Settings of the kernel: name, value, and what they are for.
///
/// Redis warns without the first one that saving may fail while memory is short (redis 8.4, `src/syscheck.c`).
pub(in crate::ansible) const SETTINGS: [(&str, &str, &str); 1] =
    [("vm.overcommit_memory", "1", "Let Redis save while memory is short")];

pub(super) const ROLE: MachineRole = MachineRole {
    name: "common",
    about: "Packages, folders and kernel settings that everything else rests on",
    phase: Phase::Configure,
    view: |_| {
        let settings = SETTINGS.iter().map(|(name, value, about)| {
            context! { name => verbatim(*name), value => verbatim(*value), about => verbatim(*about) }
        });
        Some(context! { settings => settings.collect::<Value>() })
    },
    variables: |_, site| {
        let release = site.machine.os.release();
        let release = map! {
            "distribution": release.distribution, "version": release.version, "codename": release.codename,
        };
        vec![("common_release", release)]
    },
};

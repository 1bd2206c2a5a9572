//! `prepare.sh`: the data folders with their owners, for those who start the compose file without Ansible.

use super::data_folder;
use crate::{
    engine::{Engine, RenderError, verbatim},
    variables::enabled,
};
use minijinja::{Value, context};
use stack_model::{CheckedStack, HostName};

/// The text of `prepare.sh` for a machine.
pub(crate) fn prepare(stack: &CheckedStack, host: &HostName, engine: &Engine) -> Result<String, RenderError> {
    let folders = stack.services_on(host).flat_map(|service| {
        let condition = enabled(service).unwrap_or_default();
        service.volumes.iter().map(move |volume| {
            context! { path => data_folder(service, volume), uid => volume.uid, condition => verbatim(condition.as_str()) }
        })
    });
    engine.render("compose/prepare.sh.j2", &context! { folders => folders.collect::<Value>() })
}

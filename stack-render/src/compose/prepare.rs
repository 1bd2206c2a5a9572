//! `prepare.sh`: the secrets checked and the data folders made, for those who start the compose file without Ansible.

use super::{data_folder, is_read_on};
use crate::{
    engine::{Engine, RenderError, verbatim},
    variables::condition,
};
use minijinja::{Value, context};
use stack_model::{CheckedStack, HostName};

/// The text of `prepare.sh` for a machine.
pub(crate) fn prepare(stack: &CheckedStack, host: &HostName, engine: &Engine) -> Result<String, RenderError> {
    let folders = stack.services_on(host).flat_map(|service| {
        let condition = condition(service).map(String::from).unwrap_or_default();
        service.volumes.iter().map(move |volume| {
            context! { path => data_folder(service, volume), uid => volume.uid, condition => verbatim(condition.as_str()) }
        })
    });
    let secrets = stack.resolved().secrets.iter().filter(|(_, secret)| is_read_on(stack, secret, host));
    let secrets = secrets.map(|(name, secret)| {
        context! { name => name.variable().to_string(), pattern => secret.pattern() }
    });
    let view = context! { folders => folders.collect::<Value>(), secrets => secrets.collect::<Value>() };
    engine.render("compose/prepare.sh.j2", &view)
}

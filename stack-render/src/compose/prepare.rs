//! `prepare.sh`: the secrets checked and the data folders made, for those who start the compose file without Ansible.

use super::is_read_on;
use crate::{
    artefact::Folder,
    engine::{Engine, RenderError, verbatim},
    variables::condition,
};
use minijinja::{Value, context};
use stack_model::{CheckedStack, HostName};

/// The text of `prepare.sh` for a machine.
pub(crate) fn prepare<'a>(
    stack: &CheckedStack,
    host: &HostName,
    folders: impl Iterator<Item = &'a Folder>,
    engine: &Engine,
) -> Result<String, RenderError> {
    let folders = folders.map(|folder| {
        let condition = stack.service(&folder.service).and_then(condition);
        let condition = condition.map(String::from).unwrap_or_default();
        context! { path => folder.path.as_str(), uid => folder.owner.name(), condition => verbatim(condition) }
    });
    let secrets = stack.resolved().secrets.iter().filter(|(_, secret)| is_read_on(stack, secret, host));
    let secrets = secrets.map(|(name, secret)| {
        context! { name => name.variable().to_string(), pattern => secret.pattern() }
    });
    let view = context! { folders => folders.collect::<Value>(), secrets => secrets.collect::<Value>() };
    engine.render("compose/prepare.sh.j2", &view)
}

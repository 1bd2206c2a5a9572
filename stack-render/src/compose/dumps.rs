//! `pre-backup.sh` and `restore.sh`: dumps of the databases of a machine, and the way back.

use crate::{
    engine::{Engine, RenderError, verbatim},
    variables::enabled,
};
use minijinja::{Value, context};
use stack_model::{CheckedStack, HostName, catalogue::Kind, resolve::ResolvedDatabase};

/// The databases whose server is on a machine.
pub(crate) fn databases_on<'a>(
    stack: &'a CheckedStack,
    host: &'a HostName,
) -> impl Iterator<Item = &'a ResolvedDatabase> {
    let servers = stack.services_on(host).filter(|service| service.kind == Kind::Postgresql);
    servers.flat_map(|server| stack.databases_of(&server.name))
}

/// The scripts of a machine, each with its name. None if it has no database.
pub(crate) fn dumps(
    stack: &CheckedStack,
    host: &HostName,
    engine: &Engine,
) -> Result<Vec<(&'static str, String)>, RenderError> {
    let databases = databases_on(stack, host).map(|database| {
        let server = stack.service(&database.server);
        context! {
            server => verbatim(server.name.as_str()),
            name => verbatim(database.name.as_str()),
            condition => verbatim(enabled(server).unwrap_or_default()),
        }
    });
    let databases: Value = databases.collect();
    if databases.len() == Some(0) {
        return Ok(Vec::new());
    }
    let view = context! { databases };
    let script = |name: &'static str| Ok((name, engine.render(&format!("compose/{name}.sh.j2"), &view)?));
    ["pre-backup", "restore"].into_iter().map(script).collect()
}

//! `scripts/smoke-test.sh`: the questions of each environment, as a script that needs nothing but bash and curl.

use super::Repository;
use crate::{
    Tree,
    engine::{RenderError, verbatim},
};
use minijinja::{Value, context};
use stack_model::resolve::SmokeCheck;

const SCRIPT: &str = "ansible/scripts/smoke-test.sh";

/// Adds the script.
pub(super) fn add(repository: &Repository<'_>, tree: &mut Tree) -> Result<(), RenderError> {
    let stack = repository.stack;
    let environments = stack.resolved().deployments().map(|(name, deployment)| {
        let checks = stack.resolved().smoke_checks(name);
        let check = |check: &SmokeCheck| {
            context! {
                host => check.host.as_str(),
                site => check.at.site(&deployment.domain).as_str(),
                path => check.path.as_str(),
                outside => check.outside,
                inside => check.inside.map_or_else(|| "-".into(), |status| status.to_string()),
                word => match check.word { Some(word) => Value::from(word), None => verbatim("''") },
            }
        };
        context! {
            name => name.as_str(),
            hosts => deployment.hosts.keys().map(|host| Value::from(host.as_str())).collect::<Value>(),
            checks => checks.iter().map(check).collect::<Value>(),
        }
    });
    let view = context! {
        wait => stack.delivery().smoke.wait.seconds(),
        environments => environments.collect::<Value>(),
    };
    tree.add_executable(SCRIPT, repository.engine.render(&format!("{SCRIPT}.j2"), &view)?);
    Ok(())
}

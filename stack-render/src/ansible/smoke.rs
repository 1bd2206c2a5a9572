//! `scripts/smoke-test.sh`: the questions of each environment, as a script that needs nothing but bash and curl.

use super::Repository;
use crate::{
    Tree,
    engine::{RenderError, Template},
};
use serde::Serialize;
use stack_model::{DomainName, resolve::SmokeCheck};

/// `smoke-test.sh`.
#[derive(Serialize)]
struct SmokeTest {
    /// For how many seconds wrong answers are asked for again.
    wait: u64,
    environments: Vec<Environment>,
}

impl Template for SmokeTest {
    const PATH: &'static str = "ansible/scripts/smoke-test.sh.j2";
}

#[derive(Serialize)]
struct Environment {
    name: String,
    hosts: Vec<String>,
    checks: Vec<Check>,
}

/// A question to a site, and its answers.
#[derive(Serialize)]
struct Check {
    host: String,
    site: String,
    path: String,
    /// The status for who is no member of the VPN.
    outside: u16,
    /// The status for a member; `-` if only the application knows it.
    inside: String,
    /// A piece of every answer of status 200; may be empty.
    word: &'static str,
}

/// Adds the script.
pub(super) fn add(repository: &Repository<'_>, tree: &mut Tree) -> Result<(), RenderError> {
    let stack = repository.stack;
    let environments = stack.resolved().deployments().map(|(name, deployment)| {
        let checks = stack.resolved().smoke_checks(name);
        Environment {
            name: name.to_string(),
            hosts: deployment.hosts.keys().map(ToString::to_string).collect(),
            checks: checks.iter().map(|check| row(check, &deployment.domain)).collect(),
        }
    });
    let script =
        SmokeTest { wait: stack.delivery().smoke.wait.seconds(), environments: environments.collect() };
    tree.add_executable("ansible/scripts/smoke-test.sh", repository.engine.fill(&script)?);
    Ok(())
}

fn row(check: &SmokeCheck, domain: &DomainName) -> Check {
    Check {
        host: check.host.to_string(),
        site: check.at.site(domain).to_string(),
        path: check.path.clone(),
        outside: check.outside,
        inside: check.inside.map_or_else(|| "-".into(), |status| status.to_string()),
        word: check.word.unwrap_or_default(),
    }
}

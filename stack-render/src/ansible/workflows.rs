//! `.github/workflows/`: the checks of the repository, the deployment of each confirmed environment, and the trial of one on
//! a machine that is made for the run.

use super::Repository;
use crate::{
    Tree,
    engine::{Raw, RenderError, Template},
};
use serde::Serialize;
use stack_model::{
    EnvironmentName,
    stack::{Snapshots, Trial},
};

const FOLDER: &str = "ansible/.github";

/// A workflow that deploys an environment when its name has been typed.
#[expect(clippy::struct_excessive_bools, reason = "the template asks of each part whether it is there")]
#[derive(Serialize)]
struct DeployConfirmed {
    environment: Raw,
    /// Its group of the inventory.
    group: Raw,
    /// Whether another version may alter data for good, which is asked about.
    upgrades: bool,
    /// Whether public records are written.
    dns: bool,
    /// Whether the runner joins the VPN.
    mesh: bool,
    /// Where it joins.
    login_server: Raw,
    /// Whether GitHub is to know where that is, because the stack does not say.
    asks_for_server: bool,
    /// For how many seconds wrong answers are asked for again.
    wait: u64,
}

impl Template for DeployConfirmed {
    const PATH: &'static str = "ansible/github/workflows/deploy-confirmed.yml.j2";
}

/// The workflow that deploys to a machine of its own, and destroys it.
#[derive(Serialize)]
struct DeployTrial {
    environment: Raw,
    /// Its group of the inventory.
    group: Raw,
    project: Raw,
    /// Whether public records are written.
    dns: bool,
    location: Raw,
    server_type: String,
    /// The image that the machine is made from, as Hetzner names it.
    image: Raw,
    user: Raw,
    /// Whether a machine that failed is kept as a snapshot.
    keep_failures: bool,
    /// For how many seconds wrong answers are asked for again.
    wait: u64,
}

impl Template for DeployTrial {
    const PATH: &'static str = "ansible/github/workflows/deploy-trial.yml.j2";
}

/// Adds the workflows. Without `delivery` there are the checks alone.
pub(super) fn add(repository: &Repository<'_>, tree: &mut Tree) -> Result<(), RenderError> {
    let stack = repository.stack;
    for file in ["workflows/ci.yml", "requirements.txt"] {
        let text = repository.engine.fixed(&format!("ansible/github/{file}.j2"))?;
        tree.add(format!("{FOLDER}/{file}"), text);
    }
    for environment in &stack.delivery().confirmed {
        let text = repository.engine.fill(&deploy_confirmed(repository, environment))?;
        tree.add(format!("{FOLDER}/workflows/deploy-{environment}.yml"), text);
    }
    if let Some(trial) = &stack.delivery().trial {
        let text = repository.engine.fill(&deploy_trial(repository, trial))?;
        tree.add(format!("{FOLDER}/workflows/deploy-{}.yml", trial.environment), text);
    }
    Ok(())
}

fn deploy_confirmed(repository: &Repository<'_>, environment: &EnvironmentName) -> DeployConfirmed {
    let access = repository.stack.access();
    let mesh = repository.stack.resolved().is_runner_in_vpn(environment);
    let server = access.vpn.as_ref().and_then(|vpn| vpn.login_server.as_ref());
    DeployConfirmed {
        environment: Raw::of(environment),
        group: Raw::identifier(environment),
        upgrades: super::upgrade::is_asked(repository.stack),
        dns: repository.stack.delivery().dns.is_some(),
        mesh,
        login_server: server.map_or_else(|| Raw::of("${{ vars.HEADSCALE_URL }}"), Raw::of),
        asks_for_server: server.is_none(),
        wait: repository.stack.delivery().smoke.wait.seconds(),
    }
}

/// What the machine of the trial is made from. `trial-machine-unclear` and `retired-server-type` have seen to it.
fn deploy_trial(repository: &Repository<'_>, trial: &Trial) -> DeployTrial {
    let stack = repository.stack;
    let site = stack.sites().find(|site| *site.environment == trial.environment);
    let host = site.map(|site| site.machine);
    let server_type = site.and_then(|site| site.size.server_type.as_ref()).map(ToString::to_string);
    let user = host.and_then(|host| host.user.as_ref());
    DeployTrial {
        environment: Raw::of(&trial.environment),
        group: Raw::identifier(&trial.environment),
        project: Raw::of(&stack.project().name),
        dns: stack.delivery().dns.is_some(),
        location: Raw::of(&trial.location),
        server_type: server_type.unwrap_or_default(),
        image: Raw::of(host.map(|host| host.os).unwrap_or_default().release().image),
        user: user.map_or_else(|| Raw::of("deploy"), Raw::of),
        keep_failures: trial.snapshots == Snapshots::LastFailure,
        wait: stack.delivery().smoke.wait.seconds(),
    }
}

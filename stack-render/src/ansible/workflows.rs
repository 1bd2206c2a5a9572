//! `.github/workflows/`: the checks of the repository, the deployment of each confirmed environment, and the trial of one on
//! a machine that is made for the run.

use super::Repository;
use crate::{
    Tree,
    engine::{RenderError, verbatim},
};
use minijinja::{Value, context};
use stack_model::{
    DeploymentName,
    stack::{Snapshots, Trial},
};

const FOLDER: &str = "ansible/.github";

/// Adds the workflows. Without `delivery` there are the checks alone.
pub(super) fn add(repository: &Repository<'_>, tree: &mut Tree) -> Result<(), RenderError> {
    let stack = repository.stack;
    let mut add = |template: &str, path: String, view: &Value| -> Result<(), RenderError> {
        let text = repository.engine.render(&format!("ansible/github/{template}.j2"), view)?;
        tree.add(format!("{FOLDER}/{path}"), text);
        Ok(())
    };
    let environments = stack.resolved().deployments().map(|(name, _)| verbatim(name.identifier()));
    let view = context! { environments => environments.collect::<Value>() };
    add("workflows/ci.yml", "workflows/ci.yml".into(), &view)?;
    add("requirements.txt", "requirements.txt".into(), &view)?;
    for environment in &stack.delivery().confirmed {
        let view = confirmed(repository, environment);
        add("workflows/deploy-confirmed.yml", format!("workflows/deploy-{environment}.yml"), &view)?;
    }
    if let Some(trial) = &stack.delivery().trial {
        let view = trial_view(repository, trial);
        let path = format!("workflows/deploy-{}.yml", trial.environment);
        add("workflows/deploy-trial.yml", path, &view)?;
    }
    Ok(())
}

fn confirmed(repository: &Repository<'_>, environment: &DeploymentName) -> Value {
    let access = repository.stack.access();
    let mesh = repository.stack.resolved().is_runner_in_vpn(environment);
    let server = access.vpn.as_ref().and_then(|vpn| vpn.login_server.as_ref());
    context! {
        upgrades => super::upgrade::is_asked(repository.stack),
        environment => verbatim(environment.as_str()),
        group => verbatim(environment.identifier()),
        dns => repository.stack.delivery().dns.is_some(),
        mesh,
        login_server => server.map_or_else(|| verbatim("${{ vars.HEADSCALE_URL }}"), |server| verbatim(server.to_string())),
        asks_for_server => server.is_none(),
        wait => repository.stack.delivery().smoke.wait.seconds(),
    }
}

/// What the machine of the trial is made from. `trial-machine-unclear` and `retired-server-type` have seen to it.
fn trial_view(repository: &Repository<'_>, trial: &Trial) -> Value {
    let stack = repository.stack;
    let site = stack.sites().find(|site| *site.environment == trial.environment);
    let host = site.map(|site| site.machine);
    let server_type = site.and_then(|site| site.size.server_type.as_ref()).map(ToString::to_string);
    let user = host.and_then(|host| host.user.as_ref()).map_or_else(|| "deploy".into(), ToString::to_string);
    context! {
        environment => verbatim(trial.environment.as_str()),
        group => verbatim(trial.environment.identifier()),
        project => verbatim(stack.project().name.as_str()),
        dns => stack.delivery().dns.is_some(),
        location => verbatim(trial.location.as_str()),
        server_type => server_type.unwrap_or_default(),
        image => verbatim(host.map(|host| host.os).unwrap_or_default().release().image),
        user => verbatim(user),
        keep_failures => trial.snapshots == Snapshots::LastFailure,
        wait => stack.delivery().smoke.wait.seconds(),
    }
}

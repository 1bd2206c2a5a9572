//! In which order the containers came to life.

use super::{
    deployment::Deployment,
    event::{Event, What},
};
use anyhow::Context as _;
use stack_model::stack::Condition;

/// Compares the order of the starts since a moment with what each service waits for; how many waits were looked at is returned.
///
/// # Errors
/// Every service that did not wait.
pub(super) fn compare(deployment: &Deployment<'_>, since: &str) -> anyhow::Result<usize> {
    let events = Event::since(deployment, since)?;
    let first = |what: What, container: &str| {
        let mut events = events.iter().filter(|event| event.what == what && event.container == container);
        events.next().map(|event| event.at).with_context(|| format!("{container}: no event of {what:?}"))
    };
    let (mut waits, mut impatient) = (0, Vec::new());
    for client in deployment.services() {
        for (server, condition) in &client.start_after {
            let server = deployment.stack.service(server).context("what is waited for is no service")?;
            if !server.runs_in(deployment.site.deployment) || server.host() != client.host() {
                continue;
            }
            let what = match condition {
                Condition::Healthy => What::Healthy,
                Condition::Started => What::Start,
                Condition::Completed => What::Die,
            };
            let awaited = first(what, &deployment.container(server))?;
            let started = first(What::Start, &deployment.container(client))?;
            waits += 1;
            if started < awaited {
                impatient.push(format!("{} started before {} was {what:?}", client.name, server.name));
            }
        }
    }
    anyhow::ensure!(impatient.is_empty(), "{}", impatient.join("; "));
    Ok(waits)
}

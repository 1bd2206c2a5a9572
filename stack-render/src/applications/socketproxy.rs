//! The Docker socket proxy: a `Caddyfile` with the calls of its clients, and no other.

use super::{Renderer, no_variables};
use crate::{
    config::{ConfigFile, Context},
    engine::{RenderError, verbatim},
    jinja::Expression,
    variables::condition,
};
use minijinja::{Value, context};
use stack_model::catalogue::DockerCall;

pub(super) static RENDERER: Renderer = Renderer { files, variables: no_variables };

fn files(context: &Context<'_>) -> Result<Vec<ConfigFile>, RenderError> {
    let calls = calls(context).into_iter().map(|allowed| {
        context! {
            name => verbatim(allowed.call.name),
            path => verbatim(allowed.call.path),
            condition => verbatim(allowed.conditions.and_then(|all| Expression::any(&all)).as_ref().map_or("", Expression::as_str)),
        }
    });
    let view = context! { calls => calls.collect::<Value>() };
    Ok(vec![context.render("Caddyfile", &view)?])
}

/// A call that passes.
struct Allowed {
    call: &'static DockerCall,
    /// The conditions of which one must hold; none if it always passes.
    conditions: Option<Vec<Expression>>,
}

/// What the clients of this proxy ask, each call once. A client that is left out of an environment opens nothing there.
/// The proxy's own health check asks as well.
fn calls(context: &Context<'_>) -> Vec<Allowed> {
    let proxy = &context.service.name;
    let services = context.stack.services();
    let clients = services.filter(|service| service.uses(proxy));
    let clients = clients.map(|client| (client.application, condition(client)));
    let mut calls: Vec<Allowed> = Vec::new();
    for (application, condition) in std::iter::once((context.service.application, None)).chain(clients) {
        for call in application.docker_calls {
            match (calls.iter_mut().find(|known| known.call == call), &condition) {
                (None, condition) => {
                    calls.push(Allowed { call, conditions: condition.clone().map(|one| vec![one]) });
                }
                (Some(known), None) => known.conditions = None,
                (Some(known), Some(condition)) => {
                    known.conditions.iter_mut().for_each(|all| all.push(condition.clone()));
                }
            }
        }
    }
    calls
}

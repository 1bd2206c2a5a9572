//! What `RUNBOOK.md` says: the services by machine, the secrets with what it takes to change each, the ways in.

use super::{code, codes};
use crate::{engine::verbatim, jinja::Expression};
use minijinja::{Value, context};
use stack_model::{
    CheckedStack,
    catalogue::{Change, Interface},
    resolve::SecretOrigin,
    stack::Exposure,
};

pub(super) fn view(stack: &CheckedStack) -> Value {
    let resolved = stack.resolved();
    let running = |interface| resolved.services.values().any(|service| service.kind.speaks(interface));
    let servers = resolved.services.values().filter(|service| service.kind.speaks(Interface::Postgresql));
    let vpn = stack.access().vpn.as_ref();
    let gated = stack.routes().iter().filter(|route| route.exposure == Exposure::Vpn);
    context! {
        machines => machines(stack),
        servers => codes(servers.map(|service| &service.name)),
        has_servers => running(Interface::Postgresql),
        profiled => resolved.services.values().filter(|service| !service.profiles.is_empty()).map(|service| context! {
            name => code(&service.name), profiles => codes(&service.profiles),
        }).collect::<Value>(),
        logs => running(Interface::LogStore) && running(Interface::Dashboards),
        port => verbatim(stack.access().ssh.port.to_string()),
        has_vpn => vpn.is_some(),
        ranges => codes(vpn.into_iter().flat_map(|vpn| &vpn.ranges)),
        hub => vpn.and_then(|vpn| vpn.hub.as_ref()).map_or_else(|| verbatim("-"), code),
        gated => codes(gated.map(|route| &route.at)),
        kuma => stack.uptime_kuma().map_or_else(|| verbatim("-"), |kuma| code(format!("{}:{}", kuma.host, kuma.port))),
        ..secrets(stack)
    }
}

/// The secrets, with what it takes to change each.
pub(super) fn secrets(stack: &CheckedStack) -> Value {
    let view = |(name, secret): (&stack_model::SecretName, &stack_model::resolve::ResolvedSecret)| {
        let how = match secret.change {
            Change::Restart => "deploy".to_owned(),
            Change::Applied(how) => format!("deploy: {how}"),
            Change::FirstStart(how) => format!("read at the first start only: {how}"),
            Change::Never(why) => format!("never: {why}"),
        };
        context! {
            name => code(Expression::vault(name).as_str()),
            about => secret.description.as_str(),
            readers => codes(&secret.readers),
            made => verbatim(match secret.origin {
                SecretOrigin::Generated => "by chance",
                SecretOrigin::ProvidedPerEnvironment => "by hand, for each environment",
                SecretOrigin::ProvidedOnce => "outside of the stack, the same everywhere",
            }),
            how,
        }
    };
    let all = &stack.resolved().secrets;
    let never = all.iter().filter(|(_, secret)| matches!(secret.change, Change::Never(_)));
    context! {
        secrets => all.iter().map(view).collect::<Value>(),
        irreplaceable => never.map(view).collect::<Value>(),
    }
}

fn machines(stack: &CheckedStack) -> Value {
    let machines = stack.hosts().map(|(name, host)| {
        context! {
            name => code(name),
            user => code(host.user.as_ref().map_or_else(|| "deploy".to_owned(), ToString::to_string)),
            services => codes(stack.services_on(name).map(|service| &service.name)),
        }
    });
    machines.collect()
}

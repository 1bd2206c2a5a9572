//! Caddy: the Caddyfile, the sites, and, in a file of its own, what needs a third-party module.

use super::Renderer;
use crate::{
    config::{ConfigFile, Context},
    engine::{RenderError, verbatim},
    jinja::{self, Expression},
    variables::{self, DOMAIN_NAME, Group, Var, Variables, by_environment, image},
};
use indexmap::IndexMap;
use minijinja::{Value, context};
use stack_model::{
    CheckedService, CheckedStack, ImageRef, RouteAddress, ServiceName,
    catalogue::{
        SubPath,
        applications::caddy::{CaddyModule, CaddySettings},
    },
    route_precedence,
    stack::{Exposure, Route},
};

pub(super) static RENDERER: Renderer = Renderer { files, variables: add_variables };

fn files(context: &Context<'_>) -> Result<Vec<ConfigFile>, RenderError> {
    let default = CaddySettings::default();
    let settings = context.service.settings_of::<CaddySettings>().unwrap_or(&default);
    let stack = context.stack;
    let main = context! { email => stack.project().email.as_ref().map_or(Value::from(false), |email| email.to_string().into()) };
    let limits = limited(stack.routes());
    let modules = context! { dns => settings.modules.contains(&CaddyModule::OvhDns), limits };
    let ranges = stack
        .access()
        .vpn
        .as_ref()
        .map(|vpn| vpn.ranges.iter().map(|range| verbatim(range.to_string())).collect());
    let sites = context! {
        sites => sites(context, settings),
        ranges => ranges.unwrap_or_else(|| Value::from(Vec::<Value>::new())),
        preload => settings.hsts_preload,
        tab2 => verbatim("\t\t"),
        tab3 => verbatim("\t\t\t"),
        tab4 => verbatim("\t\t\t\t"),
    };
    let mut files = vec![
        context.render("Caddyfile", &main)?,
        context.render("modules.caddy", &modules)?,
        context.render("sites.caddy", &sites)?,
    ];
    if !settings.modules.is_empty() {
        files.push(context.render("Dockerfile", &dockerfile(context, settings))?);
    }
    Ok(files)
}

/// The build of an image with modules: the official builder of the same version, pinned modules.
fn dockerfile(context: &Context<'_>, settings: &CaddySettings) -> Value {
    let name = &context.service.name;
    let modules: Vec<&str> = settings.modules.iter().map(|module| module.go_module()).collect();
    context! {
        image => image(name).reference(),
        builder => builder_image(name).reference(),
        version => version(name).reference(),
        modules,
    }
}

/// The image that an image with modules is built in.
fn builder_image(service: &ServiceName) -> Var<String> {
    Var::of_service(service, "builder_image")
}

/// The version of Caddy that an image with modules is built from.
fn version(service: &ServiceName) -> Var<String> {
    Var::of_service(service, "version")
}

/// The builder that belongs to the image: the same repository and tag, `-builder` at its end.
fn add_variables(stack: &CheckedStack, service: &CheckedService, variables: &mut Variables) {
    if !service.has_own_image() {
        return;
    }
    let name = service.name.identifier();
    let tag = |image: &ImageRef| image.tag().unwrap_or("latest").to_owned();
    let builders = by_environment(stack, |environment| {
        let image = service.image(environment);
        format!("{}:{}-builder", image.repository(), tag(image))
    });
    let about = format!("the image that {name} is built in");
    variables.each(Group::Versions, &builder_image(&service.name), about, builders);
    // The variant of the image says nothing about the program: `2.11.4-alpine` is version 2.11.4.
    let versions = by_environment(stack, |environment| {
        tag(service.image(environment)).split('-').next().unwrap_or_default().to_owned()
    });
    let about = format!("the version of Caddy that {name} is built from");
    variables.each(Group::Versions, &version(&service.name), about, versions);
}

/// A snippet for each route with a rate limit.
fn limited(routes: &[Route]) -> Value {
    let views = routes.iter().enumerate().filter_map(|(index, route)| {
        let limit = route.rate_limit?;
        Some(context! { zone => zone(index, route), events => limit.events(), window => limit.window().to_string() })
    });
    views.collect()
}

/// The name of a route's rate limit, in letters that a Caddyfile takes.
fn zone(index: usize, route: &Route) -> String {
    let to = route.to.as_ref().map_or_else(|| "static".into(), ServiceName::identifier);
    format!("{to}_{index}")
}

/// One view a site, in the order in which the routes first name it.
fn sites(context: &Context<'_>, settings: &CaddySettings) -> Value {
    let stack = context.stack;
    let mut sites: IndexMap<Option<&str>, Vec<(usize, &Route)>> = IndexMap::new();
    for (index, route) in stack.routes().iter().enumerate() {
        let proxy = stack.resolved().proxy_of(route);
        let here = proxy.is_some_and(|proxy| proxy.name == context.service.name);
        if here {
            sites.entry(route.at.label()).or_default().push((index, route));
        }
    }
    let view = |(label, mut routes): (Option<&str>, Vec<(usize, &Route)>)| {
        // The narrower first: a `handle` of a wider route would answer for it.
        routes.sort_by_key(|(_, route)| route_precedence(route));
        // With public routes beside gated ones the narrower route decides, so each gated one has a gate of its own, in
        // order; without, the gate stands around all of them.
        let mixed = routes.iter().any(|(_, route)| route.exposure != Exposure::Vpn);
        let handles = |wanted: bool| -> Value {
            let chosen = routes.iter().filter(|_| wanted);
            let view = |(index, route): &(usize, &Route)| {
                // Only handles without a gate around all of them say whether they have one of their own.
                let gated = mixed.then(|| context! { gated => route.exposure == Exposure::Vpn });
                context! { ..handle(context, *index, route), ..gated.unwrap_or_default() }
            };
            chosen.map(view).collect()
        };
        let open_inside = routes.iter().any(|(index, route)| {
            let everything = route.at.prefix().is_none() && route.only.is_empty();
            !mixed && everything && switch(context, *index).is_none()
        });
        let gated = routes.iter().any(|(_, route)| route.exposure == Exposure::Vpn);
        let private = routes.iter().all(|(_, route)| route.exposure == Exposure::Vpn);
        let name =
            label.map(|label| format!("{label}.")).unwrap_or_default() + &DOMAIN_NAME.expression().print();
        context! {
            name => verbatim(name),
            gated,
            private,
            open_inside,
            condition => verbatim(condition(context, &routes).as_ref().map_or("", Expression::as_str)),
            lines => lines(settings, label),
            outer => handles(mixed),
            inner => handles(!mixed),
        }
    };
    sites.into_iter().map(view).collect()
}

/// The condition under which a site exists: one of its services runs. None if it always does.
fn condition(context: &Context<'_>, routes: &[(usize, &Route)]) -> Option<Expression> {
    let mut conditions: Vec<Expression> = Vec::new();
    for (index, _) in routes {
        let condition = switch(context, *index)?;
        if !conditions.contains(&condition) {
            conditions.push(condition);
        }
    }
    Expression::any(&conditions)
}

/// The condition under which the service of a route runs; none if it always does.
fn switch(context: &Context<'_>, route: usize) -> Option<Expression> {
    context.stack.upstream(route).and_then(|(service, _)| variables::condition(service))
}

/// The hand-written lines of a site. The rule `vpn-route-bypassed` has seen to it that they cannot get round the gate.
fn lines(settings: &CaddySettings, label: Option<&str>) -> Value {
    let site = settings
        .sites
        .iter()
        .find(|(address, _): &(&RouteAddress, _)| address.label() == label && address.prefix().is_none());
    let lines =
        site.map(|(_, site)| site.lines.lines().filter(|line| !line.trim().is_empty())).into_iter().flatten();
    lines.map(|line| verbatim(jinja::literal(line))).collect()
}

/// A route inside of its site.
fn handle(context: &Context<'_>, index: usize, route: &Route) -> Value {
    let prefix = route.at.prefix().unwrap_or_default();
    let patterns: Vec<String> = if route.only.is_empty() {
        if prefix.is_empty() { Vec::new() } else { vec![prefix.to_owned(), format!("{prefix}/*")] }
    } else {
        route.only.iter().map(|pattern| format!("{prefix}{pattern}")).collect()
    };
    let upstream = context.stack.upstream(index);
    let strip = upstream
        .is_some_and(|(server, _)| !matches!(server.application.sub_path, SubPath::Kept { .. }))
        && !prefix.is_empty();
    let upstream = upstream
        .map_or(Value::from(false), |(server, port)| format!("{}:{}", server.name, port.get()).into());
    context! {
        matcher => verbatim(zone(index, route)),
        patterns => patterns.into_iter().map(verbatim).collect::<Value>(),
        condition => verbatim(switch(context, index).map(String::from).unwrap_or_default()),
        strip => if strip { prefix } else { "" },
        limit => if route.rate_limit.is_some() { zone(index, route) } else { String::new() },
        respond => route.respond.as_ref().map_or(Value::from(false), |text| text.to_string().into()),
        upstream,
        websocket => route.websocket,
    }
}

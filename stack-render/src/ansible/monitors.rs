//! The monitors of Uptime Kuma: a document for each environment, the role that applies it, and its playbook.

use super::{Repository, role_file::RoleFile};
use crate::{
    Tree,
    artefact::{Artefact, Consumer, Content, Machines, Mode, Owner, Place, Stored, Task},
    config::Effect,
    engine::{RenderError, verbatim},
    scalar::Scalar,
    variables::{DOMAIN_NAME, Group, Var, Variables},
    yaml::{Yaml, map},
};
use minijinja::{Value, context};
use stack_model::{
    CheckedStack, Duration, EnvironmentName, SecretName,
    resolve::{Monitor, Page, Target},
    stack::{Plane, UptimeKuma},
};
use std::net::IpAddr;

const ROLE: &str = "ansible/roles/uptime-config";
const PLAYBOOK: &str = "ansible/playbooks/uptime-kuma.yml";

/// What the role runs.
const FILES: [RoleFile; 2] = [
    RoleFile::run("requirements.txt", Consumer::UptimeKuma),
    RoleFile::run("apply_monitors.py", Consumer::UptimeKuma),
];

/// The document of each environment that is watched, and what applies them. Nothing without Uptime Kuma.
pub(super) fn artefacts(repository: &Repository<'_>) -> Result<Vec<Artefact>, RenderError> {
    let stack = repository.stack;
    if stack.uptime_kuma().is_none() {
        return Ok(Vec::new());
    }
    let files = FILES.iter();
    let files =
        files.map(|file| file.artefact(repository, "uptime-config", Machines::Controller, &context! {}));
    let mut artefacts = files.collect::<Result<Vec<_>, _>>()?;
    artefacts.extend(stack.uptime_monitors().map(|(environment, monitors)| Artefact {
        machines: Machines::Environment(environment.clone()),
        service: None,
        content: Content::Template(Stored {
            path: format!("roles/uptime-config/templates/{}", template(environment)),
            text: document(stack, environment, &monitors).json(),
        }),
        place: Place::Nowhere,
        mode: Mode::Public,
        owner: Owner::Root,
        task: Task::None("the role fills it, and hands it to the program that sets the monitors"),
        folder: Some("monitors.json".into()),
        kept: false,
        consumer: Consumer::UptimeKuma,
        effect: Effect::NoHandlerNeeded,
    }));
    Ok(artefacts)
}

/// The template of an environment's document.
fn template(environment: &EnvironmentName) -> String {
    format!("monitors.{environment}.json.j2")
}

/// Adds the role and its playbook. Nothing without Uptime Kuma.
pub(super) fn add(repository: &Repository<'_>, tree: &mut Tree) -> Result<(), RenderError> {
    let stack = repository.stack;
    let Some(kuma) = stack.uptime_kuma() else { return Ok(()) };
    let monitored = stack.uptime_monitors();
    let environments: Value =
        monitored.map(|(environment, monitors)| view(stack, environment, &monitors)).collect();
    let view = context! { environments, user => kuma.user.to_string() };
    tree.add(PLAYBOOK, repository.engine.render(&format!("{PLAYBOOK}.j2"), &view)?);
    for file in ["tasks/main.yml", "defaults/main.yml"] {
        let text = repository.engine.render(&format!("{ROLE}/{file}.j2"), &context! {})?;
        tree.add(format!("{ROLE}/{file}"), text);
    }
    let role = super::role::Role {
        name: "uptime-config",
        about: "The monitors of Uptime Kuma, as the routes ask for them".to_owned(),
        reads: Vec::new(),
        has_handlers: false,
    };
    super::role::add_parts(repository, &role, tree)
}

/// What the play of an environment needs to know.
fn view(stack: &CheckedStack, environment: &EnvironmentName, monitors: &[Monitor]) -> Value {
    let tokens = monitors.iter().filter_map(|monitor| match &monitor.target {
        Target::Report(token) => Some(token.clone()),
        Target::Page(_) => None,
    });
    let names: Vec<SecretName> = std::iter::once(UptimeKuma::password()).chain(tokens).collect();
    let secrets = stack.resolved().secrets.iter().filter(|(name, _)| names.contains(name));
    context! {
        name => verbatim(environment.as_str()),
        group => verbatim(environment.identifier()),
        monitors => verbatim(template(environment)),
        secrets => secrets.map(|(name, secret)| super::playbook::secret_view(name, secret)).collect::<Value>(),
    }
}

/// Where Uptime Kuma is reached.
pub(super) const UPTIME_KUMA_URL: Var<String> = Var::named("uptime_kuma_url");

/// Adds the variable by which the playbook finds Uptime Kuma.
pub(crate) fn add_variables(stack: &CheckedStack, variables: &mut Variables) {
    let Some(kuma) = stack.uptime_kuma() else { return };
    let watched = stack.uptime_monitors();
    let urls = watched.map(|(environment, _)| (environment.clone(), url(stack, kuma, environment)));
    variables.each(Group::Main, &UPTIME_KUMA_URL, "where Uptime Kuma is reached", urls);
}

/// Where Uptime Kuma is reached: at its machine's address on the VPN, which `monitor-outside-vpn` has seen to.
fn url(stack: &CheckedStack, kuma: &UptimeKuma, environment: &EnvironmentName) -> String {
    let addresses = stack.host(&kuma.host).and_then(|host| host.addresses.on(Plane::Mesh));
    let host = match addresses.and_then(|addresses| addresses.get(environment)) {
        Some(IpAddr::V6(address)) => format!("[{address}]"),
        Some(IpAddr::V4(address)) => address.to_string(),
        None => String::new(),
    };
    format!("http://{host}:{}", kuma.port.get())
}

/// The document: monitors in the words of Uptime Kuma (2.5.3, `server/model/monitor.js`).
fn document(stack: &CheckedStack, environment: &EnvironmentName, monitors: &[Monitor]) -> Yaml {
    let scope = format!("{}/{environment}", stack.project().name);
    map! { "scope": scope, "monitors": Yaml::list(monitors.iter().map(monitor)) }
}

/// A length of time in whole seconds.
fn seconds(time: Duration) -> Yaml {
    u32::try_from(time.seconds()).unwrap_or(u32::MAX).into()
}

fn monitor(monitor: &Monitor) -> Yaml {
    let mut fields: Vec<(&str, Yaml)> = vec![
        ("key", Yaml::text(monitor.key.as_str())),
        ("name", Yaml::text(monitor.name.as_str())),
        ("interval", seconds(monitor.interval)),
        ("retryInterval", seconds(monitor.retry_interval)),
        ("maxretries", monitor.retries.into()),
        // Version 2 has no default for it: a monitor without is refused (issue 5360 of Uptime Kuma).
        ("conditions", Yaml::List(Vec::new())),
    ];
    match &monitor.target {
        Target::Page(page) => fields.extend(page_fields(page)),
        Target::Report(token) => {
            fields.push(("type", "push".into()));
            fields.push(("pushToken", map! { "env": token.variable().as_str() }));
        }
    }
    Yaml::map(fields)
}

fn page_fields(page: &Page) -> Vec<(&'static str, Yaml)> {
    let site = page.at.label().map(|label| format!("{label}.")).unwrap_or_default();
    let url = Scalar::literal(format!("https://{site}"));
    let url = url.then(Scalar::from(&DOMAIN_NAME)).and(page.path.as_str());
    let mut fields = vec![
        ("type", Yaml::from(if page.word.is_some() { "keyword" } else { "http" })),
        ("url", url.into()),
        // The server takes them for text, and has no default for them.
        ("accepted_statuscodes", Yaml::list(["200"])),
        // Whoever is sent elsewhere has not been answered.
        ("maxredirects", 0_u32.into()),
        ("expiryNotification", page.expiry.into()),
    ];
    fields.extend(page.word.map(|word| ("keyword", Yaml::text(word))));
    fields
}

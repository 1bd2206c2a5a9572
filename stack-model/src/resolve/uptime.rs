//! `Monitor`: what is asked of the stack from outside of it. Monitors follow from routes; nobody writes a URL, so that no
//! port that is not published can be watched.

use super::{Heartbeat, Question, Reporter, Resolved, ResolvedService};
use crate::{
    catalogue::{Category, HealthFact, Kind, ProbeFact, SubPath},
    stack::{AskedPath, Deployment, Exposure, Route, UptimeKuma, route_precedence},
    value::{Duration, EnvironmentName, RouteAddress, SecretName, ServiceName},
};

/// Something that is watched in one environment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Monitor {
    /// What it is known by from one run to the next, such as `service:n8n`.
    pub key: String,
    /// What people read.
    pub name: String,
    /// What is asked, or waited for.
    pub target: Target,
    /// The time between two questions, in whole seconds; for a report, how long it may be missing.
    pub interval: Duration,
    /// The time until the next question after a bad answer, in whole seconds.
    pub retry_interval: Duration,
    /// Bad answers that are forgiven before somebody is told.
    pub retries: u32,
}

/// What a monitor asks, or waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A page behind a route, which must answer 200.
    Page(Page),
    /// A report of somebody else, who knows this token.
    Report(SecretName),
}

/// A page behind a route, which must answer 200 without credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page {
    /// The route's address, whose site is asked.
    pub at: RouteAddress,
    /// The service that answers; none if the proxy answers by itself.
    pub to: Option<ServiceName>,
    /// Who may ask.
    pub exposure: Exposure,
    /// The path on the site.
    pub path: String,
    /// A piece of the answer, where the status alone proves nothing.
    pub word: Option<&'static str>,
    /// Whether somebody is told that the certificate ends soon.
    pub expiry: bool,
}

/// The time between two questions, the time after a bad answer, and how many bad answers are forgiven (§6.1 of the
/// specification).
type Timing = (Duration, Duration, u32);
const SITE: Timing = every(60, 30, 2);
const APPLICATION: Timing = every(60, 30, 3);
const DASHBOARD: Timing = every(120, 60, 3);
const DATABASE: Timing = every(120, 60, 2);
const CERTIFICATE: Timing = every(86_400, 60, 2);
/// How late a report may be after the longest silence.
const LATE_REPORT: Duration = Duration::from_seconds(1800);

const fn every(seconds: u64, retry_seconds: u64, retries: u32) -> Timing {
    (Duration::from_seconds(seconds), Duration::from_seconds(retry_seconds), retries)
}

impl UptimeKuma {
    /// The environments that are watched, in order, each once.
    pub fn watched<'a>(&'a self, stack: &'a Resolved) -> Vec<&'a EnvironmentName> {
        stack.deployments().map(|(name, _)| name).filter(|name| self.watches(name)).collect()
    }

    /// Whether an environment is watched: every one is, unless some are named.
    pub fn watches(&self, environment: &EnvironmentName) -> bool {
        self.environments.is_empty() || self.environments.contains(environment)
    }

    /// The secret that holds the password of its user.
    pub fn password() -> SecretName {
        SecretName::new("uptime_kuma_password").expect("the password's name is a secret's name")
    }
}

impl Resolved {
    /// What is watched in an environment: each fixed answer, each service that has an open path behind a route, each
    /// database server through a client of it, each public certificate, and the report of each machine that dumps
    /// anything.
    pub fn uptime_monitors(&self, environment: &EnvironmentName) -> Vec<Monitor> {
        let Some(kuma) = &self.stack.monitoring.uptime_kuma else { return Vec::new() };
        let watched = kuma.watched(self);
        let Some(deployment) =
            self.stack.environments.get(environment).filter(|_| watched.contains(&environment))
        else {
            return Vec::new();
        };
        let project = &self.stack.project;
        let display =
            project.display_name.as_ref().map_or_else(|| project.name.to_string(), ToString::to_string);
        let display =
            if watched.first() == Some(&environment) { display } else { format!("{display} {environment}") };
        let monitor = |key: String, title: &str, target: Target, timing: Timing| {
            let (interval, retry_interval, retries) = timing;
            Monitor { key, name: format!("{display} — {title}"), target, interval, retry_interval, retries }
        };
        let view = View { stack: self, environment, deployment };
        let mut monitors = Vec::new();
        for (key, title, page, timing) in view.answers().into_iter().chain(view.services()) {
            monitors.push(monitor(key, &title, Target::Page(page), timing));
        }
        let certificates = certificates(&mut monitors);
        for (key, title, page, timing) in view.databases() {
            monitors.push(monitor(key, &title, Target::Page(page), timing));
        }
        for (key, title, page) in certificates {
            monitors.push(monitor(key, &title, Target::Page(page), CERTIFICATE));
        }
        let heartbeats = self.heartbeats(environment);
        let machines =
            heartbeats.iter().filter(|heartbeat| matches!(heartbeat.of, Reporter::Dumps(_))).count();
        for Heartbeat { of, token, max_silence } in heartbeats {
            let (key, title) = match &of {
                Reporter::Dumps(host) if machines == 1 => {
                    (format!("backup:{host}"), "Backup Heartbeat".into())
                }
                Reporter::Dumps(host) => (format!("backup:{host}"), format!("Backup Heartbeat ({host})")),
                Reporter::Job(job) => (format!("job:{job}"), format!("Backup job {job}")),
                Reporter::State => ("zerobyte".into(), "Backup of Zerobyte".into()),
                Reporter::Archive => ("archive".into(), "Backup archive".into()),
                Reporter::Export(host) => (format!("export:{host}"), format!("Backup export ({host})")),
            };
            monitors.push(monitor(key, &title, Target::Report(token), (max_silence, LATE_REPORT, 1)));
        }
        monitors
    }
}

/// A key, a title, a page and its timing.
type Watched = (String, String, Page, Timing);

/// One environment of a stack.
pub(super) struct View<'a> {
    stack: &'a Resolved,
    environment: &'a EnvironmentName,
    deployment: &'a Deployment,
}

impl<'a> View<'a> {
    /// An environment; none if nobody declared it.
    pub(super) fn of(stack: &'a Resolved, environment: &'a EnvironmentName) -> Option<Self> {
        let deployment = stack.stack.environments.get(environment)?;
        Some(Self { stack, environment, deployment })
    }
}

impl View<'_> {
    /// The routes that answer here: proxy and service run, on machines of this environment.
    pub(super) fn routes(&self) -> impl Iterator<Item = &Route> {
        self.stack.stack.routes.iter().filter(|route| self.answers_here(route))
    }

    /// The routes that answer here in the site of a route.
    pub(super) fn routes_of_site(&self, route: &Route) -> impl Iterator<Item = &Route> {
        self.stack.routes_of_site(route).filter(|other| self.answers_here(other))
    }

    fn answers_here(&self, route: &Route) -> bool {
        let runs = |service: &ResolvedService| {
            let there = service.host.as_ref().is_some_and(|host| self.deployment.hosts.contains_key(host));
            there && service.runs_in(self.deployment)
        };
        let service = route.to.as_ref().map(|to| self.stack.services.get(to));
        self.stack.proxy_of(route).is_some_and(runs) && service.is_none_or(|to| to.is_some_and(runs))
    }

    /// The fixed answers.
    fn answers(&self) -> Vec<Watched> {
        let mut watched: Vec<Watched> = Vec::new();
        for route in self.routes().filter(|route| route.to.is_none()) {
            let Some(page) = self.open_page(route) else { continue };
            let title = if watched.is_empty() { "HTTPS".into() } else { format!("HTTPS ({})", route.at) };
            watched.push((format!("answer:{}", route.at), title, page, SITE));
        }
        watched
    }

    /// The services with an open path behind a route, each once.
    fn services(&self) -> Vec<Watched> {
        let mut watched: Vec<Watched> = Vec::new();
        for route in self.routes() {
            let Some(service) = route.to.as_ref().and_then(|to| self.stack.services.get(to)) else {
                continue;
            };
            let key = format!("service:{}", service.name);
            let Some(page) = self.open_page(route) else { continue };
            let dashboard = service.application.category == Category::Observability;
            let timing = if dashboard { DASHBOARD } else { APPLICATION };
            if !watched.iter().any(|(known, ..)| *known == key) {
                watched.push((key, title(service), page, timing));
            }
        }
        watched
    }

    /// The database servers. Their ports are never published, so each is watched through a client that says of itself
    /// whether its database answers.
    fn databases(&self) -> Vec<Watched> {
        let mut watched: Vec<Watched> = Vec::new();
        for database in &self.stack.databases {
            let Some(server) = self.stack.services.get(&database.server) else { continue };
            let key = format!("database:{}", server.name);
            if watched.iter().any(|(known, ..)| *known == key) {
                continue;
            }
            let clients = self
                .routes()
                .filter(|route| route.to.as_ref().is_some_and(|to| database.clients.contains(to)));
            let page = clients.into_iter().find_map(|route| {
                let client = self.stack.services.get(route.to.as_ref()?)?;
                let fact = self.fact(client)?;
                self.page(route, fact.ready?, fact.word)
            });
            watched.extend(page.map(|page| (key, title(server), page, DATABASE)));
        }
        watched
    }

    /// The page behind a route that answers 200 without credentials, if somebody knows of one.
    pub(super) fn open_page(&self, route: &Route) -> Option<Page> {
        let Some(to) = &route.to else {
            route.respond.as_ref()?;
            let exact = route.only.iter().map(crate::PathPattern::as_str).find(|path| !path.ends_with('*'));
            let path = if route.only.is_empty() { Some("") } else { exact };
            return self.page(route, path?, None);
        };
        let (path, word) = self.live(self.stack.services.get(to)?)?;
        self.page(route, path, word)
    }

    /// The path that says that a service lives: the catalogue's; of a container, the one that its own health check asks
    /// for, without credentials as well.
    fn live<'a>(&self, service: &'a ResolvedService) -> Option<(&'a str, Option<&'static str>)> {
        if !service.kind.is_container() {
            return self.fact(service).map(|fact| (fact.live, fact.word));
        }
        match &service.probe.as_ref()?.question {
            Question::Http { port, path, .. } if Some(*port) == service.listens => Some((path, None)),
            _ => None,
        }
    }

    /// What the catalogue knows. A version that has no such path is probed at `/`.
    fn fact(&self, service: &ResolvedService) -> Option<HealthFact> {
        let probe = service.image_in(self.environment).and_then(|image| (service.application.probe)(image));
        let old = matches!(probe, Some(ProbeFact::Http { path: "/", .. }));
        service.application.health.filter(|_| !old)
    }

    /// The page at a path below a route; none if the route does not let it through, or the service is never asked for it.
    fn page(&self, route: &Route, path: &str, word: Option<&'static str>) -> Option<Page> {
        let prefix = route.at.prefix().unwrap_or_default();
        let service = route.to.as_ref().and_then(|to| self.stack.services.get(to));
        let unmoved = SubPath::Kept { probe_moves: false };
        if !prefix.is_empty() && service.is_some_and(|service| service.application.sub_path == unmoved) {
            return None;
        }
        let full = format!("{prefix}{path}");
        let full = if full.is_empty() { "/".to_owned() } else { full };
        let page = Page {
            at: route.at.clone(),
            to: route.to.clone(),
            exposure: route.exposure,
            path: full,
            word,
            expiry: false,
        };
        self.decides(route, &page.path).then_some(page)
    }

    /// Whether it is this route of its site that a path is answered by.
    pub(super) fn decides(&self, route: &Route, path: &str) -> bool {
        let Some(path) = AskedPath::new(path) else { return false };
        let decides = self
            .routes_of_site(route)
            .filter(|other| other.has_path(&path))
            .min_by_key(|other| route_precedence(other));
        decides.is_some_and(|decides| std::ptr::eq(decides, route))
    }
}

/// Sees to it that somebody is told once of each certificate that ends soon: a public site has a monitor for it alone, on
/// another the first monitor tells.
fn certificates(monitors: &mut [Monitor]) -> Vec<(String, String, Page)> {
    let mut alone: Vec<(String, String, Page)> = Vec::new();
    let same = |page: &Page, other: &Page| page.at.label() == other.at.label();
    for page in monitors.iter().filter_map(Monitor::page) {
        let public = page.exposure != Exposure::Vpn;
        if public && !alone.iter().any(|(.., known)| same(known, page)) {
            let label = page.at.label();
            let title =
                label.map_or_else(|| "TLS Certificate".into(), |label| format!("TLS Certificate ({label})"));
            let key = format!("certificate:{}", label.unwrap_or("@"));
            alone.push((key, title, Page { expiry: true, word: None, ..page.clone() }));
        }
    }
    let mut told: Vec<Page> = alone.iter().map(|(.., page)| page.clone()).collect();
    for monitor in monitors {
        let Target::Page(page) = &mut monitor.target else { continue };
        if !told.iter().any(|known| same(known, page)) {
            page.expiry = true;
            told.push(page.clone());
        }
    }
    alone
}

impl Monitor {
    /// The page that it asks for; none if it waits for a report.
    pub const fn page(&self) -> Option<&Page> {
        match &self.target {
            Target::Page(page) => Some(page),
            Target::Report(_) => None,
        }
    }
}

/// What people call a service: its application, if it has the application's name.
fn title(service: &ResolvedService) -> String {
    match Kind::of_name(&service.name) {
        Some(kind) if kind == service.kind => service.application.title.to_owned(),
        _ => service.name.to_string(),
    }
}

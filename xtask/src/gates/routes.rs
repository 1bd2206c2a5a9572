//! Random routes: sites with and without gates, prefixes within each other, services that do not run.

use anyhow::Context as _;
use fastrand::Rng;
use stack_model::{CheckedStack, Site, Source, check};
use std::{collections::BTreeSet, fmt::Write as _};

const LABELS: [&str; 4] = ["@", "app", "app.deep", "x-1"];
const PREFIXES: [&str; 7] = ["", "", "/x", "/x/y", "/App", "/x-1", "/~t/v1"];
const PATTERNS: [&[&str]; 6] = [&[], &["/v1/*"], &["/hook"], &["/v1/*", "/v1"], &["/*"], &["/A/b/*", "/kit"]];
const EXPOSURES: [&str; 4] = ["vpn", "vpn", "{ public: login }", "{ public: api-key }"];
const RANGES: [&str; 3] = ["100.64.0.0/10", "fd7a:115c:a1e0::/48", "10.9.8.0/25"];

/// How many times a model is drawn until one passes the rules.
const DRAWS: usize = 200;

/// A stack with random routes that passes the rules, and answers to some name.
pub(super) fn stack(rng: &mut Rng) -> anyhow::Result<CheckedStack> {
    let mut last = String::new();
    for _ in 0..DRAWS {
        let source = Source::new("model.yml", draw(rng));
        match source.parse().and_then(check) {
            Ok(stack) if serves(&stack) => return Ok(stack),
            Ok(_) => last = "every route leads to the service that does not run".into(),
            Err(report) => last = report.to_string(),
        }
    }
    anyhow::bail!("none of {DRAWS} models can be asked; the last one: {last}")
}

/// Whether a proxy has a site.
fn serves(stack: &CheckedStack) -> bool {
    let gate = |site: Site<'_>, service| stack.resolved().gate(site.environment, service);
    stack.sites().any(|site| {
        stack
            .services_on(site.host)
            .filter_map(|service| gate(site, service))
            .any(|gate| gate.names().next().is_some())
    })
}

/// The routes of a stack, for who has to look at a wrong answer.
pub(super) fn text(stack: &CheckedStack) -> String {
    let ranges = stack.access().vpn.iter().flat_map(|vpn| &vpn.ranges).map(ToString::to_string);
    let ranges = ranges.collect::<Vec<_>>().join(" ");
    let line = |route: &stack_model::stack::Route| {
        let to = route.to.as_ref().map_or_else(|| "a text".into(), ToString::to_string);
        let only: Vec<&str> = route.only.iter().map(stack_model::PathPattern::as_str).collect();
        format!("  {} {} to {to}, {:?}\n", route.at, only.join(" "), route.exposure)
    };
    format!("  VPN {ranges}\n{}", stack.routes().iter().map(line).collect::<String>())
}

fn draw(rng: &mut Rng) -> String {
    let mut routes = String::new();
    let mut taken = BTreeSet::new();
    for index in 0..rng.usize(2..9) {
        let at = format!("{}{}", pick(rng, &LABELS), pick(rng, &PREFIXES));
        let only = *pick(rng, &PATTERNS);
        // Two routes of one address differ in that only one of them names its paths.
        if !taken.insert((at.clone(), only.is_empty())) {
            continue;
        }
        let exposure = pick(rng, &EXPOSURES);
        let to = if rng.u8(..) < 40 {
            format!("respond: text-{index}")
        } else {
            format!("to: s{}", rng.usize(0..4))
        };
        let _ = writeln!(routes, "  - {{ at: \"{at}\", {to}, only: {only:?}, exposure: {exposure} }}");
    }
    let ranges: Vec<&str> = RANGES.into_iter().filter(|range| *range == RANGES[0] || rng.bool()).collect();
    let service = |index: usize| {
        let profile = if index == 3 { "\n    profiles: [idle]" } else { "" };
        format!(
            "  s{index}:\n    kind: container\n    image: docker.io/example/s{index}:1.0.0\n    listens: 80{index}0\n    networks: [back]\n    limits: {{ memory: 64M, cpus: 0.1 }}{profile}\n"
        )
    };
    let services: String = (0..4).map(service).collect();
    format!(
        r#"format: 1
project: {{ name: gates, timezone: Europe/Paris }}
hosts: {{ vps: {{ addresses: {{ public: 203.0.113.10, mesh: 100.64.0.10 }} }} }}
environments:
  prod: {{ domain: example.com, hosts: {{ vps: {{ memory: 8GiB, cpus: 4 }} }}, without: [idle] }}
networks: {{ front: {{ subnet: 172.20.1.0/24 }}, back: {{ subnet: 172.20.2.0/24, internal: true }} }}
services:
  caddy:
    networks: [front, back]
    ports: ["80:80", "443:443"]
    limits: {{ memory: 256M, cpus: 0.5 }}
{services}routes:
{routes}access: {{ vpn: {{ ranges: {ranges:?}, login_server: "https://vpn.example.net", dns: elsewhere }} }}
"#
    )
}

fn pick<'a, T>(rng: &mut Rng, list: &'a [T]) -> &'a T {
    rng.choice(list).context("an empty list").expect("the lists above have entries")
}

//! What is watched follows from the routes.

use stack_model::{CheckedStack, EnvironmentName, Source, check, resolve::Monitor};

const REFERENCE: &str = include_str!("../../fixtures/valid/vpai.yml");

fn monitors(text: &str, environment: &str) -> Vec<Monitor> {
    let source = Source::new("stack.yml", text);
    let stack = source.parse().unwrap_or_else(|report| panic!("{report}"));
    let checked: CheckedStack = check(stack).unwrap_or_else(|report| panic!("{}", source.place(report)));
    checked.resolved().uptime_monitors(&EnvironmentName::new(environment).expect("a name"))
}

fn names(text: &str) -> Vec<String> {
    let named = monitors(text, "prod").into_iter().map(|monitor| monitor.name);
    named.map(|name| name.trim_start_matches("VPAI — ").to_owned()).collect()
}

fn changed(from: &str, to: &str) -> String {
    assert!(REFERENCE.contains(from), "the reference stack has no {from}");
    REFERENCE.replace(from, to)
}

#[test]
fn monitors_are_the_six_of_the_specification_and_those_of_other_open_routes() {
    let expected = [
        "HTTPS",
        "LiteLLM",
        "n8n",
        "Grafana",
        "Qdrant",
        "Kaneo",
        "PostgreSQL",
        "TLS Certificate",
        "Backup Heartbeat",
        "Backup job db-full",
        "Backup job redis",
        "Backup job qdrant",
        "Backup job n8n-export",
        "Backup job configs",
        "Backup job openclaw",
        "Backup job grafana",
        "Backup export (vps)",
        "Backup of Zerobyte",
        "Backup archive",
    ];
    assert_eq!(names(REFERENCE), expected);
    assert!(monitors(REFERENCE, "preprod").is_empty(), "preprod has no monitors");
}

#[test]
fn a_service_that_does_not_run_has_no_monitor() {
    let both = changed("host: hub, environments: [prod]", "host: hub");
    let preprod = monitors(&both, "preprod");
    assert!(preprod.iter().any(|monitor| monitor.name == "VPAI preprod — n8n"));
    assert!(!preprod.iter().any(|monitor| monitor.key == "service:grafana"));
}

#[test]
fn no_monitor_asks_a_path_that_another_route_answers() {
    let route = "  - { at: n8n, to: n8n, exposure: vpn, websocket: true }\n";
    let narrower = "  - { at: n8n/healthz, respond: mine, exposure: vpn }\n";
    let names = names(&changed(route, &format!("{route}{narrower}")));
    for gone in ["n8n", "PostgreSQL"] {
        assert!(!names.iter().any(|name| name == gone), "{gone} would be asked of the wrong route");
    }
}

#[test]
fn no_monitor_asks_a_path_outside_the_patterns_of_its_route() {
    assert!(!names(&changed("/health/liveliness", "/v2/*")).iter().any(|name| name == "LiteLLM"));
}

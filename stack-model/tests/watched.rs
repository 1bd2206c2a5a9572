//! Which alerts and dashboards a stack gets, and which it is told to forget.

use stack_model::{CheckedStack, Source, check};
use std::collections::BTreeSet;

const STACK: &str = "
format: 1
project: { name: wiki, timezone: Europe/Paris }
hosts: { vps: { addresses: { public: 203.0.113.10 } } }
environments: { prod: { domain: example.com, hosts: { vps: { memory: 8GiB, cpus: 8 } } } }
networks:
  backend: { subnet: 172.20.2.0/24, internal: true }
  egress: { subnet: 172.20.4.0/24 }
  socket: { subnet: 172.20.5.0/24, internal: true }
services:
  postgresql: { networks: [backend], limits: { memory: 512M, cpus: 0.5 } }
  victoriametrics: { networks: [backend], limits: { memory: 256M, cpus: 0.5 } }
  loki: { networks: [backend], limits: { memory: 256M, cpus: 0.5 } }
  socketproxy: { networks: [socket], limits: { memory: 64M, cpus: 0.5 } }
  alloy: { networks: [backend, socket], uses: [socketproxy, USES], limits: { memory: 256M, cpus: 0.5 } }
  grafana:
    networks: [backend, egress]
    uses: [victoriametrics, loki]
    limits: { memory: 256M, cpus: 0.5 }
    config: { contact: { slack: { url: slack } }, SETTINGS }
secrets: { slack: { charset: url } }
";

fn checked(uses: &str, settings: &str) -> CheckedStack {
    let text = STACK.replace("USES", uses).replace("SETTINGS", settings);
    let source = Source::from_bytes("stack.yml", text.into_bytes());
    check(source.parse().expect("it is a stack")).expect("it is a good stack")
}

/// The names of the alerts, of those to be forgotten, and of the dashboards.
fn watched(stack: &CheckedStack) -> [BTreeSet<String>; 3] {
    let resolved = stack.resolved();
    let grafana = resolved.services.values().find(|service| service.name.as_str() == "grafana");
    let grafana = grafana.expect("there is a Grafana");
    [
        resolved.alerts(grafana).keys().map(ToString::to_string).collect(),
        resolved.retired_alerts(grafana).iter().map(ToString::to_string).collect(),
        resolved.dashboards(grafana).iter().map(|dashboard| dashboard.uid.to_owned()).collect(),
    ]
}

#[test]
fn alerts_and_dashboards_without_metrics_are_left_out_and_retired() {
    let [alerts, retired, dashboards] = watched(&checked("victoriametrics, loki", ""));
    assert!(alerts.contains("cpu-high") && !alerts.contains("connections-high"));
    assert!(retired.contains("connections-high") && !retired.contains("cpu-high"));
    assert!(dashboards.contains("system-overview") && !dashboards.contains("postgresql"));

    let [alerts, retired, dashboards] = watched(&checked("victoriametrics, loki, postgresql", ""));
    assert!(alerts.contains("connections-high") && !retired.contains("connections-high"));
    assert!(dashboards.contains("postgresql"));
}

#[test]
fn a_retired_alert_is_left_out_and_an_own_alert_replaces_the_built_in() {
    let [alerts, retired, _] =
        watched(&checked("victoriametrics, loki", "retired_alerts: [cpu-high, of-last-year]"));
    assert!(!alerts.contains("cpu-high"));
    assert!(retired.contains("cpu-high") && retired.contains("of-last-year"));

    let own = "alerts: { cpu-high: { title: t, expr: up, fires: { below: 1 }, summary: s, \
               healthy: { up: \"1x60\" }, failing: { up: \"0x60\" } } }";
    let stack = checked("victoriametrics, loki", own);
    let grafana = &stack.resolved().services["grafana"];
    assert_eq!(stack.resolved().alerts(grafana)["cpu-high"].title.as_str(), "t");
    assert!(stack.resolved().retired_alerts(grafana).iter().all(|name| name.as_str() != "cpu-high"));
}

#[test]
fn each_server_is_measured_with_its_own_secret() {
    let stack = STACK.replace("USES", "victoriametrics, loki, cache, queue").replace("SETTINGS", "").replace(
        "  alloy:",
        "  cache: { kind: redis, networks: [backend], limits: { memory: 256M, cpus: 0.5 } }\n  \
         queue: { kind: redis, networks: [backend], limits: { memory: 256M, cpus: 0.5 } }\n  alloy:",
    );
    let source = Source::from_bytes("stack.yml", stack.into_bytes());
    let stack = check(source.parse().expect("it is a stack")).expect("it is a good stack");
    let environment = &stack.resolved().services["alloy"].environment;
    for variable in ["CACHE_PASSWORD", "QUEUE_PASSWORD"] {
        assert!(environment.keys().any(|name| name.as_str() == variable), "Alloy has no {variable}");
    }
}

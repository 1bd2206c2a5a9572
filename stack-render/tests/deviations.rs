//! Where the reference stack departs from its specification and no program can tell: each test fails when the
//! specification's own form comes back. DEVIATIONS.md names them.

use serde_json::Value;
use stack_model::{Source, check};
use stack_render::{Tree, plan};

fn tree() -> Tree {
    let text = include_str!("../../fixtures/valid/vpai.yml");
    let stack = Source::new("vpai.yml", text).parse().expect("the reference stack is read");
    plan(&check(stack).expect("the reference stack is good")).expect("it is planned")
}

#[track_caller]
fn text<'a>(tree: &'a Tree, path: &str) -> &'a str {
    tree.get(path).unwrap_or_else(|| panic!("{path} is not planned"))
}

fn document(tree: &Tree, path: &str) -> Value {
    serde_yaml::from_str(text(tree, path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn services(tree: &Tree) -> serde_json::Map<String, Value> {
    let mut file = document(tree, "compose/prod/vps/docker-compose.yml");
    match file["services"].take() {
        Value::Object(services) => services,
        other => panic!("no services: {other}"),
    }
}

#[test]
fn an_environment_and_a_host_are_groups_of_a_static_inventory() {
    let hosts = document(&tree(), "ansible/inventory/hosts.yml");
    let children = hosts["all"]["children"].as_object().expect("groups");
    for (group, host) in [("prod", "prod.vps"), ("preprod", "preprod.vps"), ("host_vps", "prod.vps")] {
        assert!(children[group]["hosts"].get(host).is_some(), "{host} is not in {group}");
    }
}

#[test]
fn the_engine_hands_out_no_foreign_addresses() {
    let daemon = document(&tree(), "compose/prod/vps/configs/docker/daemon.json");
    assert_eq!(daemon["userland-proxy"], false);
}

#[test]
fn containers_have_no_swap_and_a_limit_of_processes() {
    let services = services(&tree());
    assert!(services.len() > 12);
    for (name, service) in services {
        let limits = &service["deploy"]["resources"]["limits"];
        assert_eq!(service["memswap_limit"], limits["memory"], "{name} may swap");
        assert_eq!(limits["pids"], 1024, "{name}");
        assert_eq!(service["cap_drop"], serde_json::json!(["ALL"]), "{name}");
        assert_eq!(service["security_opt"], serde_json::json!(["no-new-privileges:true"]), "{name}");
    }
}

#[test]
fn container_metrics_are_collected() {
    let tree = tree();
    assert!(services(&tree).contains_key("cadvisor"));
    assert!(text(&tree, "compose/prod/vps/configs/alloy/config.alloy").contains("cadvisor:8080"));
}

#[test]
fn a_route_keeps_its_prefix_for_a_program_that_serves_below_it() {
    let tree = tree();
    let sites = text(&tree, "compose/prod/vps/configs/caddy/sites.caddy");
    assert!(!sites.contains("strip_prefix /grafana") && !sites.contains("strip_prefix /openclaw"));
    assert!(
        text(&tree, "compose/prod/vps/configs/grafana/grafana.env")
            .contains("GF_SERVER_SERVE_FROM_SUB_PATH=true\n")
    );
    let openclaw = document(&tree, "compose/prod/vps/configs/openclaw/openclaw.json");
    assert_eq!(openclaw["gateway"]["controlUi"]["basePath"], "/openclaw");
}

#[test]
fn hsts_is_limited_and_leaves_subdomains_out() {
    let tree = tree();
    let sites = text(&tree, "compose/prod/vps/configs/caddy/sites.caddy");
    let lines: Vec<&str> = sites.lines().filter(|line| line.contains("Strict-Transport-Security")).collect();
    assert!(!lines.is_empty(), "no site has it");
    for line in lines {
        assert_eq!(line.trim(), "Strict-Transport-Security \"max-age=31536000\"");
    }
    assert!(!sites.contains("preload") && !sites.contains("includeSubDomains"));
}

#[test]
fn http_3_publishes_a_udp_port() {
    let services = services(&tree());
    let ports = services["caddy"]["ports"].as_array().expect("ports");
    assert!(ports.iter().any(|port| port == "443:443/udp"), "{ports:?}");
}

#[test]
fn litellm_encrypts_provider_keys_with_a_salt_of_its_own() {
    let tree = tree();
    let environment = &services(&tree)["litellm"]["environment"];
    let vault = text(&tree, "ansible/inventory/group_vars/prod/secrets.yml.example");
    for (variable, secret) in
        [("LITELLM_SALT_KEY", "litellm_salt_key"), ("LITELLM_MASTER_KEY", "litellm_master_key")]
    {
        assert_eq!(environment[variable], format!("${{{variable}}}"));
        assert_eq!(vault.matches(&format!("{secret}:")).count(), 1, "{secret} is a value of its own");
    }
}

#[test]
fn litellm_log_level_is_info_without_set_verbose() {
    let tree = tree();
    assert!(text(&tree, "compose/prod/vps/configs/litellm/litellm.env").contains("LITELLM_LOG=INFO\n"));
    assert!(!text(&tree, "compose/prod/vps/configs/litellm/litellm_config.yaml").contains("set_verbose"));
}

#[test]
fn n8n_host_is_the_public_name() {
    let tree = tree();
    assert!(text(&tree, "compose/prod/vps/configs/n8n/n8n.env").contains("N8N_HOST=n8n.example.com\n"));
}

#[test]
fn monitors_follow_no_redirect() {
    let monitors = document(&tree(), "compose/prod/monitors.json");
    let asked: Vec<&Value> = monitors["monitors"]
        .as_array()
        .expect("monitors")
        .iter()
        .filter(|monitor| monitor.get("url").is_some())
        .collect();
    assert!(asked.len() >= 5);
    assert!(asked.iter().all(|monitor| monitor["maxredirects"] == 0));
}

#[test]
fn postgresql_health_is_asked_over_tcp() {
    let services = services(&tree());
    let words = services["postgresql"]["healthcheck"]["test"].as_array().expect("words").clone();
    let at = words.iter().position(|word| word == "-h").expect("it asks over TCP");
    assert_eq!(words[at + 1], "127.0.0.1");
}

#[test]
fn qdrant_requires_its_api_key() {
    let services = services(&tree());
    assert_eq!(services["qdrant"]["environment"]["QDRANT__SERVICE__API_KEY"], "${QDRANT_API_KEY}");
    assert_eq!(services["alloy"]["environment"]["QDRANT_API_KEY"], "${QDRANT_API_KEY}");
}

#[test]
fn alloy_waits_for_healthy_stores_and_for_the_start_of_what_it_scrapes() {
    let services = services(&tree());
    let waits = &services["alloy"]["depends_on"];
    for store in ["victoriametrics", "loki"] {
        assert_eq!(waits[store]["condition"], "service_healthy", "{store}");
    }
    for measured in ["n8n", "litellm", "postgresql", "redis", "qdrant", "cadvisor"] {
        assert_eq!(waits[measured]["condition"], "service_started", "{measured}");
    }
}

#[test]
fn fail2ban_is_stopped_where_ssh_is_behind_the_vpn() {
    let tree = tree();
    let hosts = document(&tree, "ansible/inventory/hosts.yml");
    let machine = &hosts["all"]["children"]["prod"]["hosts"]["prod.vps"];
    assert_eq!(machine["hardening_ssh_exposure"], "vpn-only");
    let tasks = document(&tree, "ansible/roles/hardening/tasks/bans.yml");
    let services =
        tasks.as_array().expect("tasks").iter().map(|task| &task["ansible.builtin.systemd_service"]);
    let states: Vec<&str> = services.filter_map(|service| service["state"].as_str()).collect();
    assert_eq!(states, ["{{ 'stopped' if hardening_ssh_exposure == 'vpn-only' else 'started' }}"]);
}

//! `reach` on the command line: what it says of a stack, and of a change.

use serde_json::{Value, json};
use std::{fs, path::Path, process::Command};

/// Runs the command from the top of the repository: its exit code and what it printed.
fn reach(arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_stackwright"))
        .arg("reach")
        .args(arguments)
        .current_dir("..")
        .output()
        .expect("the command starts");
    (output.status.code().unwrap_or(-1), String::from_utf8(output.stdout).expect("it prints text"))
}

const REFERENCE: &str = "fixtures/valid/vpai.yml";

#[test]
fn reach_says_why_a_connection_is_open() {
    let (code, text) = reach(&[REFERENCE, "--env", "prod", "--from", "internet", "--to", "n8n"]);
    assert_eq!(code, 0);
    assert!(text.contains("route `hooks` of `caddy`, public with a signature, for /webhook/*"), "{text}");
    assert!(!text.contains("for the VPN"), "{text}");
    let (_, text) = reach(&[REFERENCE, "--from", "internet", "--to", "data"]);
    assert_eq!(text.trim(), "no way is open");
    // A neighbour reaches more than it asks for, and the page says which.
    let (_, text) = reach(&[REFERENCE, "--env", "prod", "--to", "postgresql"]);
    let asked =
        text.lines().find(|line| line.contains("as an edge asks for")).expect("edges to the database");
    let neighbours =
        text.lines().find(|line| line.contains("no edge asks for it")).expect("neighbours of it");
    assert!(asked.ends_with("litellm n8n kaneo alloy") && neighbours.contains("redis"), "{text}");
    // The hub is a machine of its own: it comes through the VPN, and nothing is known of what it answers.
    let (_, text) = reach(&[REFERENCE, "--env", "prod", "--from", "hosts.hub", "--to", "hosts.vps"]);
    assert!(text.contains("hosts.vps") && text.contains("2222"), "{text}");
    let (_, text) = reach(&[REFERENCE, "--to", "hosts.hub"]);
    assert_eq!(text.trim(), "no way is open");
}

#[test]
fn reach_json_names_both_ends_of_each_connection() {
    let (code, text) = reach(&[REFERENCE, "--from", "vpn", "--to", "networks.backend", "--format", "json"]);
    assert_eq!(code, 0);
    let json: Value = serde_json::from_str(&text).expect("it is JSON");
    let ways = json["environments"]["prod"]["ways"].as_array().expect("ways in prod");
    let qdrant = ways.iter().find(|way| way["to"] == json!(["qdrant"])).expect("the gated route");
    assert_eq!((&qdrant["by"], &qdrant["port"]), (&"route".into(), &6333.into()));
    assert_eq!(qdrant["path"], "routes[6]");
    assert!(ways.iter().all(|way| way["from"] == json!(["vpn"]) && way["why"].is_string()));
}

#[test]
fn reach_of_a_change_lists_what_it_opens_and_closes() {
    let old = fs::read_to_string(Path::new("..").join(REFERENCE)).expect("the reference stack");
    let policies = old.find("policies:").expect("policies")..old.find("access:").expect("access");
    let mut new =
        old.replacen("redis:\n    networks: [backend]", "redis:\n    networks: [backend, egress]", 1);
    new = new.replacen(
        "{ at: qdrant, to: qdrant, exposure: vpn }",
        "{ at: qdrant, to: qdrant, exposure: { public: login } }",
        1,
    );
    assert_ne!(old, new);
    let shift = new.find("policies:").expect("policies") - policies.start;
    new.replace_range(policies.start + shift..policies.end + shift, "");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("stack.yml");
    fs_err::write(&path, new).expect("the folder takes a file");
    let path = path.to_str().expect("its path is text");
    let (code, text) = reach(&[path, "--env", "prod", "--diff", REFERENCE]);
    assert_eq!(code, 1);
    assert!(text.contains("+ prod: redis -> internet, port any: `egress` is not internal"), "{text}");
    assert!(text.contains("+ prod: internet -> qdrant, port 6333: route `qdrant`"), "{text}");
    assert!(!text.lines().any(|line| line.starts_with('-')), "{text}");
    let (code, text) = reach(&[REFERENCE, "--env", "prod", "--diff", path]);
    assert_eq!(code, 1);
    assert!(text.contains("- prod: redis -> internet"), "{text}");
    let (code, text) = reach(&[REFERENCE, "--diff", REFERENCE]);
    assert_eq!((code, text.trim()), (0, "nothing is opened and nothing is closed"));
}

#[test]
fn reach_from_an_unknown_name_is_wrong_usage() {
    let (code, _) = reach(&[REFERENCE, "--from", "Every body"]);
    assert_eq!(code, 2);
    let (code, _) = reach(&[REFERENCE, "--from", "postgrse"]);
    assert_eq!(code, 2);
}

/// A stack of that many services, below a folder.
fn large(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs_err::write(&path, text).expect("the folder takes a file");
    path.to_str().expect("its path is text").to_owned()
}

#[test]
fn services_that_are_alike_are_named_together_and_by_themselves_on_request() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = stack_model::testing::large(66);
    let path = large(folder.path(), "old.yml", &text);
    let (_, said) = reach(&[&path, "--to", "postgresql"]);
    assert!(said.contains("[backend-0] is app-0 app-4 app-8"), "{said}");
    let asked =
        said.lines().find(|line| line.contains("`backend-0`, as an edge asks for")).expect("the edges");
    assert!(asked.contains("[backend-0]") && !asked.contains("app-4"), "{said}");
    let (_, pairs) = reach(&[&path, "--to", "postgresql", "--pairs"]);
    let asked =
        pairs.lines().find(|line| line.contains("`backend-0`, as an edge asks for")).expect("the edges");
    assert!(asked.contains("app-0 app-4 app-8") && !pairs.contains('['), "{pairs}");
    // The number of ways does not follow from the number of services.
    let ways = |services: usize, more: &[&str]| {
        let path = large(folder.path(), "some.yml", &stack_model::testing::large(services));
        let arguments: Vec<&str> =
            [path.as_str(), "--format", "json"].into_iter().chain(more.iter().copied()).collect();
        let json: Value = serde_json::from_str(&reach(&arguments).1).expect("it is JSON");
        json["environments"]["prod"]["ways"].as_array().expect("ways").len()
    };
    assert_eq!(ways(66, &[]), ways(122, &[]));
    assert!(ways(66, &["--pairs"]) * 3 < ways(122, &["--pairs"]), "pairs grow with their square");
}

#[test]
fn a_change_of_one_service_among_many_is_told_in_a_few_lines() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = stack_model::testing::large(66);
    let old = large(folder.path(), "old.yml", &text);
    let moved = text.replacen("networks: [backend-0]", "networks: [backend-0, backend-1]", 1);
    let new = large(folder.path(), "new.yml", &moved);
    let (code, said) = reach(&[&new, "--diff", &old]);
    assert_eq!(code, 1);
    assert!(said.contains("+ prod: app-0 -> [backend-1], port 8080: both have joined `backend-1`"), "{said}");
    assert!(said.contains("+ prod: [backend-1] -> app-0, port 8080"), "{said}");
    assert!(said.lines().count() < 12 && !said.contains("\n- "), "{said}");
    let (_, pairs) = reach(&[&new, "--diff", &old, "--pairs"]);
    assert!(pairs.contains("+ prod: app-0 -> app-1, port 8080") && pairs.lines().count() > 30, "{pairs}");
}

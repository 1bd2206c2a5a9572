//! The program: which stack a command reads, and how it ends.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

/// Every command that reads a stack.
const COMMANDS: [&str; 6] = ["generate", "validate", "budget", "reach", "backups", "doctor"];

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stackwright"));
    command.args(arguments).current_dir(folder).output().expect("the program starts")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("the program ends by itself")
}

/// The top of the repository.
fn top() -> &'static Path {
    Path::new("..")
}

#[test]
fn without_a_stack_a_command_is_wrong_usage_and_shows_the_way_on() {
    let folder = tempfile::tempdir().unwrap();
    for command in COMMANDS {
        let output = run(folder.path(), &[command]);
        let complaint = String::from_utf8(output.stderr.clone()).unwrap();
        assert_eq!(code(&output), 2, "{command}: {complaint}");
        assert!(complaint.contains("name its file as an argument"), "{command}: {complaint}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is written");
}

#[test]
fn a_stack_that_is_not_named_is_that_of_the_current_folder() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(top().join("fixtures/valid/minimal.yml"), folder.path().join("stack.yml")).unwrap();
    let output = run(folder.path(), &["budget"]);
    assert_eq!(code(&output), 0);
    assert!(String::from_utf8(output.stdout).unwrap().contains("wiki"), "the stack of the folder is read");
}

#[test]
fn exit_codes_tell_success_findings_and_wrong_usage_apart() {
    let valid = "fixtures/valid/vpai.yml";
    let over = "fixtures/invalid/memory-over-budget.yml";
    for (expected, arguments) in [
        (0, vec!["validate", valid, "--deny-warnings"]),
        (0, vec!["budget", valid]),
        (0, vec!["explain", "digest-missing"]),
        (0, vec!["schema"]),
        (1, vec!["validate", over]),
        (1, vec!["budget", over]),
        (1, vec!["generate", over, "--out", "never-written"]),
        (2, vec!["validate", "no-such-file.yml"]),
        (2, vec!["budget", valid, "--env", "no-such-environment"]),
        (2, vec!["explain", "no-such-rule"]),
        (2, vec!["no-such-command"]),
    ] {
        assert_eq!(code(&run(top(), &arguments)), expected, "{arguments:?}");
    }
}

#[test]
fn a_budget_that_does_not_fit_says_what_to_switch_off() {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(top().join("fixtures/valid/vpai.yml")).unwrap();
    assert!(text.contains("memory: 11600M"), "the machine of prod has another size");
    let small = text.replacen("memory: 11600M", "memory: 4000M", 1);
    fs_err::write(folder.path().join("stack.yml"), small).unwrap();
    let output = run(folder.path(), &["budget", "--format", "json"]);
    assert_eq!(code(&output), 1);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let host = &json["environments"]["prod"]["hosts"]["vps"];
    assert!(host["memory"]["headroom_mib"].as_i64().unwrap() < 0, "{json}");
    assert!(!host["savings"].as_array().unwrap().is_empty(), "{json}");
}

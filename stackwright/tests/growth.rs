//! How the work of commands grows with the number of services.

use std::{
    process::Command,
    time::{Duration, Instant},
};

/// Of a command: how long it takes and how much it prints. It is run in a folder of its own, with the stack in it.
fn run(command: &str, services: usize, arguments: &[&str]) -> (Duration, usize) {
    let folder = tempfile::tempdir().expect("a folder");
    fs_err::write(folder.path().join("stack.yml"), stack_model::testing::large(services))
        .expect("the folder takes a file");
    let start = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_stackwright"))
        .current_dir(folder.path())
        .arg(command)
        .args(arguments)
        .output()
        .expect("the command starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (start.elapsed(), output.stdout.len())
}

/// The median of three, because the machine has other work.
fn median(command: &str, services: usize, arguments: &[&str]) -> (Duration, usize) {
    let mut runs: Vec<_> = (0..3).map(|_| run(command, services, arguments)).collect();
    runs.sort();
    runs[1]
}

#[test]
fn reach_of_ten_times_the_services_takes_at_most_twenty_times_as_long() {
    for format in ["text", "json", "mermaid"] {
        let (few, short) = median("reach", 100, &["--format", format]);
        let (many, long) = median("reach", 1000, &["--format", format]);
        // What is printed is counted, so that it does not depend on the machine: the classes are the same, with more members.
        assert!(long < 20 * short, "{format}: {short} and {long} bytes");
        assert!(many < 20 * few, "{format}: {few:?} and {many:?}");
    }
}

#[test]
fn generate_of_ten_times_the_services_takes_at_most_twenty_times_as_long() {
    let (few, _) = median("generate", 100, &["--out", "dist"]);
    let (many, _) = median("generate", 1000, &["--out", "dist"]);
    assert!(many < 20 * few, "{few:?} and {many:?}");
}

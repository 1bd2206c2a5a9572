//! How the work of commands grows with the number of services.

use std::{
    process::Command,
    time::{Duration, Instant},
};

/// Of `reach`: how long it takes and how much it prints.
fn reach(services: usize, arguments: &[&str]) -> (Duration, usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("stack.yml");
    fs_err::write(&path, stack_model::testing::large(services)).expect("the folder takes a file");
    let start = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_stackwright"))
        .arg("reach")
        .arg(&path)
        .args(arguments)
        .output()
        .expect("the command starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (start.elapsed(), output.stdout.len())
}

/// The median of three, because the machine has other work.
fn median(services: usize, arguments: &[&str]) -> (Duration, usize) {
    let mut runs: Vec<_> = (0..3).map(|_| reach(services, arguments)).collect();
    runs.sort();
    runs[1]
}

#[test]
fn reach_of_ten_times_the_services_takes_at_most_twenty_times_as_long() {
    for format in ["text", "json", "mermaid"] {
        let (few, short) = median(100, &["--format", format]);
        let (many, long) = median(1000, &["--format", format]);
        // What is printed is counted, so that it does not depend on the machine: the classes are the same, with more members.
        assert!(long < 20 * short, "{format}: {short} and {long} bytes");
        assert!(many < 20 * few, "{format}: {few:?} and {many:?}");
    }
}

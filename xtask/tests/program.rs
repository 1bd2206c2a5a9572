//! The commands of `stackwright` under `cargo xtask`: the same, with the reference stack as their default.

use std::process::Command;

#[test]
fn without_a_stack_the_reference_stack_is_read_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = command.arg("validate").current_dir(folder.path()).output().expect("the command starts");
    let note = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{note}");
    assert!(note.contains("reading the reference stack, fixtures/valid/vpai.yml"), "{note}");
}

//! `stackwright`: the program for those who run a stack.

use clap::Parser;
use stackwright::program::{Command, finish};
use std::process::ExitCode;

/// Compiles stack.yml into everything that a deployment needs.
#[derive(Debug, Parser)]
#[command(name = "stackwright", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    finish(Arguments::parse().command.run(None))
}

//! `stackwright`: the program for those who run a stack.

use clap::Parser;
use stackwright::program::{Command, finish};
use std::process::ExitCode;

/// Compile stack.yml into the files of its deployment, and compare them with what runs
#[derive(Debug, Parser)]
#[command(name = "stackwright", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    finish(Arguments::parse().command.run(None))
}

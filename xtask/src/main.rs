//! `cargo xtask`: the table of commands, and nothing else.

use clap::{Parser, Subcommand};
use stackwright::program::{self, finish};
use std::process::ExitCode;
use xtask::{
    bench::Bench, ci::Ci, codegen::Codegen, converge::Converge, coverage::Coverage, drill::Drill, e2e::E2e,
    gates::Gates, input, verify::Verify,
};

/// Compiles stack.yml into everything that a deployment needs, and tests what does so.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The commands of `stackwright`, which read the reference stack where none is named.
    #[command(flatten)]
    Stackwright(program::Command),
    /// Write the files that are generated into this repository.
    Codegen(Codegen),
    /// Hand the output to its real consumers.
    Verify(Verify),
    /// Ask the real proxy of random routes, and compare with the model.
    Gates(Gates),
    /// Run the playbook twice on a bare machine.
    Converge(Converge),
    /// Dump, take away, age two years, lose the machine, and restore.
    Drill(Drill),
    /// Run the generated files on a Docker engine, and measure.
    E2e(E2e),
    /// Show how the known failures of the field are handled.
    Coverage(Coverage),
    /// Measure, as ratios in one run.
    Bench(Bench),
    /// Run everything that CI runs.
    Ci(Ci),
}

fn main() -> ExitCode {
    finish(match Arguments::parse().command {
        Command::Stackwright(command) => command.run(Some(&input::reference())),
        Command::Codegen(command) => command.run(),
        Command::Verify(command) => command.run(),
        Command::Gates(command) => command.run(),
        Command::Converge(command) => command.run(),
        Command::Drill(command) => command.run(),
        Command::E2e(command) => command.run(),
        Command::Coverage(command) => command.run(),
        Command::Bench(command) => command.run(),
        Command::Ci(command) => command.run(),
    })
}

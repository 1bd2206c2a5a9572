//! `cargo xtask`: the table of commands, and nothing else.

use clap::{Parser, Subcommand};
use stackwright::program::{self, finish};
use std::process::ExitCode;
use xtask::{
    bench::Bench, ci::Ci, codegen::Codegen, converge::Converge, coverage::Coverage, drill::Drill, e2e::E2e,
    gates::Gates, input, mutants::Mutants, recipe::Recipe, verify::Verify,
};

/// Compile stack.yml into the files of its deployment, and test what does so
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The commands of `stackwright`, which read the reference stack if none is named.
    #[command(flatten)]
    Stackwright(program::Command),
    /// Write the files of this repository that follow from its code
    Codegen(Codegen),
    /// Test the generated files with the programs that read them
    Verify(Verify),
    /// Send random requests to a real proxy with random routes, and compare its answers with the model
    Gates(Gates),
    /// Run the playbook twice on bare machines, the second time without a change
    Converge(Converge),
    /// Back up, age the backups by two years, lose the machine, and restore it
    Drill(Drill),
    /// Run the generated files on a Docker engine of its own, and measure limits and connections
    E2e(E2e),
    /// Show how the known failures of a real deployment are handled
    Coverage(Coverage),
    /// Alter the code, and show which alterations no test notices
    Mutants(Mutants),
    /// Measure the time of generate and validate, as ratios in one run
    Bench(Bench),
    /// Add applications to a copy as CONTRIBUTING.md says, and leave parts out
    Recipe(Recipe),
    /// Run every step of CI
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
        Command::Mutants(command) => command.run(),
        Command::Bench(command) => command.run(),
        Command::Recipe(command) => command.run(),
        Command::Ci(command) => command.run(),
    })
}

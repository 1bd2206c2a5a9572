//! `cargo xtask`: the table of commands, and nothing else.

use clap::{Parser, Subcommand};
use std::process::ExitCode;
use xtask::{
    backups::Backups,
    bench::Bench,
    budget::BudgetCommand,
    ci::Ci,
    codegen::Codegen,
    converge::Converge,
    coverage::Coverage,
    doctor::Doctor,
    drill::Drill,
    e2e::E2e,
    explain::Explain,
    gates::Gates,
    generate::Generate,
    output::{self, Outcome},
    reach::ReachCommand,
    validate::Validate,
    verify::Verify,
};

/// Compiles stack.yml into everything that a deployment needs.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check a stack and write its deployment.
    Generate(Generate),
    /// Check a stack.
    Validate(Validate),
    /// Show memory and CPU by host and environment, and what to switch off to fit.
    Budget(BudgetCommand),
    /// Show who can open a connection to whom, and why.
    Reach(ReachCommand),
    /// Show what is dumped and taken away, what stays, and what a loss costs.
    Backups(Backups),
    /// Show a rule's page.
    Explain(Explain),
    /// Print the JSON Schema of stack.yml.
    Schema,
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
    /// Hold a stack that runs against what is written.
    Doctor(Doctor),
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
    let outcome = match Arguments::parse().command {
        Command::Generate(command) => command.run(),
        Command::Validate(command) => command.run(),
        Command::Budget(command) => command.run(),
        Command::Reach(command) => command.run(),
        Command::Backups(command) => command.run(),
        Command::Explain(command) => command.run(),
        Command::Schema => schema(),
        Command::Codegen(command) => command.run(),
        Command::Verify(command) => command.run(),
        Command::Gates(command) => command.run(),
        Command::Converge(command) => command.run(),
        Command::Drill(command) => command.run(),
        Command::Doctor(command) => command.run(),
        Command::E2e(command) => command.run(),
        Command::Coverage(command) => command.run(),
        Command::Bench(command) => command.run(),
        Command::Ci(command) => command.run(),
    };
    match outcome {
        Ok(outcome) => ExitCode::from(outcome.code()),
        Err(error) => {
            output::note(format!("error: {error:#}"));
            ExitCode::from(2)
        }
    }
}

fn schema() -> anyhow::Result<Outcome> {
    output::line(serde_json::to_string_pretty(&stack_model::schema())?);
    Ok(Outcome::Done)
}

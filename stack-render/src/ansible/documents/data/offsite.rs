//! What leaves the machines, as `BACKUP-STRATEGY.md` shows it.

use super::super::{code, codes};
use crate::engine::{Raw, raw};
use serde::Serialize;
use stack_model::{
    CheckedStack, EnvironmentName,
    resolve::{MachineExport, Source},
};
use std::collections::BTreeSet;

/// What is laid out as plain files.
#[derive(Serialize)]
pub(super) struct Export {
    at: Raw,
    within: Raw,
    endpoint: Raw,
    machine_exports: Vec<ExportedFolder>,
}

/// What a machine lays out, and where.
#[derive(Serialize)]
struct ExportedFolder {
    environment: Raw,
    host: Raw,
    target: Raw,
    sources: Raw,
}

/// What is to be known of Zerobyte.
#[derive(Serialize)]
pub(super) struct Zerobyte {
    host: Raw,
    url: Raw,
    timezone: Raw,
    buckets: Vec<Raw>,
    /// Whether its jobs report to Uptime Kuma.
    reports: bool,
    state: State,
    archive: Option<Archive>,
}

/// The copy of what Zerobyte knows itself.
#[derive(Serialize)]
struct State {
    into: Raw,
    /// The environment whose repository has it.
    environment: Raw,
    at: Raw,
    keep: Raw,
}

/// The copy of the repositories on another machine.
#[derive(Serialize)]
struct Archive {
    at: Raw,
    place: Raw,
}

/// What is laid out as plain files; none where nothing is.
pub(super) fn export(stack: &CheckedStack) -> Option<Export> {
    let resolved = stack.resolved();
    let export = resolved.export()?;
    let machine_exports = resolved.deployments().flat_map(|(environment, _)| {
        resolved
            .machine_exports(environment)
            .into_iter()
            .map(move |export_of_machine| (environment, export_of_machine))
    });
    let row = |(environment, export_of_machine): (&EnvironmentName, MachineExport<'_>)| ExportedFolder {
        environment: Raw::of(environment),
        host: code(&export_of_machine.host),
        target: code(Raw::target_of(&export_of_machine)),
        sources: codes(export_of_machine.sources.iter().map(Source::name)),
    };
    Some(Export {
        at: code(raw![export.at, " ", resolved.local_dump().timezone]),
        within: code(export.within),
        endpoint: code(&export.endpoint),
        machine_exports: machine_exports.map(row).collect(),
    })
}

/// What is to be known of Zerobyte; none where there is none.
pub(super) fn zerobyte(stack: &CheckedStack) -> Option<Zerobyte> {
    let (zerobyte, kept) = stack.zerobyte()?;
    let environments = || stack.resolved().deployments().map(|(environment, _)| environment);
    let repositories =
        environments().flat_map(|environment| stack.resolved().restic_repositories(environment));
    let buckets: BTreeSet<Raw> = repositories.map(|repository| Raw::url_of(&repository)).collect();
    let state = environments().find_map(|environment| stack.resolved().state_of(environment));
    Some(Zerobyte {
        host: code(&zerobyte.host),
        url: code(&zerobyte.url),
        timezone: code(&zerobyte.timezone),
        buckets: buckets.iter().map(code).collect(),
        reports: stack.uptime_kuma().is_some(),
        state: State {
            into: code(&zerobyte.state.into),
            environment: state
                .map_or_else(|| Raw::of("no environment"), |one| code(one.restic_repository.environment)),
            at: code(raw![zerobyte.state.at, " ", zerobyte.timezone]),
            keep: Raw::of(kept),
        },
        archive: zerobyte.archive.as_ref().map(|archive| Archive {
            at: code(raw![archive.at, " ", zerobyte.timezone]),
            place: code(raw![archive.user, "@", archive.host, ":", archive.path]),
        }),
    })
}

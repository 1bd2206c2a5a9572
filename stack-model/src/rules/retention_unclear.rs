//! `retention-unclear`: nobody says which snapshots of a job stay, or two say it.

use super::{Check, Findings, Reported, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    stack::{Repository, Retention, Zerobyte},
    value::RepositoryName,
};

pub(crate) static RULE: Rule = Rule {
    code: "retention-unclear",
    severity: Severity::Error,
    summary: "nobody says which snapshots of a job stay, or two say it",
    docs: "\
## What it rejects
A job, or the copy of Zerobyte's state, without `keep`, whose repository has none either; a repository with `keep` into which
something with a `keep` of its own is put.

## Why it matters
Zerobyte forgets nothing of a job without a retention, so its repository grows for good. With two of them the file promises what
nobody keeps: after each backup a job forgets its own snapshots, by its tag, and a clean-up of the whole repository beside that finds
only what is left, or takes from a job that was to keep more. The specification has a table in which Redis keeps seven days and four
weeks, and below it one `restic forget` that keeps two years of everything (SPEC-37, field report BKP-05).

## How to repair
Write it once: at the repository if all that is put into it stays as long, else at each job, and not at the repository.
",
    acceptable: false,
    check: Check::Stack(check),
};

/// What is put into a repository.
struct Entry {
    title: String,
    path: KeyPath,
    /// Its own retention.
    keep: Option<Retention>,
}

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let Some(zerobyte) = stack.zerobyte() else { return };
    for (name, repository) in &zerobyte.repositories {
        if let Some(keep) = repository.keep {
            set_twice(name, keep, &entries(zerobyte, name), findings);
        }
    }
}

/// Which snapshots stay of what is put into a repository: what is said there, else what the repository says.
pub(crate) fn retention(
    title: &str,
    path: KeyPath,
    own: Option<Retention>,
    (into, repository): (&RepositoryName, &Repository),
    findings: &mut Findings<'_>,
) -> Result<Retention, Reported> {
    own.or(repository.keep).ok_or_else(|| {
        findings
            .report(path, format!("nobody says what stays of {title}, so nothing is ever forgotten"))
            .at_key()
            .because(Zerobyte::repository_path(into), "its repository, which says nothing either")
            .help("write `keep` here, or once at the repository for all that is put into it")
            .reported()
    })
}

/// What messages call the copy of what Zerobyte knows.
pub(crate) const STATE: &str = "the copy of Zerobyte's state";

/// One finding for a repository, because one word of it contradicts all of theirs.
fn set_twice(name: &RepositoryName, keep: Retention, entries: &[Entry], findings: &mut Findings<'_>) {
    let own = entries.iter().filter_map(|entry| Some((entry, entry.keep?)));
    let own: Vec<(&Entry, Retention)> = own.collect();
    if own.is_empty() {
        return;
    }
    let titles = |same: bool| {
        let titles = own.iter().filter(|(_, own)| (*own == keep) == same);
        titles.map(|(entry, _)| entry.title.as_str()).collect::<Vec<_>>().join(", ")
    };
    let message = match titles(false).as_str() {
        "" => format!("`{name}` keeps {keep}, which is written again for {}", titles(true)),
        others => format!("`{name}` keeps {keep}, and other numbers are written for {others}"),
    };
    let mut finding = findings.report(Zerobyte::repository_path(name).key("keep"), message);
    for (entry, own) in &own {
        let numbers = if *own == keep { "the same".into() } else { own.to_string() };
        finding = finding.because(entry.path.key("keep"), format!("{}: {numbers}", entry.title));
    }
    finding.help("write it once: here if all stays as long, else for each of them and not here");
}

fn entries(zerobyte: &Zerobyte, repository: &RepositoryName) -> Vec<Entry> {
    let jobs = zerobyte.jobs.iter().filter(|(_, job)| job.into == *repository).map(|(name, job)| Entry {
        title: format!("`{name}`"),
        path: Zerobyte::path().key("jobs").key(name),
        keep: job.keep,
    });
    let state = (zerobyte.state.into == *repository).then(|| Entry {
        title: STATE.into(),
        path: Zerobyte::path().key("state"),
        keep: zerobyte.state.keep,
    });
    jobs.chain(state).collect()
}

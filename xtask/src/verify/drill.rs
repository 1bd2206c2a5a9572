//! `drill`: the whole way of the data, from what a service keeps to an empty machine that has it again.

use super::{Check, CheckOutcome, Subject, dumps::Stage, namespace, object_store, retention};
use crate::consumer;
use anyhow::Context as _;
use serde_json::{Map, Value, json};
use stack_model::{
    CivilTime,
    resolve::{DumpFile, Pull},
    stack::Retention,
};
use std::fmt::Write as _;

pub(super) const CHECK: Check = Check {
    name: "drill",
    proves: "what is dumped, taken away by restic into an object store, and aged two years under each job's retention is exactly what the model says; the emitted playbook fetches it from there and brings an empty machine to where it was, exports and settings too; an empty dump, a step that fails, a wrong password, a retention of nothing and a restore that misses a database are red",
    needs: &[
        "restic",
        "object-store",
        "ansible-playbook",
        "openssl",
        "pg_lsclusters",
        "runuser",
        "redis-server",
        "redis-cli",
        "redis-check-rdb",
        "curl",
        "python3",
        "ip",
        "namespaces",
    ],
    run,
};

const SCRIPT: &str = include_str!("drill/drill.sh");

/// The first of the days that are simulated; there is a leap day among them.
const FIRST: CivilTime = CivilTime::new(2023, 11, 1, 0, 0);
const DAYS: u32 = 731;

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let (mut jobs, mut snapshots) = (0, 0);
    for stage in Stage::all(subject)? {
        let pulls = subject.stack.pulls(stage.environment());
        let here: Vec<&(Pull<'_>, Retention)> =
            pulls.iter().filter(|(pull, _)| pull.source.host == *stage.host()).collect();
        if here.is_empty() {
            continue;
        }
        snapshots += write(&stage, &here)?;
        jobs += here.len();
        let server = stage.server().context("no server of databases is dumped here")?;
        let ansible = consumer::find("ansible-playbook").context("ansible-playbook")?;
        let settings = here.iter().find(|(pull, _)| pull.source.service.is_none());
        let configs = settings.and_then(|(pull, _)| pull.source.files.first()).map(DumpFile::pattern);
        let script = format!(
            "{}server={server} tree='{}' ansible='{ansible}' group='{}.{}' configs='{}'\ncd \"$stage\"\n{}{}{SCRIPT}",
            stage.start()?,
            subject.dist.join("ansible"),
            stage.environment(),
            stage.host(),
            configs.unwrap_or_default(),
            object_store::start(&["of-nobody"]),
            retention::MAKE_SNAPSHOTS,
        );
        let said = namespace::play(&script, &stage.scratch).with_context(|| stage.at())?;
        anyhow::ensure!(
            said.contains("the drill is green"),
            "{}: it ended without a word: {said}",
            stage.at()
        );
    }
    if jobs == 0 {
        return CheckOutcome::nothing_to_do("no job takes a dump away");
    }
    CheckOutcome::proven([
        (jobs, "jobs whose dumps are on an empty machine again, 6 faults noticed"),
        (snapshots, "snapshots aged two years"),
    ])
}

/// What the script knows of jobs, their snapshots and plans; how many snapshots there are.
fn write(stage: &Stage<'_>, pulls: &[&(Pull<'_>, Retention)]) -> anyhow::Result<usize> {
    let version = retention::version()?;
    fs_err::write(stage.scratch.join("cheap_key.py"), retention::CHEAP_KEY)?;
    let mut histories: Vec<(Vec<i64>, Vec<CivilTime>)> = Vec::new();
    let mut jobs = String::new();
    for (pull, keep) in pulls {
        let times: Vec<CivilTime> = pull.at.schedule().times(FIRST, DAYS).collect();
        let days: Vec<i64> = times.iter().map(|time| time.day_number()).collect();
        // Jobs of the same days have one history: a retention does not look at minutes.
        let number = histories.iter().position(|(known, _)| *known == days).unwrap_or_else(|| {
            histories.push((days, times));
            histories.len() - 1
        });
        let options: Vec<String> =
            keep.counts().map(|(word, count)| format!("--keep-{word} {count}")).collect();
        let folder = pull.source.folder.trim_start_matches("backups/");
        let into = &pull.job.into;
        let _ = writeln!(jobs, "{} {into} {folder} history.{number} {}", pull.name, options.join(" "));
        let history = &histories[number].1;
        let survivors = keep.survivors(history, version);
        let mut left: Vec<String> = history
            .iter()
            .zip(survivors)
            .filter(|(_, stays)| *stays)
            .map(|(time, _)| retention::written(*time))
            .collect();
        left.sort();
        fs_err::write(stage.scratch.join(format!("survivors.{}", pull.name)), left.join("\n") + "\n")?;
    }
    for (number, (_, times)) in histories.iter().enumerate() {
        let lines: Vec<String> =
            times.iter().map(|time| format!("zerobyte|{}", retention::written(*time))).collect();
        fs_err::write(stage.scratch.join(format!("history.{number}")), lines.join("\n") + "\n")?;
    }
    fs_err::write(stage.scratch.join("jobs"), jobs)?;
    fs_err::write(stage.scratch.join("opened.json"), opened(stage)?.to_string())?;
    Ok(histories.iter().map(|(_, times)| times.len()).sum())
}

/// What the playbook is given: the inventory's repositories, on the object store of this machine, and what opens them.
fn opened(stage: &Stage<'_>) -> anyhow::Result<Value> {
    let mut repositories = stage.variable("restore_repositories")?;
    let mut given = Map::new();
    for (name, repository) in repositories.as_object_mut().context("no repository is known")? {
        let url = repository["url"].as_str().unwrap_or_default();
        let bucket = url.strip_prefix("s3:https://").and_then(|url| url.split_once('/'));
        let (_, bucket) = bucket.with_context(|| format!("{name} is no bucket behind TLS: {url}"))?;
        repository["url"] = json!(format!("s3:{}/{bucket}", object_store::ORIGIN));
        for (key, value) in
            [("password", "of-the-vault"), ("access_key", "@access@"), ("secret_key", "@secret@")]
        {
            let reference = repository[key].as_str().unwrap_or_default();
            let variable = reference.strip_prefix("{{ ").and_then(|rest| rest.strip_suffix(" }}"));
            given.insert(
                variable.context("a secret of a repository is no variable")?.to_owned(),
                json!(value),
            );
        }
    }
    given.insert("restore_repositories".into(), repositories);
    Ok(Value::Object(given))
}

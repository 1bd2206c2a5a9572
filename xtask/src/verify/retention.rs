//! `retention`: what the model says that a retention leaves, and what `restic forget` leaves.

use super::{Check, CheckOutcome, Subject, namespace};
use crate::consumer;
use anyhow::Context as _;
use camino::Utf8Path;
use serde_json::Value;
use stack_model::{
    CivilTime,
    stack::{Restic, Retention},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    process::Command,
};

pub(super) const CHECK: Check = Check {
    name: "retention",
    proves: "of 2,000 policies, and of every job of the stack, restic keeps exactly the snapshots that the model says, in histories with gaps, bursts and leap days",
    needs: &["restic", "openssl", "python3", "ip", "namespaces"],
    run,
};

const POLICIES: usize = 2000;
pub(super) const CHEAP_KEY: &str = include_str!("retention/cheap_key.py");

/// The function `make_snapshots`.
pub(super) const MAKE_SNAPSHOTS: &str = include_str!("retention/snapshots.sh");

/// Snapshots that one machine has made, from the oldest to the newest.
type History = Vec<CivilTime>;

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let jobs = subject.stack.resolved().jobs().next().is_some();
    if !jobs {
        return CheckOutcome::nothing_to_do("no job takes a dump away");
    }
    let histories = histories();
    let policies = policies(subject);
    let scratch = &subject.scratch;
    fs_err::write(scratch.join("cheap_key.py"), CHEAP_KEY)?;
    fs_err::write(scratch.join("snapshots"), snapshots(&histories))?;
    fs_err::write(scratch.join("policies"), options(&policies))?;
    namespace::play(&format!("cd '{scratch}'\n{MAKE_SNAPSHOTS}{SCRIPT}"), scratch)?;
    let restic = version()?;
    let mut compared = 0;
    for (number, policy) in policies.iter().enumerate() {
        compared += compare(scratch, number, policy, &histories, restic)?;
    }
    let count: usize = histories.iter().map(Vec::len).sum();
    CheckOutcome::proven([
        (policies.len(), "policies"),
        (policies.len() - POLICIES, "of them those of jobs"),
        (count, "snapshots"),
        (compared, "decisions are restic's own"),
    ])
}

/// Numbers that look like chance, and are the same in every run.
struct Chance(u64);

impl Chance {
    /// A number below a limit (splitmix64).
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (value ^ (value >> 31)) % limit
    }
}

/// Every day, every hour, with gaps of days and of months, several at once, around a turn of the year and a leap day.
fn histories() -> Vec<History> {
    const DAY: i64 = 24 * 60;
    let steps: [(i64, u64); 6] =
        [(DAY, 1), (60, 1), (DAY / 2, 3 * 1440), (7 * DAY, 1440), (20, 200), (11 * DAY, 90 * 1440)];
    let mut chance = Chance(1);
    let mut histories = Vec::new();
    for (number, (step, spread)) in steps.into_iter().enumerate() {
        let start = [CivilTime::new(2023, 12, 20, 3, 0), CivilTime::new(2024, 2, 25, 22, 30)][number % 2];
        let mut time = start;
        histories.push(
            (0..50)
                .map(|_| {
                    time = time.plus_minutes(step + i64::try_from(chance.below(spread)).unwrap_or(0));
                    time
                })
                .collect(),
        );
    }
    histories
}

/// Those of the stack's jobs, then others.
fn policies(subject: &Subject) -> Vec<Retention> {
    let resolved = subject.stack.resolved();
    let jobs = resolved.zerobyte().into_iter();
    let jobs = jobs.flat_map(|zerobyte| zerobyte.jobs.values().filter_map(|job| zerobyte.keep_of(job)));
    let mut chance = Chance(2);
    let others = std::iter::from_fn(move || {
        let limits = [6, 30, 20, 12, 14, 5];
        // Half of the numbers are not written.
        Some(limits.map(|limit| {
            let count = chance.below(2 * limit);
            u32::try_from(count.saturating_sub(limit)).unwrap_or(0)
        }))
    });
    jobs.chain(others.filter_map(|counts| Retention::new(counts).ok()).take(POLICIES)).collect()
}

/// A line for each snapshot: its host, a bar, its time.
fn snapshots(histories: &[History]) -> String {
    let mut lines = String::new();
    for (host, history) in histories.iter().enumerate() {
        for time in history {
            let _ = writeln!(lines, "history{host}|{}", written(*time));
        }
    }
    lines
}

/// As `restic --time` reads it.
pub(super) fn written(time: CivilTime) -> String {
    let (year, month, day, hour, minute) = time.parts();
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:00")
}

/// A line for each policy: its number, then restic's options.
fn options(policies: &[Retention]) -> String {
    let mut lines = String::new();
    for (number, policy) in policies.iter().enumerate() {
        let options: Vec<String> =
            policy.counts().map(|(word, count)| format!("--keep-{word} {count}")).collect();
        let _ = writeln!(lines, "{number} {}", options.join(" "));
    }
    lines
}

/// restic 0.16 began to keep the oldest snapshot while a number is not used up.
pub(super) fn version() -> anyhow::Result<Restic> {
    let restic = consumer::find("restic").context("restic")?;
    let said = consumer::run(Command::new(&restic).arg("version"))?;
    let minor = said.split_whitespace().nth(1).and_then(|version| version.split('.').nth(1));
    let minor: u32 =
        minor.and_then(|minor| minor.parse().ok()).with_context(|| format!("no version: {said}"))?;
    Ok(if minor < 16 { Restic::Old } else { Restic::Filling })
}

/// Compares what one policy leaves of each history; how many snapshots that decided on.
fn compare(
    scratch: &Utf8Path,
    number: usize,
    policy: &Retention,
    histories: &[History],
    restic: Restic,
) -> anyhow::Result<usize> {
    let answer: Value =
        serde_json::from_str(&fs_err::read_to_string(scratch.join(format!("answers/{number}")))?)?;
    let mut kept: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for group in answer.as_array().context("restic names no groups")? {
        let host = group["host"].as_str().context("a group has no host")?;
        let times = group["keep"].as_array().into_iter().flatten().filter_map(|one| one["time"].as_str());
        kept.insert(host.to_owned(), times.map(|time| time.replace('T', " ").replace('Z', "")).collect());
    }
    anyhow::ensure!(kept.len() == histories.len(), "restic knows {} histories", kept.len());
    let mut compared = 0;
    for (host, history) in histories.iter().enumerate() {
        let survivors = policy.survivors(history, restic);
        let expected: BTreeSet<String> = history
            .iter()
            .zip(survivors)
            .filter(|(_, stays)| *stays)
            .map(|(time, _)| written(*time))
            .collect();
        let found = &kept[&format!("history{host}")];
        anyhow::ensure!(
            *found == expected,
            "{policy}, history {host}: restic keeps {:?} that the model does not, and not {:?}",
            found.difference(&expected).collect::<Vec<_>>(),
            expected.difference(found).collect::<Vec<_>>()
        );
        compared += history.len();
    }
    Ok(compared)
}

const SCRIPT: &str = r#"
export RESTIC_PASSWORD=of-the-test RESTIC_REPOSITORY=$PWD/repository RESTIC_CACHE_DIR=$PWD/cache TZ=UTC
make_snapshots "$RESTIC_REPOSITORY" snapshots a
mkdir answers
export forget='read -r number options <<<"$0"; restic forget --dry-run --json --no-lock --group-by host $options >"answers/$number"'
xargs --max-procs 2 --delimiter '\n' --max-args 1 bash -c "$forget" <policies
"#;

//! `play`: checks of one or more stacks that run beside each other, each reported when it ends.

use super::{Check, Subject};
use crate::consumer;
use stackwright::program::output;
use std::{
    fmt,
    sync::{Mutex, PoisonError},
    thread,
    time::Instant,
};

/// How many checks came to which end.
#[derive(Default)]
pub(super) struct Tally {
    passed: usize,
    pub(super) failed: usize,
    pub(super) skipped: usize,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// What a check came to.
enum End {
    Passed { proof: String, seconds: f64 },
    Failed(anyhow::Error),
    Skipped { missing: Vec<&'static str> },
}

/// Begins the checks in their order, each for every stack, `jobs` of them at a time, each with a folder of its own. One queue for
/// all stacks: while a long check of one of them ends, those of the others run.
///
/// # Errors
/// If a folder cannot be made.
pub(super) fn play(subjects: &[(String, Subject)], checks: &[&Check], jobs: usize) -> anyhow::Result<Tally> {
    let mut queue = Vec::new();
    for check in checks {
        for (stack, subject) in subjects {
            let scratch = subject.scratch.join(check.name);
            fs_err::create_dir_all(&scratch)?;
            let label = if subjects.len() == 1 { String::new() } else { format!("{stack:10} ") };
            queue.push((label, *check, Subject { scratch, ..subject.clone() }));
        }
    }
    let queue = Mutex::new(queue.into_iter());
    let tally = Mutex::new(Tally::default());
    // A check that panicked leaves both as they were.
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                while let Some((label, check, subject)) = next() {
                    let end = end_of(check, &subject);
                    report(&label, check, &end);
                    let mut tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
                    match end {
                        End::Passed { .. } => tally.passed += 1,
                        End::Failed(_) => tally.failed += 1,
                        End::Skipped { .. } => tally.skipped += 1,
                    }
                }
            });
        }
    });
    Ok(tally.into_inner().unwrap_or_else(PoisonError::into_inner))
}

fn end_of(check: &Check, subject: &Subject) -> End {
    let missing: Vec<_> = check.needs.iter().filter(|program| !is_there(program)).copied().collect();
    if !missing.is_empty() {
        return End::Skipped { missing };
    }
    let start = Instant::now();
    match (check.run)(subject) {
        Ok(proof) => End::Passed { proof, seconds: start.elapsed().as_secs_f64() },
        Err(error) => End::Failed(error),
    }
}

fn report(label: &str, check: &Check, end: &End) {
    let name = format!("{label}{:16}", check.name);
    output::line(match end {
        End::Passed { proof, seconds } => format!("passed  {name} {proof} ({seconds:.1} s)"),
        End::Failed(error) => format!("FAILED  {name} {error:#}"),
        End::Skipped { missing } => format!("skipped {name} {} not found", missing.join(", ")),
    });
}

/// Whether a check's need is met. `namespaces` is not a program but a right; the name of a pinned set is that set, which
/// no program of the same name on the machine can stand in for.
fn is_there(need: &str) -> bool {
    if need == "namespaces" {
        return consumer::can_unshare();
    }
    match consumer::SETS.iter().find(|set| set.name == need) {
        Some(set) => set.is_installed(),
        None => consumer::find(need).is_some(),
    }
}

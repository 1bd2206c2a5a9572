//! `play`: checks of one or more stacks that run beside each other, each reported when it ends.

use super::{Check, Subject, outcome::CheckOutcome};
use crate::consumer;
use stackwright::program::output;
use std::{
    collections::BTreeMap,
    fmt,
    sync::{Mutex, PoisonError},
    thread,
    time::Instant,
};

/// How many checks of a stack came to which end, and what was looked at over all stacks.
#[derive(Default)]
pub(super) struct Tally {
    proven: usize,
    nothing_to_do: usize,
    pub(super) failed: usize,
    pub(super) skipped: usize,
    /// What each check that found no fault has looked at: none if all stacks had nothing for it.
    looked_at: BTreeMap<&'static str, BTreeMap<&'static str, usize>>,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { proven, nothing_to_do, failed, skipped, .. } = self;
        write!(f, "{proven} proven, {nothing_to_do} with nothing to do, {failed} failed, {skipped} skipped")
    }
}

impl Tally {
    fn add(&mut self, check: &'static str, end: &End) {
        match end {
            End::Failed(_) => self.failed += 1,
            End::Ended(CheckOutcome::Skipped { .. }, _) => self.skipped += 1,
            End::Ended(CheckOutcome::NothingToDo { .. }, _) => {
                self.nothing_to_do += 1;
                self.looked_at.entry(check).or_default();
            }
            End::Ended(CheckOutcome::Proven(proof), _) => {
                self.proven += 1;
                let sums = self.looked_at.entry(check).or_default();
                for (count, what) in proof.counts() {
                    *sums.entry(what).or_default() += count;
                }
            }
        }
    }

    /// What no stack of the run has proven: checks that had nothing to do in any, and kinds of things that a check
    /// counts and found in none.
    pub(super) fn unproven(&self) -> Vec<String> {
        let mut unproven = Vec::new();
        for (check, sums) in &self.looked_at {
            if sums.is_empty() {
                unproven.push(format!("{check}: no stack of this run has anything for it"));
            }
            let none = sums.iter().filter(|(_, sum)| **sum == 0);
            unproven.extend(none.map(|(what, _)| format!("{check}: 0 {what}")));
        }
        unproven
    }
}

/// How a check ended, after so many seconds if it was run to its end.
enum End {
    Ended(CheckOutcome, f64),
    Failed(anyhow::Error),
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
                    tally.lock().unwrap_or_else(PoisonError::into_inner).add(check.name, &end);
                }
            });
        }
    });
    Ok(tally.into_inner().unwrap_or_else(PoisonError::into_inner))
}

fn end_of(check: &Check, subject: &Subject) -> End {
    let start = Instant::now();
    let missing: Vec<_> = check.needs.iter().filter(|program| !is_there(program)).copied().collect();
    let outcome =
        if missing.is_empty() { (check.run)(subject) } else { Ok(CheckOutcome::Skipped { missing }) };
    match outcome {
        Ok(outcome) => End::Ended(outcome, start.elapsed().as_secs_f64()),
        Err(error) => End::Failed(error),
    }
}

fn report(label: &str, check: &Check, end: &End) {
    let name = format!("{label}{:16}", check.name);
    output::line(match end {
        End::Ended(CheckOutcome::Proven(proof), seconds) => {
            format!("proven  {name} {proof} ({seconds:.1} s)")
        }
        End::Ended(CheckOutcome::NothingToDo { why }, _) => format!("nothing {name} to do: {why}"),
        End::Ended(CheckOutcome::Skipped { missing }, _) => {
            format!("skipped {name} {} not found", missing.join(", "))
        }
        End::Failed(error) => format!("FAILED  {name} {error:#}"),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn end(outcome: anyhow::Result<CheckOutcome>) -> End {
        End::Ended(outcome.unwrap(), 0.0)
    }

    #[test]
    fn what_no_stack_has_proven_is_named() {
        let mut tally = Tally::default();
        tally.add("redis", &end(CheckOutcome::nothing_to_do("no Redis")));
        tally.add("redis", &end(CheckOutcome::nothing_to_do("no Redis")));
        tally.add("ufw", &end(CheckOutcome::proven([(2, "machines"), (0, "ports")])));
        assert_eq!(tally.unproven(), ["redis: no stack of this run has anything for it", "ufw: 0 ports"]);
    }

    #[test]
    fn one_stack_that_has_something_proves_it_for_the_run() {
        let mut tally = Tally::default();
        tally.add("redis", &end(CheckOutcome::nothing_to_do("no Redis")));
        tally.add("redis", &end(CheckOutcome::proven([(1, "servers")])));
        tally.add("ufw", &end(CheckOutcome::proven([(2, "machines"), (0, "ports")])));
        tally.add("ufw", &end(CheckOutcome::proven([(1, "machines"), (1, "ports")])));
        assert!(tally.unproven().is_empty());
    }
}

//! `CheckOutcome`: how a check ends that finds no fault. A check that has looked at nothing has proven nothing.

use std::{fmt, num::NonZeroUsize};

/// How a check of one stack ends if it finds no fault.
#[derive(Debug)]
pub enum CheckOutcome {
    /// It looked at something, and all of it is right.
    Proven(Proof),
    /// The stack has nothing of what the check is about.
    NothingToDo {
        /// What is absent, as a sentence without a full stop.
        why: String,
    },
    /// The stack has something of it, and a program that reads it is missing here.
    Skipped {
        /// What is missing.
        missing: Vec<&'static str>,
    },
}

impl CheckOutcome {
    /// The end of a check that has counted what it looked at, each thing under its own words.
    ///
    /// # Errors
    /// If all counts are 0: a check of a stack that has nothing for it says so by [`CheckOutcome::nothing_to_do`].
    pub(super) fn proven<const N: usize>(counts: [(usize, &'static str); N]) -> anyhow::Result<Self> {
        let mut proof = Proof { looked_at: Vec::new(), not_here: Vec::new() };
        for (count, what) in counts {
            match NonZeroUsize::new(count) {
                Some(count) => proof.looked_at.push((count, what)),
                None => proof.not_here.push(what),
            }
        }
        anyhow::ensure!(
            !proof.looked_at.is_empty(),
            "nothing was looked at: 0 {}",
            proof.not_here.join(", 0 ")
        );
        Ok(Self::Proven(proof))
    }

    /// The end of a check of a stack that has nothing for it.
    ///
    /// # Errors
    /// Never; the form is that of [`CheckOutcome::proven`].
    #[expect(clippy::unnecessary_wraps, reason = "a check returns this in the form of its other ends")]
    pub(super) fn nothing_to_do(why: impl Into<String>) -> anyhow::Result<Self> {
        Ok(Self::NothingToDo { why: why.into() })
    }
}

/// What a check of one stack has looked at.
#[derive(Debug)]
pub struct Proof {
    looked_at: Vec<(NonZeroUsize, &'static str)>,
    /// What the check counts as well, and this stack has none of.
    not_here: Vec<&'static str>,
}

impl Proof {
    /// How many things the check has looked at, by its words for them.
    pub(super) fn counts(&self) -> impl Iterator<Item = (usize, &'static str)> {
        let looked_at = self.looked_at.iter().map(|(count, what)| (count.get(), *what));
        looked_at.chain(self.not_here.iter().map(|what| (0, *what)))
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> =
            self.looked_at.iter().map(|(count, what)| format!("{count} {what}")).collect();
        f.write_str(&parts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_that_are_all_zero_are_an_error() {
        let error = CheckOutcome::proven([(0, "servers started"), (0, "databases provisioned")]).unwrap_err();
        assert_eq!(error.to_string(), "nothing was looked at: 0 servers started, 0 databases provisioned");
    }

    #[test]
    fn a_count_of_zero_beside_others_is_remembered_and_not_printed() {
        let CheckOutcome::Proven(proof) = CheckOutcome::proven([(2, "servers"), (0, "databases")]).unwrap()
        else {
            panic!("not proven");
        };
        assert_eq!(proof.to_string(), "2 servers");
        assert_eq!(proof.counts().collect::<Vec<_>>(), [(2, "servers"), (0, "databases")]);
    }
}

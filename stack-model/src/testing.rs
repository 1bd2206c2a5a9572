//! Strategies that build valid stacks, for property tests in this crate and in those that use it.
//!
//! A stack is put together from choices so that every rule is kept by construction: nothing is filtered, and a failing
//! case shrinks to a small stack.

mod application;
mod assembly;
mod backups;
mod container;
mod ground;
mod large;
mod policy;
mod route;
mod text;

pub use large::large;
pub use text::{line, literal, soup};

use crate::Stack;
use application::Applications;
use container::Container;
use ground::Ground;
use proptest::{collection::vec, prelude::*, test_runner::RngSeed};
use route::Opening;
use std::{fmt, str::FromStr};

/// A stack that passes every rule: one or two environments, one or two machines, some applications of the catalogue
/// with the servers that they need, and up to three containers of which the catalogue knows nothing.
///
/// ```
/// use proptest::{strategy::{Strategy, ValueTree}, test_runner::TestRunner};
/// let tree = stack_model::testing::stack().new_tree(&mut TestRunner::deterministic()).unwrap();
/// assert!(stack_model::check(tree.current()).is_ok());
/// ```
pub fn stack() -> impl Strategy<Value = Stack> {
    let containers = vec(Container::any(), 0..=3);
    let openings = vec(Opening::any(), 0..=5);
    (Ground::any(), Applications::any(), containers, openings).prop_map(
        |(ground, applications, containers, openings)| {
            assembly::stack(&ground, &applications, &containers, &openings)
        },
    )
}

/// How a property is tested: on the same `cases` inputs at every run, so that a failure is the fault of a change.
///
/// `PROPTEST_RNG_SEED` chooses other inputs and `PROPTEST_CASES` more of them; who looks for trouble sets both.
pub fn config(cases: u32) -> ProptestConfig {
    let asked = ProptestConfig::default();
    ProptestConfig {
        cases: if asked.cases == 256 { cases } else { asked.cases },
        rng_seed: if asked.rng_seed == RngSeed::Random { RngSeed::Fixed(1) } else { asked.rng_seed },
        failure_persistence: None,
        ..asked
    }
}

/// A value from a text that is spelled in this module and therefore right.
fn valid<T: FromStr<Err: fmt::Debug>>(text: &str) -> T {
    text.parse().expect("the strategies spell every value right")
}

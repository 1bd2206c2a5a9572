//! Stackwright: what can be said of a stack, as data and as text, and the program for those who run one.
//!
//! Each module answers one question about a stack with a type that is [`Serialize`](serde::Serialize) and
//! [`Display`](std::fmt::Display). None of them prints, reads a file, or needs a terminal.
//!
//! ```
//! use stackwright::{budget::BudgetSummary, report, stack_model::Source};
//!
//! let source = Source::new("stack.yml", include_str!("../../fixtures/valid/minimal.yml"));
//! match source.parse() {
//!     Ok(stack) => println!("{}", BudgetSummary::of(&stack)),
//!     Err(findings) => println!("{}", report::json(&[(source, findings)])),
//! }
//! ```
//!
//! # Features
//!
//! Without features there are budgets, reach, and findings as JSON and as workflow commands. A stack can be read then, but not
//! checked: expressions of alerts and names of time zones are kept as written, and there is neither `check` nor `CheckedStack`.
//!
//! | feature | adds |
//! | --- | --- |
//! | `check` | the rules: backups, pages of rules, and findings as SARIF |
//! | `excerpts` | findings as text, with the lines of the file that they are about |
//! | `generate` | what a run of the renderer would change, as diffs; needs `stack-render` |
//! | `doctor` | running containers, compared with the stack; needs `stack-render` |
//! | `program` (default) | the commands and the program `stackwright`; all of the above |

#[cfg(feature = "check")]
pub mod backups;
pub mod budget;
#[cfg(feature = "doctor")]
pub mod docker;
#[cfg(feature = "doctor")]
pub mod doctor;
#[cfg(feature = "check")]
pub mod explain;
#[cfg(feature = "generate")]
pub mod generate;
#[cfg(feature = "program")]
pub mod program;
pub mod reach;
pub mod report;
mod table;

pub use stack_model;
#[cfg(any(feature = "doctor", feature = "generate"))]
pub use stack_render;

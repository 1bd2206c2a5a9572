//! The typed model of a self-hosted stack.
//!
//! ```text
//! stack.yml ─▶ Source ─parse─▶ Stack ─check─▶ CheckedStack
//! ```
//!
//! A [`Source`] is a text whose keys know their lines. [`Source::parse`] types it, [`check`] runs every rule over it, and
//! what comes out is a [`CheckedStack`], which the crate `stack-render` turns into files. This crate does no IO and knows
//! nothing of Ansible, compose or Caddy.
//!
//! ```
//! use stack_model::{Source, check};
//!
//! let source = Source::new("stack.yml", include_str!("../../fixtures/valid/minimal.yml"));
//! let stack = source.parse()?;
//! let checked = check(stack).map_err(|report| source.place(report))?;
//! assert_eq!(checked.hosts().count(), 1);
//! # Ok::<(), stack_model::Report>(())
//! ```

mod budget;
pub mod catalogue;
mod check;
mod checked;
pub mod observability;
mod reach;
mod recovery;
pub mod resolve;
pub mod rules;
mod schema;
pub mod stack;
mod syntax;
#[cfg(feature = "testing")]
pub mod testing;
mod value;

pub use budget::{Budget, HostBudget, ServiceBudget};
pub use check::check;
pub use checked::{CheckedService, CheckedStack, Site};
pub use reach::{Asked, By, Gate, Node, Profile, Reach, SharedWay, Verdict, Way};
pub use recovery::{Recoverable, Recovery, Run, Taken};
pub use resolve::Resolved;
pub use schema::schema;
pub use stack::{AskedPath, Stack, route_precedence};
pub use syntax::{Diagnostic, KeyPath, Position, Related, Report, Segment, Severity, Source, Span};
pub use value::*;

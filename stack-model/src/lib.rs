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

#![cfg_attr(
    not(feature = "check"),
    allow(dead_code, unused_imports, reason = "much of what the stack is resolved to is read by rules only")
)]

mod budget;
pub mod catalogue;
#[cfg(feature = "check")]
mod check;
#[cfg(feature = "check")]
mod checked;
#[cfg(feature = "alerts")]
pub mod observability;
mod reach;
#[cfg(feature = "check")]
mod recovery;
pub mod resolve;
#[cfg(feature = "check")]
pub mod rules;
mod schema;
pub mod stack;
mod syntax;
#[cfg(feature = "testing")]
pub mod testing;
mod value;

pub use budget::{Budget, HostBudget, ServiceBudget};
#[cfg(feature = "check")]
pub use check::check;
#[cfg(feature = "check")]
pub use checked::{CheckedService, CheckedStack, Site};
pub use reach::{Asked, By, Gate, Node, Profile, Reach, SharedWay, Verdict, Way};
#[cfg(feature = "check")]
pub use recovery::{Recoverable, Recovery, Run, Taken};
pub use resolve::Resolved;
pub use schema::schema;
pub use stack::{AskedPath, Stack, route_precedence};
pub use syntax::{Diagnostic, KeyPath, Position, Related, Report, Segment, Severity, Source, Span};
pub use value::*;

//! Turns a checked stack into the files of a deployment, and puts them on disk safely.
//!
//! ```text
//! CheckedStack ─plan─▶ Tree ─changes─▶ [Change] ─apply─▶ disk
//! ```
//!
//! Rendering has two stages. Stage 1 turns the model into the Ansible repository, whose templates Ansible fills from
//! `group_vars`. Stage 2 fills the same templates here, for each environment and machine, which gives the compose target:
//! what is verified there is what Ansible deploys.
//!
//! ```
//! use stack_model::{Source, check};
//! use stack_render::{apply, changes, plan};
//!
//! let source = Source::new("stack.yml", include_str!("../../fixtures/valid/minimal.yml"));
//! let checked = check(source.parse()?)?;
//! let tree = plan(&checked)?;
//!
//! let target = tempfile::tempdir()?;
//! let target = camino::Utf8Path::from_path(target.path()).unwrap();
//! apply(&changes(&tree, target)?, &tree, target)?;
//! assert!(changes(&tree, target)?.is_empty(), "a second run has nothing to do");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod ansible;
mod applications;
mod artefact;
mod calendar;
pub mod compose;
mod config;
mod deployment;
mod engine;
mod evaluate;
mod jinja;
mod manifest;
mod plan;
mod scalar;
mod tree;
mod variables;
mod write_error;
mod writer;
mod yaml;

pub use artefact::{Artefact, Consumer, Content, Folder, Machines, Mode, Owner, Place, Stored, Task};
pub use deployment::Deployment;
pub use engine::RenderError;
pub use plan::plan;
pub use tree::{File, OutPath, Tree};
pub use write_error::{WriteError, WriteErrorKind};
pub use writer::{Change, apply, changes};

/// The types that the signatures of this crate show.
pub use stack_model;

/// The example of README.md, kept compiling.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

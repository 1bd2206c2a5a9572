//! `SeedFact`: what another environment may get of an application's database.

use super::Origin;

/// What another environment may get of an application's database, and where that is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeedFact {
    /// What.
    pub seeding: Seeding,
    /// Where that is from.
    pub from: Origin,
}

/// What another environment may get of an application's database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seeding {
    /// Nothing, for this reason: the application starts with an empty database.
    Empty(&'static str),
    /// These tables, without who and what they are about. Every other table of the database is emptied, whoever made it: what
    /// nobody knows cannot be made nobody's. None is empty; the first is made by the application's first start.
    Kept(&'static [KeptTable]),
}

/// A table of the schema `public` that another environment gets. What is said of rows is SQL of `PostgreSQL`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptTable {
    /// Its name. It must be there.
    pub name: &'static str,
    /// Which rows stay; all of them if nothing is said.
    pub only: Option<&'static str>,
    /// The columns that are written anew, each with its new value. They must be there.
    pub sets: &'static [(&'static str, &'static str)],
    /// The columns that stay as they are. Where some are named, one that is neither named here nor written anew is an error:
    /// nobody knows what is in it. All of them if none is named.
    pub stays: &'static [&'static str],
    /// What must hold of no row afterwards, and what it would mean.
    pub never: &'static [(&'static str, &'static str)],
}

impl KeptTable {
    /// A table that stays as it is.
    pub(super) const fn whole(name: &'static str) -> Self {
        Self { name, only: None, sets: &[], stays: &[], never: &[] }
    }
}

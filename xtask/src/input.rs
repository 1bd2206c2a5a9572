//! The stack file that a command works on, in a clone of this repository.

pub use stackwright::program::input::{checked, or_complain, read};

use camino::{Utf8Path, Utf8PathBuf};
use stackwright::program::input::{self, DefaultStack};

/// The stack used where none is named and none lies here.
pub const REFERENCE: &str = "fixtures/valid/vpai.yml";

/// The root of the repository that this binary was built in.
pub fn repository() -> Utf8PathBuf {
    let here = Utf8Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// The reference stack, which a fresh clone has.
pub fn reference() -> DefaultStack {
    let relative = Utf8PathBuf::from(REFERENCE);
    let path = if relative.exists() { relative } else { repository().join(REFERENCE) };
    DefaultStack { path, title: format!("the reference stack, {REFERENCE}") }
}

/// The file named, else `stack.yml` in the current folder, else the reference stack, which is said.
///
/// # Errors
/// Never, as there is a default.
pub fn choose(named: Option<&Utf8Path>) -> anyhow::Result<Utf8PathBuf> {
    input::choose(named, Some(&reference()))
}

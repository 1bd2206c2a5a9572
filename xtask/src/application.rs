//! The applications that a check runs by name: this harness has their programs at hand.

use stack_model::catalogue::Kind;

/// The application of this name.
pub(crate) fn kind(name: &'static str) -> Kind {
    Kind::of(name).unwrap_or_else(|| panic!("the catalogue has no application `{name}`"))
}

//! The text of a stack, and what is said of places in it: paths of keys, spans, findings. Nothing here knows what a stack is.

mod diagnostic;
mod key_path;
mod position;
mod source;
mod span;
mod suggest;

pub use diagnostic::{Diagnostic, Related, Report, Severity};
pub use key_path::{KeyPath, Segment};
pub use position::Position;
pub use source::Source;
pub(crate) use source::deserialize_kept;
pub use span::Span;
pub(crate) use suggest::suggest;

//! `Span`: a range of the source text.

use std::ops::Range;

/// A range of the source text, in bytes from its beginning.
pub type Span = Range<usize>;

//! Lines and columns, for the people who will look at the place.

/// A place in a text as editors count: both from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// Where the lines of a text begin, so that a position is found without reading the text again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    pub(crate) fn of(text: &str) -> Self {
        Self(std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect())
    }

    /// The position of a byte offset in the text that these lines are of.
    pub(crate) fn position(&self, text: &str, offset: usize) -> Position {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.0.partition_point(|start| *start <= offset).max(1);
        let start = self.0.get(line - 1).copied().unwrap_or_default();
        Position { line, column: text[start..offset].chars().count() + 1 }
    }
}

impl Position {
    /// The byte offset of a line (from 1) and a column in characters (from 0), as parsers report them.
    pub(crate) fn offset(text: &str, line: usize, column: usize) -> usize {
        let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let rest = &text[start.min(text.len())..];
        let within = rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at);
        (start + within).min(text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_characters_not_bytes() {
        let text = "a: é\nb: x";
        let lines = Lines::of(text);
        assert_eq!(lines.position(text, text.find('x').unwrap()), Position { line: 2, column: 4 });
        assert_eq!(lines.position(text, 4), Position { line: 1, column: 4 });
        assert_eq!(lines.position(text, text.len() + 9), Position { line: 2, column: 5 });
        assert_eq!(Lines::of("").position("", 0), Position { line: 1, column: 1 });
        assert_eq!(Position::offset(text, 2, 3), text.find('x').unwrap());
        assert_eq!(Position::offset("", 7, 7), 0);
    }
}

//! Lines and columns, for the people who will look at the place.

/// A place in a text as editors count: both from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl Position {
    /// The position of a byte offset in `text`.
    pub(crate) fn of(text: &str, offset: usize) -> Self {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            line: before.bytes().filter(|b| *b == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

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
        assert_eq!(Position::of(text, text.find('x').unwrap()), Position { line: 2, column: 4 });
        assert_eq!(Position::of("é=", 2), Position { line: 1, column: 2 });
        assert_eq!(Position::offset(text, 2, 3), text.find('x').unwrap());
        assert_eq!(Position::offset("", 7, 7), 0);
    }
}

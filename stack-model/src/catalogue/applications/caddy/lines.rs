//! Reads the hand-written lines of a site as Caddy does: what is a directive there must be one here.
//!
//! Read in caddyserver/caddy, caddyconfig/caddyfile/lexer.go and parse.go. Where versions differ, the reading that finds
//! more directives is taken.

/// A word of a Caddyfile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Its text, without quotes.
    pub(crate) text: String,
    /// Whether it is the first of its line.
    pub(crate) first: bool,
    quoted: bool,
}

/// The directives at the level of the site, and every `import`. `Err` says what would not stay within the site.
pub(crate) fn directives(lines: &str) -> Result<Vec<String>, String> {
    let (words, open) = words(lines);
    if let Some(open) = open {
        return Err(format!("{open} swallows what is written behind it"));
    }
    let (mut directives, mut depth, mut closed) = (Vec::new(), 0_usize, false);
    for word in words {
        match word.text.as_str() {
            "{" | "}" if word.quoted => return Err("a brace in quotes still counts as a brace".into()),
            "{" => depth += 1,
            "}" if depth == 0 => return Err("a `}` has no `{`, so it closes the site".into()),
            "}" => depth -= 1,
            text if (depth == 0 && (word.first || closed)) || (text == "import" && word.first) => {
                directives.push(word.text.clone());
            }
            _ => {}
        }
        closed = word.text == "}";
    }
    if depth > 0 {
        Err("a `{` has no `}`, so it swallows what is written behind it".into())
    } else {
        Ok(directives)
    }
}

/// The words, and what is left open at their end.
pub(crate) fn words(lines: &str) -> (Vec<Word>, Option<&'static str>) {
    // The lexer drops carriage returns, even within a word.
    let lines = lines.replace('\r', "");
    let mut reader = Reader { words: Vec::new(), first: true, escaped: false, joined: false };
    let mut rest = lines.as_str();
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let read = match c {
            '\\' if !reader.escaped => {
                reader.escaped = true;
                Ok(after)
            }
            c if c.is_whitespace() => {
                reader.space(c);
                Ok(after)
            }
            '#' => Ok(reader.comment(after)),
            '"' | '`' => reader.quoted(c, after).ok_or("a quoted text without an end"),
            _ => reader.bare(rest).ok_or("a heredoc that is empty or has no end"),
        };
        match read {
            Ok(after) => rest = after,
            Err(open) => return (reader.words, Some(open)),
        }
    }
    let joined = reader.escaped || reader.joined;
    (reader.words, joined.then_some("a `\\` at the end of a line"))
}

struct Reader {
    words: Vec<Word>,
    /// Whether the next word is the first of its line.
    first: bool,
    /// Whether a `\` was read whose effect is still to come. Blanks in between change nothing.
    escaped: bool,
    /// Whether the last end of a line was escaped, which makes it none.
    joined: bool,
}

impl Reader {
    fn push(&mut self, text: String, quoted: bool) {
        self.words.push(Word { text, first: std::mem::take(&mut self.first), quoted });
        self.joined = false;
    }

    fn space(&mut self, c: char) {
        if c == '\n' {
            self.joined = std::mem::take(&mut self.escaped);
            self.first |= !self.joined;
        }
    }

    /// To some versions, a `\` in a comment joins two lines.
    fn comment<'a>(&mut self, after: &'a str) -> &'a str {
        let (comment, after) = after.split_at(after.find('\n').unwrap_or(after.len()));
        self.escaped |= comment.contains('\\');
        self.first = true;
        after
    }

    /// A quoted word. Only `"` can be escaped, and only between two of its kind.
    fn quoted<'a>(&mut self, quote: char, after: &'a str) -> Option<&'a str> {
        let mut escaped = std::mem::take(&mut self.escaped);
        let mut text = String::new();
        for (at, c) in after.char_indices() {
            if quote == '"' && c == '\\' && !escaped {
                escaped = true;
            } else if c == quote && !(escaped && quote == '"') {
                self.push(text, true);
                return Some(&after[at + 1..]);
            } else {
                if escaped && c != '"' {
                    text.push('\\');
                }
                escaped = false;
                text.push(c);
            }
        }
        None
    }

    /// A word without quotes, or a heredoc. Caddy joins an empty heredoc with the next line, so it has no end either.
    fn bare<'a>(&mut self, rest: &'a str) -> Option<&'a str> {
        let escaped = std::mem::take(&mut self.escaped);
        let (word, after) = rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
        match word.strip_prefix("<<") {
            Some(marker) if !escaped && !marker.is_empty() && after.starts_with('\n') => {
                let end = after.find(marker).filter(|end| after[1..*end].contains('\n'))?;
                self.push(after[..end].trim().into(), true);
                Some(&after[end + marker.len()..])
            }
            _ => {
                let backslashes = word.len() - word.trim_end_matches('\\').len();
                let carried = usize::from(escaped && backslashes == word.len());
                let dangling = (backslashes + carried) % 2 == 1;
                // The last `\` vanishes; it joins two lines only where it is the last character of one.
                self.escaped = dangling && (after.is_empty() || after.starts_with('\n'));
                let before = if escaped && !word.starts_with('<') { "\\" } else { "" };
                let whole = format!("{before}{word}");
                self.push(whole[..whole.len() - usize::from(dangling)].into(), false);
                Some(after)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(lines: &str) -> String {
        directives(lines).map_or_else(|why| format!("error: {why}"), |names| names.join(" "))
    }

    #[test]
    fn finds_the_directives_of_a_site() {
        assert_eq!(names("encode zstd\n\nheader {\n  X-A \"a } b\"\n}\nredir /x /y"), "encode header redir");
        assert_eq!(names("log # redir\n# redir\nheader X `a\nredir \\`\nbind ::1"), "log header bind");
        assert_eq!(names("header X \\\n redir\nhandle /a/* {\n import x\n}"), "header handle import");
        assert_eq!(names("respond <<HTML\n  { <b>\n  HTML 200\nerror {args[0]} \"\\\"{\""), "respond error");
        assert_eq!(names("@a {\n path /b\n} redir /c"), "@a redir");
        assert_eq!(names("@a path /b\\ \n redir /c\nheader {\\ \n X\n }\\ \nroot"), "@a redir header root");
    }

    #[test]
    fn directives_that_leave_the_site_are_found() {
        for lines in [
            "}\nredir /",
            "header {",
            "header X \"a",
            "log `",
            "header X \"{\"",
            "log <<A\n",
            "log \\",
            "log # \\\n",
        ] {
            assert!(directives(lines).is_err(), "{lines}");
        }
    }
}

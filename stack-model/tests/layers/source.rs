//! Which modules a file of Rust uses by their paths: every path that begins with `crate::` or `super::`, in `use` and in the code.

/// A path that a file uses, from the crate's root on, such as `["stack", "Route"]`.
pub(crate) type Path = Vec<String>;

/// What was read of a file.
pub(crate) struct Uses {
    /// Every path that begins with `crate::` or `super::`, each branch of a `use` by itself.
    pub(crate) paths: Vec<Path>,
    /// How many times `crate::` and `super::` stand in the code: each of them gives a path at least.
    pub(crate) heads: usize,
}

/// Reads the code of a module, its tests left out.
pub(crate) fn uses(module: &[String], text: &str) -> Uses {
    let tokens = tokens(&without_tests(&code(text)));
    let mut uses = Uses { paths: Vec::new(), heads: 0 };
    for at in 0..tokens.len() {
        // `super::super` is one path, which its first word begins.
        let begins = matches!(tokens[at].as_str(), "crate" | "super")
            && tokens.get(at + 1).is_some_and(|next| next == "::")
            && (at == 0 || tokens[at - 1] != "::");
        if begins {
            uses.heads += 1;
            branches(module, &tokens[at..], &mut Vec::new(), &mut uses.paths);
        }
    }
    uses
}

/// The branches of the tree of a `use`, or the one path that stands in the code; how many tokens they are.
fn branches(module: &[String], tokens: &[String], before: &mut Vec<String>, paths: &mut Vec<Path>) -> usize {
    let (mut at, length) = (0, before.len());
    loop {
        match tokens.get(at).map(String::as_str) {
            Some("{") => {
                at += 1;
                while tokens.get(at).is_some_and(|token| token != "}") {
                    if tokens[at] == "," {
                        at += 1;
                    } else {
                        at += branches(module, &tokens[at..], before, paths);
                    }
                }
                before.truncate(length);
                return at + 1;
            }
            Some(word) => before.push(word.to_owned()),
            None => break,
        }
        at += 1;
        if tokens.get(at).is_none_or(|token| token != "::") {
            break;
        }
        at += 1;
        // `::<T>` ends a path.
        if tokens.get(at).is_some_and(|token| token == "<") {
            break;
        }
    }
    paths.push(absolute(module, before));
    before.truncate(length);
    // A name of its own, or `as` another: neither changes where it leads.
    if tokens.get(at).is_some_and(|token| token == "as") { at + 2 } else { at }
}

/// A path from the crate's root on.
fn absolute(module: &[String], path: &[String]) -> Path {
    let ups = path.iter().take_while(|word| *word == "super").count();
    let mut whole = match path.first().map(String::as_str) {
        Some("super") => module[..module.len().saturating_sub(ups)].to_vec(),
        _ => Vec::new(),
    };
    whole.extend(path.iter().filter(|word| !matches!(word.as_str(), "super" | "crate" | "self")).cloned());
    whole
}

/// The text without comments, strings and characters.
fn code(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if first == '"' {
            string(rest)
        } else if rest.starts_with("r\"") || rest.starts_with("r#") {
            let hashes = rest[1..].chars().take_while(|c| *c == '#').count();
            let end = format!("\"{}", "#".repeat(hashes));
            let body = 2 + hashes;
            rest.get(body..).and_then(|text| text.find(&end)).map_or(body, |at| body + at + end.len())
        } else if first == '\'' {
            character(rest)
        } else {
            0
        };
        if skipped == 0 {
            code.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            code.push(' ');
            rest = &rest[skipped.min(rest.len())..];
        }
    }
    code
}

/// The length of a string, with its quotes.
fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if !escaped && c == '"' {
            return at + 1;
        }
        escaped = !escaped && c == '\\';
    }
    text.len()
}

/// The length of a character with its quotes; 0 for a lifetime.
fn character(text: &str) -> usize {
    let mut after = text.char_indices().skip(1);
    match (after.next(), after.next()) {
        (Some((_, '\\')), Some((at, c))) => {
            let from = at + c.len_utf8();
            text[from..].find('\'').map_or(0, |end| from + end + 1)
        }
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 0,
    }
}

/// The code without its module of tests.
fn without_tests(code: &str) -> String {
    let Some(at) = code.find("#[cfg(test)]\nmod tests {") else { return code.to_owned() };
    let body = at + code[at..].find('{').unwrap_or_default();
    let mut depth = 0_usize;
    for (index, c) in code[body..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return format!("{}{}", &code[..at], &code[body + index + 1..]),
            '}' => depth -= 1,
            _ => {}
        }
    }
    code[..at].to_owned()
}

/// Words, `::`, and every other sign by itself.
fn tokens(code: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut chars = code.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let mut token = c.to_string();
        if c.is_alphanumeric() || c == '_' {
            while let Some(next) = chars.next_if(|next| next.is_alphanumeric() || *next == '_') {
                token.push(next);
            }
        } else if c == ':' && chars.next_if_eq(&':').is_some() {
            token.push(':');
        }
        tokens.push(token);
    }
    tokens
}

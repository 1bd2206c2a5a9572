//! Escaping for the language of a file, then for Jinja, which reads every template again.

use crate::jinja;

/// The language of an emitted file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    /// YAML.
    Yaml,
    /// A Caddyfile.
    Caddy,
    /// A configuration file with quoted strings: `PostgreSQL`, Redis, Alloy.
    Quoted,
    /// SQL of `PostgreSQL`.
    Sql,
    /// A POSIX shell.
    Shell,
    /// A script for people: a shell, which Ansible never fills.
    Script,
    /// A page for people, which Ansible never fills: a cell of a table, or words of a sentence.
    Markdown,
    /// Other Markdown, INI, units of systemd, Dockerfiles, Python and its requirements: only words from our own alphabets may be printed.
    Words,
}

impl Language {
    const ALL: [Self; 8] = [
        Self::Yaml,
        Self::Caddy,
        Self::Quoted,
        Self::Sql,
        Self::Shell,
        Self::Script,
        Self::Markdown,
        Self::Words,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Yaml => "yaml",
            Self::Caddy => "caddy",
            Self::Quoted => "quoted",
            Self::Sql => "sql",
            Self::Shell => "shell",
            Self::Script => "script",
            Self::Markdown => "markdown",
            Self::Words => "words",
        }
    }
}

/// The language of the file that a template gives.
pub(super) fn language(template: &str) -> Option<Language> {
    // A template of Ansible's own, such as `sshd.conf.j2.j2`, is read by the reader of the file that it becomes.
    let name = template.trim_end_matches(".j2");
    let file = name.rsplit('/').next().unwrap_or(name);
    if name.starts_with("ansible/scripts/") {
        return Some(Language::Script);
    }
    if name.starts_with("ansible/docs/") {
        return Some(Language::Markdown);
    }
    match file.rsplit('.').next().unwrap_or_default() {
        "yml" | "yaml" => Some(Language::Yaml),
        "Caddyfile" | "caddy" => Some(Language::Caddy),
        "conf" | "alloy" => Some(Language::Quoted),
        "sql" => Some(Language::Sql),
        "sh" => Some(Language::Shell),
        "Dockerfile" | "md" | "cfg" | "yamllint" | "py" | "txt" | "service" | "timer" | "mount" => {
            Some(Language::Words)
        }
        _ => None,
    }
}

/// A literal in the language of that name, as Jinja must see it. `Err` says why it cannot be written.
pub(super) fn literal(language: &str, text: &str) -> Result<String, String> {
    let language =
        Language::ALL.into_iter().find(|known| known.name() == language).ok_or("unknown language")?;
    if text.contains('\0') {
        return Err("a NUL cannot be written".into());
    }
    let escaped = match language {
        // Nobody but a shell or a person reads these again, so nothing is taken from Jinja.
        Language::Script => return Ok(shell(text)),
        Language::Markdown => return Ok(markdown(text)),
        Language::Yaml => yaml(text),
        Language::Caddy => caddy(text)?,
        Language::Quoted => quoted(text)?,
        Language::Sql => format!("'{}'", text.replace('\'', "''")),
        Language::Shell => shell(text),
        Language::Words if is_word(text) => text.to_owned(),
        Language::Words => return Err(format!("{text:?} is not a word")),
    };
    Ok(jinja::literal(&escaped))
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._/:@+".contains(&b))
}

/// Double quotes with the escapes of JSON, and of everything that YAML readers disagree on.
fn yaml(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{a0}' | '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A token of a Caddyfile. Inside of backticks nothing is special but `{$`, which is replaced even there.
fn caddy(text: &str) -> Result<String, String> {
    if text.contains("{$") || text == "{" || text == "}" || text.contains('`') {
        return Err(format!("{text:?} cannot be written into a Caddyfile"));
    }
    Ok(if is_word(text) { text.to_owned() } else { format!("`{text}`") })
}

/// A double-quoted string of Redis, `PostgreSQL` (single quotes there are written by the template's own words) or Alloy.
fn quoted(text: &str) -> Result<String, String> {
    if text.chars().any(char::is_control) {
        return Err(format!("{text:?} has control characters"));
    }
    Ok(if is_word(text) {
        text.to_owned()
    } else {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    })
}

/// One word of a POSIX shell.
fn shell(text: &str) -> String {
    if is_word(text) { text.to_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

/// Words of a sentence or of a cell in GitHub's Markdown: every character that could begin something else is written as a
/// reference to itself, which no reader takes for markup (`CommonMark` 0.31, "Entity and numeric character references"). An
/// address would become a link by itself, so a colon before anything but a space is one too, and so is the dot of `www.`.
fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let first = out.is_empty();
        match c {
            '|' | '<' | '>' | '&' | '`' | '*' | '_' | '[' | ']' | '(' | ')' | '!' | '#' | '\\' | '~'
            | '$' | '@' | '{' | '}' | '"' | '=' => out.push_str(&format!("&#{};", u32::from(c))),
            ':' if rest.peek() != Some(&' ') => out.push_str("&#58;"),
            // At the start of a line these would begin a list or a rule.
            '-' | '+' | '.' | '0'..='9' if first => out.push_str(&format!("&#{};", u32::from(c))),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.replace("www.", "www&#46;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_stays_a_literal() {
        assert_eq!(literal("yaml", "a: \"b\" {{ c }}").unwrap(), "\"a: \\\"b\\\" {{ '{{' }} c }}\"");
        assert_eq!(literal("shell", "it's $HOME").unwrap(), "'it'\\''s $HOME'");
        assert_eq!(literal("sql", "o'clock").unwrap(), "'o''clock'");
        assert_eq!(literal("caddy", "two words").unwrap(), "`two words`");
        assert!(literal("caddy", "{$HOME}").is_err());
        assert!(literal("words", "two words").is_err());
        assert_eq!(literal("script", "a {{ b }}").unwrap(), "'a {{ b }}'");
    }

    #[test]
    fn a_caddyfile_takes_no_text_that_would_end_its_token_or_be_replaced_in_it() {
        for text in ["`", "a`b", "two `words", "`{", "{$", "a {$HOME} b", "{$", "{", "}"] {
            assert!(literal("caddy", text).is_err(), "{text:?} is taken");
        }
        for (text, token) in [
            ("word", "word"),
            ("two words", "`two words`"),
            ("", "``"),
            ("{ }", "`{ }`"),
            ("{a", "`{a`"),
            ("$HOME", "`$HOME`"),
            ("a\"b", "`a\"b`"),
            ("a\nb", "`a\nb`"),
            ("{{ x }}", "`{{ '{{' }} x }}`"),
        ] {
            assert_eq!(literal("caddy", text).as_deref(), Ok(token), "{text:?}");
        }
    }

    #[test]
    fn text_of_a_page_stays_text() {
        let cell = |text: &str| literal("markdown", text).unwrap();
        assert_eq!(cell("plain words, in-between"), "plain words, in-between");
        assert_eq!(cell("a | b"), "a &#124; b");
        assert_eq!(cell("<script>x</script>"), "&#60;script&#62;x&#60;/script&#62;");
        assert_eq!(cell("[x](y) `z` ![i]"), "&#91;x&#93;&#40;y&#41; &#96;z&#96; &#33;&#91;i&#93;");
        assert_eq!(cell("one\ntwo"), "one two");
        assert_eq!(cell("see: https://e.example"), "see: https&#58;//e.example");
        assert_eq!(cell("at www.e.example"), "at www&#46;e.example");
        assert_eq!(cell("1. no list"), "&#49;. no list");
        assert_eq!(cell("{{ x }}"), "&#123;&#123; x &#125;&#125;");
    }
}

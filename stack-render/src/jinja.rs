//! What Jinja evaluates, and literals that it must not.

mod expression;

pub(crate) use expression::{Expression, Template};

/// Writes `text` so that Jinja gives exactly `text`.
///
/// Ansible evaluates every string of its YAML and every template, so a brace pair of the user would otherwise become
/// code. Only what opens a tag needs care.
pub(crate) fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = ["{{", "{%", "{#"].iter().filter_map(|open| rest.find(open)).min() {
        out.push_str(&rest[..at]);
        out.push_str("{{ '");
        out.push_str(&rest[at..at + 2]);
        out.push_str("' }}");
        rest = &rest[at + 2..];
    }
    // A brace at the very end could join with a tag that follows.
    if let Some(before) = rest.strip_suffix('{') {
        out.push_str(before);
        out.push_str("{{ '{' }}");
    } else {
        out.push_str(rest);
    }
    out
}

/// Whether Jinja takes a text for the name of a variable.
pub(crate) fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// What stands in the tags of a template, in their order: its expressions and statements.
pub(crate) fn tags(template: &str) -> impl Iterator<Item = &str> {
    let mut rest = template;
    std::iter::from_fn(move || {
        loop {
            let open = rest.find('{')? + 1;
            rest = &rest[open..];
            let close = match rest.as_bytes().first()? {
                b'{' => "}}",
                b'%' => "%}",
                _ => continue,
            };
            let end = rest.find(close).unwrap_or(rest.len());
            let (tag, after) = rest.split_at(end);
            rest = after;
            return Some(&tag[1..]);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tags_are_evaluated() {
        let template = "a {b} {{ c }}{% if d %}e{% endif %} {\"f\": {{ g }}} {# h #} {{ 'i";
        assert_eq!(tags(template).map(str::trim).collect::<Vec<_>>(), ["c", "if d", "endif", "g", "'i"]);
    }

    #[test]
    fn literals_come_back_equal() {
        for text in ["plain", "{{ x }}", "a {% b %} {# c #}", "{{{{", "{", "a{", "${{ secrets.X }}", "{'{{'}"]
        {
            let env = minijinja::Environment::new();
            assert_eq!(env.render_str(&literal(text), ()).unwrap(), text, "{text}");
        }
    }
}

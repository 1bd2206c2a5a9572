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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_come_back_equal() {
        for text in ["plain", "{{ x }}", "a {% b %} {# c #}", "{{{{", "{", "a{", "${{ secrets.X }}", "{'{{'}"]
        {
            let env = minijinja::Environment::new();
            assert_eq!(env.render_str(&literal(text), ()).unwrap(), text, "{text}");
        }
    }
}

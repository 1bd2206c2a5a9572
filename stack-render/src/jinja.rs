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

    /// Every text of up to `length` of the characters that mean something to Jinja, or nothing.
    fn texts(length: usize) -> Vec<String> {
        let mut texts = vec![String::new()];
        let mut longest = texts.clone();
        for _ in 0..length {
            let longer = |text: &String| "{}%#'- a".chars().map(|c| format!("{text}{c}")).collect::<Vec<_>>();
            longest = longest.iter().flat_map(longer).collect();
            texts.extend(longest.clone());
        }
        texts
    }

    #[test]
    fn literals_come_back_equal() {
        let env = minijinja::Environment::new();
        let (mut evaluated, texts) = (0, texts(4));
        for text in
            texts.iter().map(String::as_str).chain(["${{ secrets.X }}", "{'{{'}", "{{ x }}{% if %}{#"])
        {
            assert_eq!(env.render_str(&literal(text), ()).unwrap(), text, "{text:?} as {:?}", literal(text));
            // Without the escape it is another text, or an error.
            evaluated += usize::from(env.render_str(text, ()).ok().as_deref() != Some(text));
        }
        assert!(texts.len() > 4000 && evaluated > 100, "{evaluated} of {}", texts.len());
    }

    #[test]
    fn a_literal_joins_with_nothing_that_follows_it() {
        let env = minijinja::Environment::new();
        let context = minijinja::context! { x => "value" };
        let texts = texts(2);
        for text in &texts {
            let before = format!("{}{{{{ x }}}}", literal(text));
            assert_eq!(env.render_str(&before, &context).unwrap(), format!("{text}value"), "{before:?}");
            for next in &texts {
                let both = format!("{}{}", literal(text), literal(next));
                assert_eq!(env.render_str(&both, ()).unwrap(), format!("{text}{next}"), "{both:?}");
            }
        }
        assert!(texts.len() > 70);
    }

    #[test]
    fn what_opens_no_tag_is_written_as_it_is() {
        for text in ["plain", "a { b } % # c", "}} %} #}", "{ }", "{ %", "", "x{y}"] {
            assert_eq!(literal(text), text);
        }
        assert_eq!(literal("{"), "{{ '{' }}");
    }
}

//! Fixtures with words replaced, and the findings that they then raise.

use stack_model::{CheckedStack, Report, Source, check};
use std::{fs, path::Path};

/// The text of a fixture, by its path below `fixtures/`.
pub(crate) fn text(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A text in which each of the words stands once, with others in their place.
#[track_caller]
pub(crate) fn altered(text: &str, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(text.to_owned(), |text, (old, new)| {
        assert_eq!(text.matches(old).count(), 1, "`{old}` does not stand once in\n{text}");
        text.replacen(old, new, 1)
    })
}

/// The checked stack that a text is.
#[track_caller]
pub(crate) fn checked(text: &str) -> CheckedStack {
    let source = Source::new("stack.yml", text);
    source.parse().and_then(check).unwrap_or_else(|report| panic!("{}", source.place(report)))
}

/// What is found in a text: errors, or the warnings of a stack that is accepted.
pub(crate) fn report(text: &str) -> Report {
    match Source::new("stack.yml", text).parse().and_then(check) {
        Ok(checked) => checked.warnings().clone(),
        Err(report) => report,
    }
}

/// Where a code is found in a text: key paths, in their order.
pub(crate) fn places(text: &str, code: &str) -> Vec<String> {
    let report = report(text);
    let found = report.findings().iter().filter(|finding| finding.code() == code);
    found.map(|finding| finding.path().to_string()).collect()
}

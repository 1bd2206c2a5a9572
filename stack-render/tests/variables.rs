//! The names of variables: each is spelled in one place.

use std::{collections::BTreeMap, fs, path::Path};

/// Every source of the crate, in one text.
fn sources(folder: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).expect("the sources are there") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            text += &sources(&path);
        } else {
            text += &fs::read_to_string(&path).expect("a source can be read");
        }
    }
    text
}

/// The first text in quotes after each place of `call`.
fn named_by<'a>(text: &'a str, call: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(call).skip(1).filter_map(|rest| {
        let arguments = &rest[..rest.find(')')?];
        arguments.split('"').nth(1)
    })
}

#[test]
fn each_variable_is_named_in_one_place() {
    let text = sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")));
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for call in ["Var::named(", "Expression::given("] {
        for name in named_by(&text, call) {
            *names.entry(name).or_default() += 1;
            let spelled = text.matches(&format!("\"{name}\"")).count();
            assert_eq!(spelled, 1, "`{name}` is a text in another place than its own");
        }
    }
    let mut suffixes: BTreeMap<&str, usize> = BTreeMap::new();
    for suffix in named_by(&text, "Var::of_service(") {
        *suffixes.entry(suffix).or_default() += 1;
        assert!(
            !text.contains(&format!("}}_{suffix}\"")),
            "`_{suffix}` is put after a name in another place"
        );
    }
    for (name, count) in names.iter().chain(&suffixes) {
        assert_eq!(*count, 1, "`{name}` is made in {count} places");
    }
    assert!(names.len() >= 10 && suffixes.len() >= 8, "{names:?} {suffixes:?}");
}

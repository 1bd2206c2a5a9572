//! Snapshots of every generated file of every valid fixture: the reference stack whole, of each other fixture what sets it
//! apart from the reference stack.

use crate::{
    counterpart::{Counterparts, Names},
    difference,
    store::{assert_no_orphans, assert_snapshot, files, repository},
    written::Written,
};
use stack_model::{CheckedStack, Source, check};
use stack_render::{Tree, plan};
use std::{collections::BTreeSet, fs, path::Path};

/// The fixture that is stored whole.
const REFERENCE: &str = "vpai";

/// Compares with snapshots, and remembers which.
#[derive(Default)]
struct Store(BTreeSet<String>);

impl Store {
    /// Compares `text` with the snapshot of a generated file.
    fn compare(&mut self, path: &str, text: &str) {
        let (folder, name) = path.rsplit_once('/').expect("a snapshot lies in the folder of its fixture");
        assert_snapshot(&format!("render/{folder}"), name, text);
        assert!(self.0.insert(path.to_owned()), "{path} is the snapshot of two things");
    }
}

#[test]
fn every_generated_file_is_as_reviewed() {
    let mut store = Store::default();
    let (reference, planned) = generate(&repository().join(format!("fixtures/valid/{REFERENCE}.yml")));
    let counterparts = Counterparts::new(&reference, &planned);
    for path in files("fixtures/valid", "yml") {
        let fixture = path.file_stem().and_then(|stem| stem.to_str()).expect("a fixture has a name");
        let (names, tree) = generate(&path);
        let written = Written::of(&tree);
        written.assert_owned(fixture);
        let mut index = String::new();
        for (path, file) in tree.files() {
            let path = path.as_str();
            assert_comparable(path, &file.contents);
            let counterpart = if fixture == REFERENCE { None } else { counterparts.of(&names, path) };
            let stored = match counterpart {
                Some((other, contents)) if contents == file.contents => same(path, other),
                Some((other, contents)) => {
                    let difference = difference::between(contents, &file.contents);
                    if difference.len() < file.contents.len() {
                        store.compare(&format!("{fixture}/{path}.diff"), &difference);
                        format!("differs from {other}")
                    } else {
                        store.compare(&format!("{fixture}/{path}"), &file.contents);
                        "whole".to_owned()
                    }
                }
                None => {
                    store.compare(&format!("{fixture}/{path}"), &file.contents);
                    "whole".to_owned()
                }
            };
            index.push_str(&format!("{} {path}: {stored}\n", written.mode(path)));
        }
        store.compare(&format!("{fixture}/INDEX"), &index);
        if fixture == REFERENCE {
            store.compare(&format!("{fixture}/MANIFEST"), written.manifest());
        }
    }
    assert_no_orphans("render", &store.0);
}

/// What the index says of a file that is not stored.
fn same(path: &str, other: &str) -> String {
    if path == other { "same as reference".to_owned() } else { format!("same as {other} of the reference") }
}

/// The files of a fixture, and the names that are its own.
fn generate(path: &Path) -> (Names, Tree) {
    let stack = checked(path);
    (Names::of(&stack), plan(&stack).expect("built-in templates render"))
}

fn checked(path: &Path) -> CheckedStack {
    let name = path.display().to_string();
    let source = Source::new(name.as_str(), fs::read_to_string(path).expect("the fixture can be read"));
    let stack = source.parse().unwrap_or_else(|report| panic!("{name}:\n{report}"));
    check(stack).unwrap_or_else(|report| panic!("{name}:\n{report}"))
}

/// Stops at what a snapshot would not show: insta compares neither the ends of lines nor white space at the end, and a
/// snapshot that ends in `.diff` is a difference.
fn assert_comparable(path: &str, contents: &str) {
    assert!(
        Path::new(path).extension().is_none_or(|extension| extension != "diff"),
        "{path} has the name of a difference"
    );
    assert!(!contents.contains('\r'), "{path} has a carriage return");
    assert_eq!(contents, format!("{}\n", contents.trim_end()), "{path} does not end in one line feed");
}

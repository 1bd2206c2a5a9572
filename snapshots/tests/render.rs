//! One snapshot for every generated file of every valid fixture.

use crate::store::{assert_no_orphans, assert_snapshot, files};
use stack_model::{Source, check};
use stack_render::plan;
use std::{collections::BTreeSet, fs};

#[test]
fn every_generated_file_is_as_reviewed() {
    let mut wanted = BTreeSet::new();
    for path in files("fixtures/valid", "yml") {
        let fixture =
            path.file_stem().and_then(|stem| stem.to_str()).expect("a fixture has a name").to_owned();
        let source =
            Source::new(fixture.as_str(), fs::read_to_string(&path).expect("the fixture can be read"));
        let stack = source.parse().unwrap_or_else(|report| panic!("{fixture}:\n{report}"));
        let checked = check(stack).unwrap_or_else(|report| panic!("{fixture}:\n{report}"));
        let tree = plan(&checked).expect("built-in templates render");
        for (path, file) in tree.files() {
            let (folder, name) = path.as_str().rsplit_once('/').unwrap_or(("", path.as_str()));
            assert_snapshot(&format!("render/{fixture}/{folder}"), name, &file.contents);
            wanted.insert(format!("{fixture}/{path}"));
        }
    }
    assert_no_orphans("render", &wanted);
}

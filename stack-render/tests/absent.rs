//! What is emitted of no stack yet. A test here fails when something of it is, so that the rows that count on it are settled.

use stack_model::{Source, check};
use stack_render::{Tree, plan};

fn reference() -> Tree {
    let text = include_str!("../../fixtures/valid/vpai.yml");
    let stack = Source::new("vpai.yml", text).parse().expect("the reference stack is read");
    plan(&check(stack).expect("the reference stack is good")).expect("it is planned")
}

#[test]
fn nothing_of_the_workstation_is_emitted() {
    let (tree, mut looked_at) = (reference(), 0);
    for (path, file) in tree.files() {
        looked_at += 1;
        for word in ["workstation", "comfyui", "remotion"] {
            let found = path.as_str().contains(word) || file.contents.to_lowercase().contains(word);
            assert!(!found, "{path}: {word} is emitted, so SPEC-23, -24, -25 and -63 are to be settled");
        }
    }
    assert!(looked_at > 100, "{looked_at} files");
}

#[test]
fn no_page_repeats_the_version_or_the_date_of_the_specification() {
    let (tree, mut pages) = (reference(), 0);
    for (path, file) in tree.files().filter(|(path, _)| path.as_str().rsplit('.').next() == Some("md")) {
        pages += 1;
        for words in ["**Version**", "**Date**", "février 2026"] {
            assert!(!file.contents.contains(words), "{path}: {words}");
        }
    }
    assert!(pages > 5, "{pages} pages");
}

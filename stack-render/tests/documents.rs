//! What holds for the pages for people: what an author writes stays text, and nothing that is not there is named.

use stack_model::{Source, check};
use stack_render::{Tree, plan};

fn planned(text: &str) -> Tree {
    let stack = Source::new("stack.yml", text).parse().expect("the fixture is read");
    plan(&check(stack).expect("the fixture is good")).expect("it is planned")
}

/// Bars that end a cell: those that no backslash takes.
fn bars(line: &str) -> usize {
    line.replace("\\|", "").matches('|').count()
}

#[test]
fn what_an_author_writes_stays_text() {
    let text = include_str!("../../fixtures/valid/vpai.yml");
    let hostile = "\"a | b <script>alert(1)</script> [x](https://e.example) `c` ${{ d }} {{ e }}\"";
    let written = text
        .replace("key of Anthropic's API", hostile)
        .replace("display_name: VPAI", &format!("display_name: {hostile}"));
    assert_eq!(written.matches("<script>").count(), 2, "the fixture has other words");
    let tree = planned(&written);
    let pages: Vec<_> = tree.files().filter(|(path, _)| path.as_str().starts_with("ansible/docs/")).collect();
    assert_eq!(pages.len(), 4);
    for (path, page) in pages {
        for foreign in ["<script", "](https", "{{ e"] {
            assert!(!page.contents.contains(foreign), "{path} has {foreign}");
        }
        assert!(page.contents.contains("&#60;script&#62;"), "{path} does not say what was written");
        let mut columns = 0;
        for line in page.contents.lines() {
            let bars = if line.starts_with('|') { bars(line) } else { 0 };
            assert!(bars == 0 || columns == 0 || bars == columns, "{path}: {line}");
            columns = bars;
        }
    }
}

#[test]
fn a_page_names_no_file_that_is_not_there() {
    for text in
        [include_str!("../../fixtures/valid/vpai.yml"), include_str!("../../fixtures/valid/minimal.yml")]
    {
        let tree = planned(text);
        let mut named = 0;
        for (path, page) in tree.files().filter(|(path, _)| path.as_str().starts_with("ansible/docs/")) {
            let words = page.contents.split(|c: char| !(c.is_ascii_alphanumeric() || "-_./".contains(c)));
            let starts = ["playbooks/", "scripts/", "roles/"];
            for word in words.filter(|word| starts.iter().any(|start| word.starts_with(start))) {
                assert!(tree.get(&format!("ansible/{word}")).is_some(), "{path} names {word}");
                named += 1;
            }
        }
        assert!(named > 8, "the names were not found");
    }
}

//! `difference`: a text as what sets it apart from another, in the form of `diff -u`, but without line numbers, so that it
//! stays as it is when the other text grows elsewhere.

use similar::{ChangeTag, TextDiff};

/// What opens a hunk.
const HUNK: &str = "@@";

/// The shortest difference, of three lines of context or more, that leads from `from` to `to` and to no other text.
pub(crate) fn between(from: &str, to: &str) -> String {
    let diff = TextDiff::from_lines(from, to);
    let most = from.lines().count().max(3);
    let mut radius = 3;
    loop {
        let text = print(&diff, radius);
        if apply(from, &text).as_deref() == Some(to) {
            return text;
        }
        assert!(radius < most, "the whole text is context enough");
        radius = (radius * 2).min(most);
    }
}

/// The blank context at the end is left out: insta does not compare white space at the end.
fn print(diff: &TextDiff<'_, '_, str>, radius: usize) -> String {
    let mut text = String::new();
    for group in diff.grouped_ops(radius) {
        text.push_str(&format!("{HUNK}\n"));
        for change in group.iter().flat_map(|operation| diff.iter_changes(operation)) {
            let sign = match change.tag() {
                ChangeTag::Equal => ' ',
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
            };
            text.push_str(&format!("{sign}{}\n", change.value().trim_end_matches('\n')));
        }
    }
    format!("{}\n", text.trim_end())
}

/// The text that a difference leads to: each hunk applies at the first place after the one before it where its context
/// fits. None if one fits nowhere.
pub(crate) fn apply(from: &str, difference: &str) -> Option<String> {
    let from: Vec<&str> = from.lines().collect();
    let mut to: Vec<&str> = Vec::new();
    let mut done = 0;
    for hunk in difference.trim_end().split(&format!("{HUNK}\n")).skip(1) {
        let (mut old, mut new) = (Vec::new(), Vec::new());
        for line in hunk.lines() {
            match line.split_at_checked(1)? {
                (" ", line) => {
                    old.push(line);
                    new.push(line);
                }
                ("-", line) => old.push(line),
                ("+", line) => new.push(line),
                _ => return None,
            }
        }
        let place =
            (done..=from.len().checked_sub(old.len())?).find(|place| from[*place..].starts_with(&old))?;
        to.extend(&from[done..place]);
        to.extend(new);
        done = place + old.len();
    }
    to.extend(&from[done..]);
    Some(to.iter().map(|line| format!("{line}\n")).collect())
}

#[test]
fn a_change_among_equal_blocks_leads_back_to_its_own_block() {
    let block = "begin\none\ntwo\nthree\nend\n";
    let from = block.repeat(5);
    for changed in 0..5 {
        let blocks = (0..5).map(|n| if n == changed { block.replace("two", "2") } else { block.to_owned() });
        let to: String = blocks.collect();
        assert_eq!(apply(&from, &between(&from, &to)), Some(to));
    }
}

#[test]
fn an_added_line_leaves_the_difference_elsewhere_as_it_is() {
    let lines = |range: std::ops::Range<u8>| range.map(|n| format!("line {n}\n")).collect::<String>();
    let from = lines(0..40);
    let to = from.replace("line 30\n", "");
    let grown = format!("added\n{from}");
    assert_eq!(between(&from, &to), between(&grown, &format!("added\n{to}")));
}

#[test]
fn a_difference_that_fits_nowhere_leads_to_nothing() {
    assert_eq!(apply("one\n", "@@\n-two\n"), None);
}

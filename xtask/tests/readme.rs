//! The stack of README.md: short, and valid.

use stack_model::{Source, check};
use xtask::input::repository;

#[test]
fn the_stack_of_the_readme_is_valid_and_has_twenty_lines() {
    let readme = std::fs::read_to_string(repository().join("README.md")).expect("README.md");
    let (_, rest) = readme.split_once("```yaml\n").expect("README.md shows a stack");
    let (stack, _) = rest.split_once("```").expect("the block ends");
    assert!(stack.lines().count() <= 20, "{} lines", stack.lines().count());
    let source = Source::new("README.md", stack);
    let stack = source.parse().unwrap_or_else(|report| panic!("{report}"));
    check(stack).unwrap_or_else(|report| panic!("{report}"));
}

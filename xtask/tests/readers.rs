//! Every generated file has a program that reads it, or a reason why none does.

use stack_render::plan;
use xtask::{
    input,
    verify::readers::{Readers, unknown},
};

fn paths() -> Vec<String> {
    let mut paths = Vec::new();
    for stack in ["minimal", "two-hosts", "vpai"] {
        let path = format!("{}/../fixtures/valid/{stack}.yml", env!("CARGO_MANIFEST_DIR"));
        let source = input::read(camino::Utf8Path::new(&path)).expect("the stack is there");
        let stack = input::checked(&source).unwrap_or_else(|report| panic!("{report}"));
        let tree = plan(&stack).expect("built-in templates render");
        paths.extend(tree.files().map(|(path, _)| path.to_string()));
    }
    paths
}

#[test]
fn every_generated_file_has_a_reader_or_a_reason() {
    let readers = Readers::new().expect("the patterns are patterns");
    let paths = paths();
    let unread: Vec<&String> = paths.iter().filter(|path| readers.of(path).is_empty()).collect();
    assert!(unread.is_empty(), "nobody reads {unread:?}");
    let idle = readers.idle(&paths);
    assert!(idle.is_empty(), "patterns that fit nothing: {idle:?}");
    assert!(unknown().is_empty(), "no such checks: {:?}", unknown());
}

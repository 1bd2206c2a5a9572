//! Every generated file has a program that reads it, or a reason why none does.

use stack_render::{Tree, plan};
use xtask::{
    input,
    verify::readers::{Readers, unknown},
};

fn trees() -> [Tree; 3] {
    ["minimal", "two-hosts", "vpai"].map(|stack| {
        let path = format!("{}/../fixtures/valid/{stack}.yml", env!("CARGO_MANIFEST_DIR"));
        let source = input::read(camino::Utf8Path::new(&path)).expect("the stack is there");
        let stack = input::checked(&source).unwrap_or_else(|report| panic!("{report}"));
        plan(&stack).expect("built-in templates render")
    })
}

#[test]
fn every_generated_file_has_a_reader_or_a_reason() {
    let readers = Readers::new().expect("the patterns are patterns");
    let mut paths = Vec::new();
    for tree in trees() {
        let own: Vec<String> = tree.files().map(|(path, _)| path.to_string()).collect();
        let unread: Vec<&String> = own.iter().filter(|path| readers.of(&tree, path).is_empty()).collect();
        assert!(unread.is_empty(), "no program reads {unread:?}");
        let unknown = unknown(&readers, &tree);
        assert!(unknown.is_empty(), "no such checks: {unknown:?}");
        paths.extend(own);
    }
    let idle = readers.idle(&paths);
    assert!(idle.is_empty(), "patterns that fit nothing: {idle:?}");
}

#[test]
fn deployed_file_is_read_by_the_checks_of_its_consumer() {
    let readers = Readers::new().expect("the patterns are patterns");
    let [_, _, tree] = trees();
    let of = |path: &str| readers.of(&tree, path);
    assert_eq!(of("ansible/roles/hardening/templates/jail.cfg.j2"), ["fail2ban"]);
    assert_eq!(of("ansible/roles/common/files/stack-release.sh"), ["shellcheck", "release"]);
    assert_eq!(of("compose/prod/vps/configs/redis/redis.conf"), ["redis"]);
    assert!(of("compose/prod/vps/configs/redis/unlisted.conf").is_empty(), "a file without an entry is read");
}

//! Roles and playbooks rely on nothing that differs between the releases of operating systems (field report SYS-01).

use stack_model::{Source, check, stack::OperatingSystem};
use stack_render::{Tree, plan};
use std::collections::BTreeSet;

fn tree(text: &str) -> Tree {
    let stack = Source::new("stack.yml", text).parse().expect("the stack is read");
    plan(&check(stack).expect("the stack is good")).expect("it is planned")
}

/// What a release may not have: a module that needs `cron`, `at` or `apt-key`, a shell that is another one elsewhere, and logs
/// that only rsyslog writes.
const ABSENT: [&str; 10] = [
    "ansible.builtin.shell:",
    "ansible.builtin.raw:",
    "ansible.builtin.script:",
    "ansible.builtin.cron:",
    "ansible.posix.at:",
    "ansible.builtin.apt_key:",
    "ansible.builtin.apt_repository:",
    "ansible.posix.synchronize:",
    "/var/log/auth.log",
    "/var/log/syslog",
];

#[test]
fn nothing_relies_on_what_a_release_may_not_have() {
    let tree = tree(include_str!("../../fixtures/valid/vpai.yml"));
    let (mut read, mut found) = (0, Vec::new());
    for (path, file) in tree.files().filter(|(path, _)| path.as_str().starts_with("ansible/")) {
        if !["roles/", "playbooks/"].iter().any(|folder| path.as_str().contains(folder)) {
            continue;
        }
        read += 1;
        for line in file.contents.lines().filter(|line| !line.trim_start().starts_with('#')) {
            let absent = ABSENT.iter().filter(|absent| line.contains(*absent));
            found.extend(absent.map(|absent| format!("{path}: {absent}")));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
    assert!(read > 100, "{read} files");
}

#[test]
fn each_machine_must_run_the_release_that_is_written() {
    let text = include_str!("../../fixtures/valid/vpai.yml");
    let mut seen = BTreeSet::new();
    for os in OperatingSystem::ALL {
        let release = os.release();
        let tree = tree(&text.replace("os: debian-13", &format!("os: {}", release.image)));
        let inventory = tree.get("ansible/inventory/hosts.yml").expect("there is an inventory");
        assert!(inventory.contains(&format!("codename: {}", release.codename)), "{inventory}");
        seen.insert(release.codename);
    }
    assert_eq!(seen.len(), OperatingSystem::ALL.len(), "{seen:?}");
    let tasks = tree(text);
    let tasks = tasks.get("ansible/roles/common/tasks/main.yml").expect("the role has tasks");
    let tasks: serde_json::Value = serde_yaml::from_str(tasks).expect("they are YAML");
    assert!(
        tasks[0]["ansible.builtin.assert"].is_object(),
        "it is not the first thing that is asked: {tasks}"
    );
}

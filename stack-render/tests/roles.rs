//! What a role says that it reads, against what its files name.

use serde_json::{Map, Value};
use stack_model::{Source, check};
use stack_render::{Tree, plan};
use std::collections::BTreeSet;

fn tree(text: &str) -> Tree {
    let stack = Source::new("stack.yml", text).parse().expect("the stack is read");
    plan(&check(stack).expect("the stack is good")).expect("it is planned")
}

fn keys(tree: &Tree, path: &str) -> Map<String, Value> {
    let text = tree.get(path).unwrap_or_else(|| panic!("{path} is not planned"));
    serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What stands in the tags of a template: its expressions and statements.
fn tags(template: &str) -> Vec<&str> {
    let mut tags = Vec::new();
    let mut rest = template;
    while let Some(open) = ["{{", "{%"].iter().filter_map(|open| rest.find(open)).min() {
        rest = &rest[open + 2..];
        let end = ["}}", "%}"].iter().filter_map(|close| rest.find(close)).min().unwrap_or(rest.len());
        tags.push(&rest[..end]);
        rest = &rest[end..];
    }
    tags
}

fn words(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).collect()
}

#[test]
fn variables_that_a_role_declares_are_those_that_its_files_name() {
    let mut compared = 0;
    for text in [
        include_str!("../../fixtures/valid/vpai.yml"),
        include_str!("../../fixtures/valid/two-hosts.yml"),
        include_str!("../../fixtures/valid/minimal.yml"),
    ] {
        let tree = tree(text);
        let groups = tree.files().map(|(path, _)| path.as_str());
        let groups = groups.filter(|path| {
            path.starts_with("ansible/inventory/group_vars/") && path.split('.').next_back() == Some("yml")
        });
        let known: BTreeSet<String> =
            groups.flat_map(|path| keys(&tree, path).into_iter().map(|(name, _)| name)).collect();
        let roles: BTreeSet<&str> = tree
            .files()
            .filter_map(|(path, _)| path.as_str().strip_prefix("ansible/roles/")?.split('/').next())
            .collect();
        // Its arguments are written by hand, and are those of its machine alone.
        for role in roles.into_iter().filter(|role| *role != "hardening") {
            let folder = format!("ansible/roles/{role}");
            let mut named = BTreeSet::new();
            for (path, file) in tree.files() {
                let Some(path) = path.as_str().strip_prefix(&format!("{folder}/")) else { continue };
                let found: BTreeSet<&str> = match path.split('/').next() {
                    Some("templates") => tags(&file.contents).into_iter().flat_map(words).collect(),
                    Some("tasks" | "handlers" | "defaults" | "vars") => words(&file.contents),
                    _ => continue,
                };
                named.extend(found.into_iter().filter(|word| known.contains(*word)).map(str::to_owned));
            }
            let specs = keys(&tree, &format!("{folder}/meta/argument_specs.yml"));
            let options = &specs["argument_specs"]["main"]["options"];
            let declared: BTreeSet<String> =
                options.as_object().into_iter().flat_map(Map::keys).cloned().collect();
            assert_eq!(declared, named, "{role}");
            compared += 1;
        }
    }
    assert!(compared > 30, "{compared}");
}

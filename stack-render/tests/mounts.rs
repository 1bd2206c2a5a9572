//! What a container sees of its machine: its own data, what was generated for it, and what the catalogue says that it must see.
//! Nothing of an author's is laid over what an image brings, so no such thing can fit one version and break the next (field report
//! IMG-03).

use serde_json::Value;
use stack_model::{CheckedService, Source, check};
use stack_render::{Tree, plan};
use std::collections::BTreeSet;

const STACKS: [&str; 3] = [
    include_str!("../../fixtures/valid/vpai.yml"),
    include_str!("../../fixtures/valid/two-hosts.yml"),
    include_str!("../../fixtures/valid/minimal.yml"),
];

/// What a source of a mount is, or why it is nothing of these.
fn origin(
    tree: &Tree,
    target: &str,
    service: &CheckedService,
    source: &str,
) -> Result<&'static str, &'static str> {
    if service.host_mounts.iter().any(|mount| mount.source == source) {
        return Ok("machine");
    }
    let relative =
        source.strip_prefix("./").ok_or("a path of the machine that the catalogue does not name")?;
    let path = format!("{target}/{relative}");
    let below = format!("{path}/");
    if tree.files().any(|(file, _)| file.as_str() == path || file.as_str().starts_with(&below)) {
        return Ok("generated");
    }
    let is_data = relative.starts_with("data/") && !service.volumes.is_empty();
    is_data.then_some("data").ok_or("no task makes it")
}

#[test]
fn mounts_are_data_generated_files_and_paths_of_the_catalogue_only() {
    let (mut seen, mut wrong) = (BTreeSet::new(), Vec::new());
    for text in STACKS {
        let stack = check(Source::new("stack.yml", text).parse().expect("it is read")).expect("it is good");
        let tree = plan(&stack).expect("it is planned");
        for site in stack.sites() {
            let target = format!("compose/{}/{}", site.environment, site.host);
            let compose = tree.get(&format!("{target}/docker-compose.yml")).expect("it is there");
            let compose: Value = serde_yaml::from_str(compose).expect("it is YAML");
            for service in stack.services_on(site.host).filter(|service| service.runs_in(site.deployment)) {
                let mounts = &compose["services"][service.name.as_str()]["volumes"];
                for mount in mounts.as_array().into_iter().flatten() {
                    let source = mount["source"].as_str().expect("a mount has a source");
                    let at = format!("{target}: {}: {source}", service.name);
                    // Data is written to, and nothing else.
                    let writable = mount["read_only"] != true;
                    match origin(&tree, &target, service, source) {
                        Ok(what) if (what == "data") == writable => _ = seen.insert(what),
                        Ok(what) => wrong.push(format!("{at}: {what}, writable: {writable}")),
                        Err(why) => wrong.push(format!("{at}: {why}")),
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["data", "generated", "machine"]);
}

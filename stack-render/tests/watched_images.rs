//! Every image of a stack is watched for releases, by a label of its container or by the watcher's own file.

use serde_json::Value;
use stack_model::{Source, check};
use stack_render::plan;
use std::collections::BTreeSet;

#[test]
fn every_image_is_watched_for_releases() {
    let text = include_str!("../../fixtures/valid/vpai.yml");
    let stack = check(Source::new("stack.yml", text).parse().expect("it is read")).expect("it is good");
    let tree = plan(&stack).expect("it is planned");
    let read = |path: &str| -> Value {
        let path = format!("compose/prod/vps/{path}");
        serde_yaml::from_str(tree.get(&path).unwrap_or_else(|| panic!("{path} is not planned")))
            .expect("YAML")
    };
    let bases = read("configs/diun/watched/images.yml");
    let mut watched: BTreeSet<String> = BTreeSet::new();
    for base in bases.as_array().expect("a list") {
        assert_eq!(base["watch_repo"], true);
        assert_eq!(base["include_tags"][0], r"^\d+\.\d+\.\d+$");
        watched.insert(base["name"].as_str().expect("a name").to_owned());
    }
    for (name, service) in read("docker-compose.yml")["services"].as_object().expect("services") {
        if service["build"].is_null() {
            assert_eq!(service["labels"]["diun.watch_repo"], "true", "{name}");
            let pattern = service["labels"]["diun.include_tags"].as_str().expect("a pattern");
            assert!(
                pattern.starts_with('^') && pattern.ends_with('$') && pattern.contains(r"\d+"),
                "{name}: {pattern}"
            );
            watched.insert(service["image"].as_str().expect("an image").to_owned());
        }
    }
    let prod = stack.sites().next().expect("a site").environment;
    let images: BTreeSet<String> = stack.services().map(|service| service.image(prod).to_string()).collect();
    assert_eq!(watched, images);
}

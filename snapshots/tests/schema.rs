//! The JSON Schema of stack.yml agrees with the reader: what is valid to one is valid to the other, as it is written.

use crate::store::{files, repository};
use serde_json::Value;
use std::{fs, path::Path};

/// The schema as it is shipped.
fn validator() -> jsonschema::Validator {
    let text = fs::read_to_string(repository().join("stack-model/stack.schema.json")).expect("it is shipped");
    let schema: Value = serde_json::from_str(&text).expect("it is JSON");
    jsonschema::validator_for(&schema).expect("it is a schema")
}

/// A fixture as another reader of YAML has it, not as the model would write it; none if it is no YAML.
fn document(path: &Path) -> Option<Value> {
    serde_yaml::from_str(&fs::read_to_string(path).expect("the fixture can be read")).ok()
}

fn stem(path: &Path) -> String {
    path.file_stem().and_then(|stem| stem.to_str()).expect("a fixture has a name").to_owned()
}

fn errors(validator: &jsonschema::Validator, document: &Value) -> Vec<String> {
    validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn valid_stacks_fit_the_schema() {
    let validator = validator();
    let valid = files("fixtures/valid", "yml");
    assert!(valid.len() >= 3);
    for path in valid {
        let errors = errors(&validator, &document(&path).expect("a valid fixture is YAML"));
        assert!(errors.is_empty(), "{}: {errors:?}", stem(&path));
    }
}

/// Faults of the text itself that no schema can tell, and why.
const BEYOND_SCHEMA: &[(&str, &str)] =
    &[("invalid-value.configs", "the name is a good one; to the backups it means something else")];

#[test]
fn what_has_another_shape_than_the_schema_says_is_what_the_reader_refuses() {
    let validator = validator();
    let (mut fit, mut refused, mut wrong) = (0, 0, Vec::new());
    for path in files("fixtures/invalid", "yml") {
        let stem = stem(&path);
        let Some(document) = document(&path) else {
            assert_eq!(stem, "invalid-yaml", "it is no YAML to another reader");
            continue;
        };
        let structural =
            ["invalid-value", "unknown-key"].contains(&stem.split('.').next().unwrap_or_default());
        let beyond = BEYOND_SCHEMA.iter().any(|(name, _)| *name == stem);
        let errors = errors(&validator, &document);
        match (structural && !beyond, errors.is_empty()) {
            (false, true) => fit += 1,
            (true, false) => refused += 1,
            (true, true) => wrong.push(format!("{stem} has a fault of its shape, and fits the schema")),
            (false, false) => {
                wrong.push(format!("{stem} has no fault of its shape, but to the schema: {errors:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(fit > 100 && refused > 4, "{fit} fit, {refused} do not");
}

#[test]
fn unknown_keys_do_not_fit_the_schema() {
    let validator = validator();
    let path = repository().join("fixtures/valid/vpai.yml");
    let whole = document(&path).expect("the reference stack is YAML");
    // Below the names that an author chooses, every mapping knows its keys.
    let places = [
        "",
        "/project",
        "/hosts/vps",
        "/environments/prod",
        "/networks/backend",
        "/services/n8n",
        "/services/n8n/limits",
        "/services/n8n/config",
        "/services/litellm/config",
        "/routes/0",
    ];
    for place in places {
        let mut document = whole.clone();
        let mapping = document.pointer_mut(place).and_then(Value::as_object_mut);
        mapping.unwrap_or_else(|| panic!("no mapping at `{place}`")).insert("netwroks".into(), Value::Null);
        assert!(!validator.is_valid(&document), "an unknown key at `{place}` fits");
    }
}

//! The JSON Schema of stack.yml agrees with the reader: what is valid to one is valid to the other.

use stack_model::Source;
use std::{fs, path::Path};

fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/valid").join(name);
    fs::read_to_string(path).expect("the fixture can be read")
}

fn validator() -> jsonschema::Validator {
    jsonschema::validator_for(&stack_model::schema()).expect("the schema is one")
}

#[test]
fn valid_stacks_fit_the_schema() {
    let validator = validator();
    for name in ["minimal.yml", "vpai.yml"] {
        let stack = Source::new(name, fixture(name)).parse().expect("a valid fixture");
        let document = serde_json::to_value(&stack).expect("a stack is JSON");
        let errors: Vec<String> = validator
            .iter_errors(&document)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
    }
}

#[test]
fn unknown_keys_do_not_fit_the_schema() {
    let stack = Source::new("stack.yml", fixture("minimal.yml")).parse().expect("a valid fixture");
    let mut document = serde_json::to_value(&stack).expect("a stack is JSON");
    document["services"]["wiki"]["netwroks"] = serde_json::json!([]);
    assert!(!validator().is_valid(&document));
}

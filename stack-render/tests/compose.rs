//! The two printers of a compose file: what Ansible makes of the template is what is said of the environment.

use proptest::prelude::*;
use stack_model::{CheckedStack, Source, check, testing};
use stack_render::{compose, plan};
use std::fs;

/// The first difference between the compose files that stage 2 has filled and those that are printed evaluated.
fn difference(stack: &CheckedStack) -> Option<String> {
    let tree = plan(stack).expect("a checked stack can be planned");
    stack.sites().find_map(|site| {
        let path = format!("compose/{}/{}/docker-compose.yml", site.environment, site.host);
        let filled = tree.get(&path).expect("every site has a compose file");
        let printed = compose::evaluated(stack, &site).expect("a checked stack can be evaluated").print();
        let mut lines = filled.lines().zip(printed.lines()).enumerate();
        let first = lines.find(|(_, (filled, printed))| filled != printed);
        let first = first.map(|(index, (filled, printed))| {
            format!("{path}:{}: filled `{filled}`, printed `{printed}`", index + 1)
        });
        first.or_else(|| (filled != printed).then(|| format!("{path}: one is longer")))
    })
}

#[test]
fn evaluated_file_of_each_fixture_equals_the_filled_template() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/valid");
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("the fixtures are there") {
        let path = entry.expect("an entry can be read").path();
        let text = fs::read_to_string(&path).expect("a fixture can be read");
        let stack = Source::new(path.display().to_string(), text).parse().expect("a valid fixture is read");
        let stack = check(stack).expect("a valid fixture passes");
        assert_eq!(difference(&stack), None, "{}", path.display());
        count += 1;
    }
    assert!(count >= 3, "{count} fixtures");
}

proptest! {
    #![proptest_config(testing::config(40))]

    #[test]
    fn evaluated_file_equals_the_filled_template(stack in testing::stack()) {
        let stack = check(stack).expect("the strategies build valid stacks");
        prop_assert_eq!(difference(&stack), None);
    }
}

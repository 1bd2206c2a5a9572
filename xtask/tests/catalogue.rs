//! What the catalogue says of its sources that only this crate can look up.

use stack_model::catalogue::Kind;
use xtask::verify::CHECKS;

#[test]
fn a_check_that_a_fact_cites_exists() {
    let mut cited = 0;
    for kind in Kind::ALL {
        for (fact, of, origin) in kind.application().origins() {
            let mut rest = origin.text();
            while let Some((_, after)) = rest.split_once("`verify ") {
                let (name, end) = after.split_once('`').unwrap_or((after, ""));
                assert!(CHECKS.iter().any(|check| check.name == name), "{kind}: {fact} {of} cites {name}");
                cited += 1;
                rest = end;
            }
        }
    }
    assert!(cited > 5, "only {cited} facts cite a check");
}

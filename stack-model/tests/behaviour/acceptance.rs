//! What `accept` takes out of a report, and what it never does.

use crate::altered::{report, text};
use stack_model::{Diagnostic, KeyPath, Line, Source, check, rules::rule, stack::Acceptance};
use std::{collections::BTreeSet, fs, path::Path};

/// The names of the invalid fixtures that can be read as a stack.
fn readable() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/invalid");
    let names = fs::read_dir(folder).expect("the folder is there").map(|entry| {
        format!("invalid/{}", entry.expect("a fixture").file_name().to_str().expect("its name is UTF-8"))
    });
    names.filter(|name| Source::new("stack.yml", text(name)).parse().is_ok()).collect()
}

/// The codes that are left at `path` when `code` is accepted there.
fn left(name: &str, code: &str, path: &KeyPath) -> BTreeSet<&'static str> {
    let mut stack = Source::new("stack.yml", text(name)).parse().expect("it can be read");
    let reason = Line::new("a test").expect("it is a line");
    stack.accept.push(Acceptance { code: code.into(), at: path.clone(), reason });
    let at = KeyPath::root().key("accept").index(stack.accept.len() - 1);
    let report = check(stack).map_or_else(|report| report, |checked| checked.warnings().clone());
    let here = report.findings().iter().filter(|found| found.path() == path || at.covers(found.path()));
    here.map(Diagnostic::code).collect()
}

#[test]
fn an_acceptable_finding_is_taken_out_and_another_stays_with_a_finding_for_its_acceptance() {
    let (mut accepted, mut refused) = (BTreeSet::new(), BTreeSet::new());
    for name in readable() {
        let own = name.trim_start_matches("invalid/").split('.').next().unwrap_or_default().to_owned();
        let report = report(&text(&name));
        let Some(found) = report.findings().iter().find(|found| found.code() == own) else { continue };
        // An acceptance that matches nothing cannot be accepted by one more.
        if own == "unaccepted-accept" {
            continue;
        }
        let left = left(&name, &own, found.path());
        let acceptable = rule(&own).expect("the fixture is named after a rule").acceptable;
        assert_eq!(left.contains(own.as_str()), !acceptable, "{name}: `{own}` at {}", found.path());
        assert_eq!(left.contains("unaccepted-accept"), !acceptable, "{name}: the entry of `accept`");
        if acceptable {
            accepted.insert(own)
        } else {
            refused.insert(own)
        };
    }
    assert!(accepted.len() > 20, "acceptable: {accepted:?}");
    assert!(refused.len() > 20, "not acceptable: {refused:?}");
}

#[test]
fn an_entry_accepts_at_and_below_its_own_place_and_under_its_own_code_only() {
    let base = text("invalid/memory-over-budget.yml");
    let place = "environments.prod.hosts.vps.memory";
    for (code, at, taken) in [
        ("memory-over-budget", place, true),
        ("memory-over-budget", "environments.prod", true),
        ("memory-over-budget", "environments", true),
        ("memory-over-budget", "environments.preprod", false),
        ("memory-over-budget", "environments.prod.hosts.vps.cpus", false),
        ("memory-over-budget", "services", false),
        ("thin-memory-headroom", place, false),
        ("cpu-over-host", place, false),
    ] {
        let text = format!("{base}accept: [{{ code: {code}, at: {at}, reason: a test }}]\n");
        let codes: Vec<&str> = report(&text).findings().iter().map(Diagnostic::code).collect();
        assert_eq!(!codes.contains(&"memory-over-budget"), taken, "{code} at {at}: {codes:?}");
        assert_eq!(!codes.contains(&"unaccepted-accept"), taken, "{code} at {at}: {codes:?}");
    }
}

#[test]
fn a_rule_that_makes_a_value_of_the_checked_stack_is_never_acceptable() {
    use stack_model::rules::{Check, RULES};
    let made: Vec<_> = RULES.iter().filter(|rule| matches!(rule.check, Check::Construction)).collect();
    assert!(made.len() >= 5, "{} rules", made.len());
    for rule in made {
        assert!(!rule.acceptable, "{}: nothing stands in for what it finds missing", rule.code);
    }
}

//! What a service gets when what is written and what the catalogue knows come together.

use crate::altered::{altered, checked, text};
use stack_model::{
    CheckedStack, Source, check,
    resolve::{ResolvedService, Text},
    stack::Value,
};
use std::collections::BTreeSet;

#[track_caller]
fn service<'a>(stack: &'a CheckedStack, name: &str) -> &'a ResolvedService {
    stack.resolved().services.values().find(|service| service.name.as_str() == name).expect("it is there")
}

#[test]
fn a_written_variable_overrides_the_catalogues() {
    let stack = Source::new("vpai.yml", text("valid/vpai.yml")).parse().expect("it can be read");
    let before = check(stack.clone()).expect("it is good");
    let (mut overridden, mut refused) = (Vec::new(), Vec::new());
    for service in before.resolved().services.values() {
        for variable in service.environment.keys() {
            let mut written = stack.clone();
            let own = &mut written.services.get_mut(&service.name).expect("the same stack").environment;
            own.insert(variable.clone(), Value::Literal("written".into()));
            // Some variables nobody may write, such as one that decides where data is.
            let Ok(after) = check(written) else {
                refused.push(variable.clone());
                continue;
            };
            let value = &self::service(&after, service.name.as_str()).environment[variable];
            assert_eq!(*value, Text::literal("written"), "{variable} of {}", service.name);
            overridden.push((service.name.clone(), variable.clone()));
        }
    }
    assert!(overridden.len() > 50, "overridden: {overridden:?}, refused: {refused:?}");
    let services: BTreeSet<_> = overridden.iter().map(|(service, _)| service).collect();
    assert!(services.len() > 5, "{services:?}");
}

#[test]
fn a_probe_of_bash_asks_for_a_percent_sign_as_it_is_written() {
    let base = text("valid/minimal.yml");
    for (path, printed) in [
        ("/healthz", "'GET /healthz HTTP/1.0\\r\\n"),
        ("/a%20b", "'GET /a%%20b HTTP/1.0\\r\\n"),
        ("/100%/%41?q=%25", "'GET /100%%/%%41?q=%%25 HTTP/1.0\\r\\n"),
    ] {
        let probe = format!("probe: {{ http: \"{path}\", with: bash }}");
        let stack = checked(&altered(&base, &[("probe: { http: /healthz, with: wget }", &probe)]));
        let words = service(&stack, "wiki").probe.as_ref().expect("a probe").words();
        // `printf` prints `%%` as one percent sign, and takes any other for a directive.
        let script = format!("{:?}", words.last().expect("a script"));
        let printed = format!("{printed:?}");
        assert!(script.contains(printed.trim_matches('"')), "{path}: {script}");
    }
}

//! What holds for every text, every value and every valid stack.

use proptest::{collection::vec, prelude::*};
use stack_model::{
    Answer, CpuShare, Cron, DatabaseName, DomainName, Duration, Email, EnvironmentName, ExtensionName,
    HostName, ImageRef, KeyPath, Line, MemorySize, ModelName, PathPattern, PortMapping, ProjectName,
    RateLimit, Related, Report, RouteAddress, SecretName, ServiceName, Severity, Source, Stack, Subnet,
    Timezone, UrlPath, VariableName, check, testing,
};
use std::{fmt::Display, str::FromStr};

/// Reads a source as far as it goes; every finding must lie in its text. What is no stack has a finding.
fn read(source: &Source) {
    match source.parse() {
        Err(report) => {
            assert!(!report.is_empty(), "refused without a finding: {:?}", source.text());
            is_placed(source, &report);
        }
        Ok(stack) => {
            let report = match check(stack) {
                Ok(checked) => checked.warnings().clone(),
                Err(report) => report,
            };
            is_placed(source, &source.place(report));
        }
    }
}

fn is_placed(source: &Source, report: &Report) {
    let lines = report.to_string().lines().count();
    assert_eq!(lines, report.findings().len(), "a finding is one line:\n{report}");
    for finding in report.findings() {
        let span = finding.span().unwrap_or_else(|| panic!("no place: {finding:?}"));
        let related = finding.related().iter().filter_map(Related::span);
        for span in [span].into_iter().chain(related) {
            assert!(
                source.text().get(span.clone()).is_some(),
                "{span:?} of {finding:?} is no part of the text"
            );
        }
        let before = &source.text()[..span.start];
        let line = before.rsplit('\n').next().unwrap_or_default();
        let position = source.position(finding).expect("a placed finding has a position");
        let counted = (before.matches('\n').count() + 1, line.chars().count() + 1);
        assert_eq!((position.line, position.column), counted, "{finding:?}");
    }
}

/// A value that is accepted is printed so that it is read back equal.
fn round_trip<T: FromStr + Display + PartialEq + std::fmt::Debug>(text: &str) {
    if let Ok(value) = text.parse::<T>() {
        let printed = value.to_string();
        let again = printed.parse::<T>().ok();
        assert_eq!(again.as_ref(), Some(&value), "`{text}` is printed as `{printed}`");
    }
}

fn every_value(text: &str) {
    round_trip::<Answer>(text);
    round_trip::<CpuShare>(text);
    round_trip::<Cron>(text);
    round_trip::<DomainName>(text);
    round_trip::<Duration>(text);
    round_trip::<Email>(text);
    round_trip::<VariableName>(text);
    round_trip::<ExtensionName>(text);
    round_trip::<ImageRef>(text);
    round_trip::<Line>(text);
    round_trip::<MemorySize>(text);
    round_trip::<ModelName>(text);
    round_trip::<PathPattern>(text);
    round_trip::<PortMapping>(text);
    round_trip::<RateLimit>(text);
    round_trip::<RouteAddress>(text);
    round_trip::<Subnet>(text);
    round_trip::<Timezone>(text);
    round_trip::<UrlPath>(text);
    round_trip::<DatabaseName>(text);
    round_trip::<EnvironmentName>(text);
    round_trip::<HostName>(text);
    round_trip::<ProjectName>(text);
    round_trip::<SecretName>(text);
    round_trip::<ServiceName>(text);
    let path = KeyPath::parse(text);
    assert_eq!(KeyPath::parse(&path.to_string()), path, "`{text}` is printed as `{path}`");
}

/// Texts that are almost values: the letters of their grammars in any order.
fn almost_value() -> impl Strategy<Value = String> {
    const PARTS: &[&str] = &[
        "0",
        "1",
        "59",
        "007",
        "1024",
        "65535",
        "172.20.1.0",
        "/24",
        "/128",
        "::1",
        "fd00::",
        "::ffff:1.2.3.4",
        "[",
        "]",
        ":",
        "/",
        "@",
        ".",
        "..",
        "-",
        "_",
        "*",
        ",",
        "+",
        "h",
        "m",
        "s",
        "ms",
        "K",
        "MiB",
        "g",
        "TB",
        " ",
        "a",
        "app",
        "Z",
        "example.com",
        "localhost",
        "sha256:",
        "tcp",
        "udp",
        "sun",
        "jan",
        "v1",
        "Europe/Paris",
        "UTC",
        "é",
        "\"",
        "'",
        "?",
        "=",
        "%",
        "~",
        "\t",
    ];
    vec(proptest::sample::select(PARTS), 0..7).prop_map(|parts| parts.concat())
}

fn yaml(stack: &Stack) -> String {
    serde_yaml::to_string(stack).expect("a stack can be written")
}

proptest! {
    #![proptest_config(testing::config(64))]

    #[test]
    fn any_text_is_read_without_panic(text in any::<String>(), lines in ".*") {
        read(&Source::new("stack.yml", text));
        read(&Source::new("stack.yml", lines));
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in vec(any::<u8>(), 0..200)) {
        read(&Source::from_bytes("stack.yml", bytes));
    }

    #[test]
    fn any_text_is_a_value_or_an_error(text in any::<String>()) {
        every_value(&text);
    }

    #[test]
    fn a_route_below_a_domain_is_a_name(label in "[a-z.]{1,200}", domain in "[a-z]{1,63}(\\.[a-z]{1,63}){1,4}") {
        if let (Ok(address), Ok(domain)) = (RouteAddress::new(label), DomainName::new(domain)) {
            prop_assert!(address.site(&domain).as_str().len() <= 253);
        }
    }

    #[test]
    fn a_valid_stack_is_accepted_and_read_back_equal(stack in testing::stack()) {
        let source = Source::new("stack.yml", yaml(&stack));
        let read = source.parse();
        prop_assert!(read.is_ok(), "{}\n{}", read.unwrap_err(), source.text());
        prop_assert_eq!(&read.unwrap(), &stack);
        let checked = check(stack);
        prop_assert!(checked.is_ok(), "{}\n{}", checked.unwrap_err(), source.text());
        prop_assert_eq!(checked.unwrap().warnings().count(Severity::Error), 0);
    }

    #[test]
    fn another_reader_reads_the_same(stack in testing::stack()) {
        let read = Source::new("stack.yml", yaml(&stack)).parse().expect("what is written can be read");
        let ours = serde_json::to_value(read).expect("a stack is a value");
        let other: serde_json::Value = serde_yaml::from_str(&yaml(&stack)).expect("another reader takes it too");
        prop_assert_eq!(&ours, &other);
        // A JSON document is a YAML document, where the characters that YAML does not know are escaped.
        let json = serde_json::to_string_pretty(&stack).expect("a stack can be written as JSON");
        let json = json.replace('\u{fffe}', "\\ufffe").replace('\u{ffff}', "\\uffff");
        prop_assert_eq!(Source::new("stack.json", json).parse().expect("JSON is YAML"), stack);
    }

    #[test]
    fn a_damaged_stack_is_read_without_panic(
        stack in testing::stack(), at in any::<prop::sample::Index>(), length in 0..40_usize, soup in testing::soup()
    ) {
        let mut letters: Vec<char> = yaml(&stack).chars().collect();
        let start = at.index(letters.len());
        let end = (start + length).min(letters.len());
        letters.splice(start..end, soup.chars());
        read(&Source::new("stack.yml", String::from_iter(letters)));
    }
}

proptest! {
    #![proptest_config(testing::config(1000))]

    #[test]
    fn yaml_like_text_is_read_without_panic(soup in testing::soup()) {
        read(&Source::new("stack.yml", soup));
    }

    #[test]
    fn text_that_resembles_a_value_is_one_or_an_error(text in almost_value(), literal in testing::literal()) {
        every_value(&text);
        every_value(&literal);
    }
}

//! Input made to hurt: each ends in an error with a place, soon.

use stack_model::{Report, Source};
use std::{fs, time::Duration};

/// What this thread has used of the processors, which no other work on the machine lengthens. None where the system does not
/// tell.
fn processor_time() -> Option<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(text.split(' ').next()?.parse().ok()?))
}

/// Ten times what the longest of these takes without optimisation.
const LONGEST: Duration = Duration::from_secs(3);

#[test]
#[cfg(target_os = "linux")]
fn the_time_of_this_thread_is_told_and_grows_with_its_work() {
    let start = processor_time().expect("Linux tells");
    let used = || processor_time().expect("Linux tells").saturating_sub(start);
    let mut work = 0_u64;
    while used() < Duration::from_millis(20) {
        work = (0..10_000).fold(work, |sum, next| std::hint::black_box(sum ^ next));
    }
    std::thread::sleep(Duration::from_millis(200));
    assert!(used() < Duration::from_millis(150), "sleep counts: {:?}", used());
}

/// Reads bytes that are no stack, and gives the findings; each has a place in the text, and none takes long to find.
#[track_caller]
fn refused(bytes: impl Into<Vec<u8>>) -> (Source, Report) {
    let start = processor_time();
    let source = Source::from_bytes("stack.yml", bytes.into());
    let report = source.parse().expect_err("this is no stack");
    if let (Some(start), Some(end)) = (start, processor_time()) {
        let used = end.checked_sub(start).expect("it only grows");
        assert!(used < LONGEST, "it took {used:?}");
    }
    assert!(!report.is_empty(), "refused without a finding");
    for finding in report.findings() {
        let span = finding.span().cloned().unwrap_or_else(|| panic!("no place: {finding:?}"));
        assert!(source.text().get(span).is_some(), "a place outside of the text: {finding:?}");
        assert!(source.position(finding).is_some());
    }
    (source, report)
}

/// Whether some finding says `message` on `line`.
#[track_caller]
fn says((source, report): (Source, Report), line: usize, message: &str) {
    let mut found = report
        .findings()
        .iter()
        .map(|finding| (source.position(finding).map(|at| at.line), finding.message()));
    let said = found.clone().any(|(at, said)| at == Some(line) && said.contains(message));
    assert!(said, "nothing on line {line} says `{message}`, but: {:?}", found.next());
}

#[test]
fn aliases_that_multiply_are_rejected() {
    let mut text = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..12 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    says(refused(text), 5, "aliases expand to more than");
}

#[test]
fn an_alias_repeated_many_times_is_rejected() {
    let text = format!("a: &a [{}]\nb: [{}]\n", "x, ".repeat(1000), "*a, ".repeat(10_000));
    says(refused(text), 2, "aliases expand to more than");
}

#[test]
fn an_alias_within_its_own_anchor_or_without_one_is_rejected() {
    says(refused("a: &a [*a]\n"), 1, "alias");
    says(refused("format: 1\na: &a { b: *a }\n"), 2, "alias");
    says(refused("format: 1\na: *nowhere\n"), 2, "anchor");
}

#[test]
fn text_over_the_limit_is_rejected() {
    says(refused(vec![b'a'; 64 << 20]), 1, "64 MiB");
    says(refused(vec![b'\n'; 64 << 20]), 1, "64 MiB");
}

#[test]
fn text_up_to_the_limit_is_read_to_its_end() {
    refused("- a\n".repeat(1 << 17));
    refused("x".repeat(8 << 20));
    refused("é".repeat(1 << 20));
}

#[test]
fn nesting() {
    says(refused("[".repeat(100_000)), 1, "recursion limit");
    says(refused("{a: ".repeat(50_000)), 1, "recursion limit");
    says(refused("- ".repeat(50_000)), 1, "nested deeper");
    says(refused("? ".repeat(50_000)), 1, "nested deeper");
    says(refused(format!("a: {}{}\n", "[".repeat(100), "]".repeat(100))), 1, "nested deeper");
    let block = (0..2000).map(|level| format!("{}a:\n", " ".repeat(level))).collect::<String>();
    says(refused(block), 65, "nested deeper");
}

#[test]
fn bytes_that_are_not_utf_8_are_rejected() {
    says(refused(*b"format: 1\nproject: \xff\n"), 2, "not UTF-8");
    says(refused(*b"\xff\xfef\0o\0r\0m\0a\0t\0"), 1, "not UTF-8");
    refused(*b"format: 1\nproject: { name: \"\x00\" }\n");
}

#[test]
fn duplicate_keys_are_rejected() {
    says(refused("format: 1\nformat: 1\n"), 2, "duplicate key `format`");
    says(refused("format: 1\nproject: { name: a, \"name\": b }\n"), 2, "duplicate key `name`");
}

#[test]
fn many_keys_and_many_faults_are_reported_in_time() {
    let keys = (0..30_000).map(|number| format!("k{number}: 1\n")).collect::<String>();
    refused(keys);
    refused("a: 1\n".repeat(20_000));
    refused("? [a]\n: b\n".repeat(20_000));
    let services = (0..3000).map(|number| format!("  s{number}: {{ imag: x }}\n")).collect::<String>();
    refused(format!("format: 1\nservices:\n{services}"));
}

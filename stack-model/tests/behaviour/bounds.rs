//! Where a rule begins to find something: the last value that passes, and the first that does not.

use crate::altered::{altered, checked, places, text};

#[test]
fn memory_that_fits_to_the_last_mib_passes_and_one_mib_more_does_not() {
    // 8192 MiB, of which the machine keeps 512.
    let cases = [
        ("memory: 7679M", false),
        ("memory: 7680M", false),
        ("memory: 7681M", true),
        ("memory: 8192M", true),
    ];
    let reserve = "reserve: 512M, memory: 8GiB";
    for (limit, found) in cases {
        let text = altered(
            &text("invalid/memory-over-budget.yml"),
            &[("memory: 8GiB", reserve), ("memory: 7808M", limit)],
        );
        let places = places(&text, "memory-over-budget");
        let expected: &[&str] = if found { &["environments.prod.hosts.vps.memory"] } else { &[] };
        assert_eq!(places, expected, "{limit}");
    }
}

#[test]
fn headroom_is_what_limits_and_reserve_leave() {
    for (memory, reserve, limit, headroom) in
        [("8GiB", "512M", "7680M", 0), ("8GiB", "512M", "7600M", 80), ("8192M", "1MiB", "1GiB", 7167)]
    {
        let text = altered(
            &text("invalid/memory-over-budget.yml"),
            &[
                ("memory: 8GiB", &format!("reserve: {reserve}, memory: {memory}")),
                ("memory: 7808M", &format!("memory: {limit}")),
            ],
        );
        let budget = checked(&text).budget();
        let host = &budget.environments[0][0];
        assert_eq!(host.headroom_mib(), headroom, "{limit} of {memory} beside {reserve}");
    }
}

#[test]
fn a_job_that_lasts_a_part_of_a_minute_has_the_repository_to_its_end() {
    let base =
        altered(&text("invalid/backup-jobs-overlap.retry.yml"), &[(", retry: { times: 2, after: 15 }", "")]);
    for (within, second, found) in [
        ("2m", "2", false),
        ("120s", "2", false),
        ("2m1s", "2", true),
        ("150s", "2", true),
        ("150s", "3", false),
        ("3m", "2", true),
        ("59s", "1", false),
        ("61s", "1", true),
        ("61s", "2", false),
    ] {
        let text = altered(
            &base,
            &[
                ("\"0 3 * * *\", within: 5m", &format!("\"0 3 * * *\", within: {within}")),
                ("\"30 3 * * *\"", &format!("\"{second} 3 * * *\"")),
            ],
        );
        let places = places(&text, "backup-jobs-overlap");
        assert_eq!(!places.is_empty(), found, "{within}, and the next after {second} minutes: {places:?}");
    }
}

//! A retention may be written at a repository or at each job of it, and means the same.

use stack_model::{
    Diagnostic, Source, Stack, check,
    stack::{Retention, Zerobyte},
};
use stack_render::plan;

/// The reference stack, with other words about what stays.
fn stack(say: impl Fn(&mut Zerobyte)) -> Stack {
    let text = include_str!("../../fixtures/valid/vpai.yml");
    let mut stack = Source::new("stack.yml", text).parse().expect("the stack is read");
    let zerobyte = stack.backups.as_mut().and_then(|backups| backups.zerobyte.as_mut());
    say(zerobyte.expect("there is a Zerobyte"));
    stack
}

/// A retention is set only where this says so: the repositories, then the jobs and the copy of Zerobyte's state.
fn said(zerobyte: &mut Zerobyte, repositories: Option<Retention>, others: Option<Retention>) {
    zerobyte.repositories.values_mut().for_each(|repository| repository.keep = repositories);
    zerobyte.jobs.values_mut().for_each(|job| job.keep = others);
    zerobyte.state.keep = others;
}

#[test]
fn where_a_retention_is_written_changes_no_file() {
    let keep = Retention::new([0, 0, 0, 5, 3, 0]).expect("a retention with numbers");
    let once = check(stack(|zerobyte| said(zerobyte, Some(keep), None))).expect("it is a good stack");
    let each = check(stack(|zerobyte| said(zerobyte, None, Some(keep)))).expect("it is a good stack");
    let jobs = once.resolved().deployments().flat_map(|(environment, _)| once.pulls(environment));
    let kept: Vec<Retention> = jobs.map(|(_, keep)| keep).collect();
    assert!(kept.len() > 5 && kept.iter().all(|one| *one == keep), "{kept:?}");
    let (once, each) = (plan(&once).expect("it is planned"), plan(&each).expect("it is planned"));
    assert!(once == each, "the files differ by where it is written");
    let other = plan(&check(stack(|_| ())).expect("it is a good stack")).expect("it is planned");
    assert!(once != other, "no file has a retention in it");
}

#[test]
fn retention_set_nowhere_or_twice_is_rejected() {
    let keep = Retention::new([7, 0, 0, 0, 0, 0]).ok();
    for (repositories, others) in [(None, None), (keep, keep)] {
        let report =
            check(stack(|zerobyte| said(zerobyte, repositories, others))).expect_err("it is refused");
        let codes: Vec<&str> = report.findings().iter().map(Diagnostic::code).collect();
        assert!(codes.contains(&"retention-unclear"), "{codes:?}");
    }
}

//! `zerobyte`: the playbook sets the schedules of a stand-in that has the schemas of Zerobyte 0.41.

use super::{Check, CheckOutcome, Subject, namespace};
use crate::consumer;
use anyhow::Context as _;
use stack_model::{
    EnvironmentName,
    resolve::{Pull, Reporter},
};
use std::fmt::Write as _;

pub(super) const CHECK: Check = Check {
    name: "zerobyte",
    proves: "the playbook writes a provisioning file that Zerobyte's schema takes, with the machine's real key; it sets every schedule with its report, changes nothing with --check or a second time, sets back what was clicked by one write, switches off what is retired, leaves others' schedules alone, and writes nothing where a volume is missing or the key is refused",
    needs: &["ansible-playbook", "curl", "python3", "ip", "namespaces"],
    run,
};

const SERVER: &str = include_str!("zerobyte/server.py");
const SCENARIO: &str = include_str!("zerobyte/scenario.sh");

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let playbook = subject.dist.join("ansible/playbooks/zerobyte.yml");
    let (mut schedules, mut reports) = (0, 0);
    for (environment, _) in subject.stack.resolved().deployments() {
        let pulls = subject.stack.resolved().pulls(environment);
        if pulls.is_empty() {
            continue;
        }
        anyhow::ensure!(playbook.exists(), "{environment} has jobs, and there is no playbook for them");
        let reported = play(subject, environment, &pulls).with_context(|| environment.to_string())?;
        schedules += pulls.len();
        reports += reported;
    }
    anyhow::ensure!(
        schedules > 0 || !playbook.exists(),
        "there is a playbook for jobs, and the stack has none"
    );
    if schedules == 0 {
        return CheckOutcome::nothing_to_do("no job takes a dump away");
    }
    CheckOutcome::proven([
        (schedules, "schedules set once, kept, changed, switched off and refused"),
        (reports, "of them report"),
    ])
}

/// Plays the scenario, and says how many jobs report.
fn play(subject: &Subject, environment: &EnvironmentName, pulls: &[Pull<'_>]) -> anyhow::Result<usize> {
    let ansible = consumer::find("ansible-playbook").context("ansible-playbook")?;
    let scratch = subject.scratch.join(environment.as_str());
    fs_err::create_dir_all(&scratch)?;
    fs_err::write(scratch.join("server.py"), SERVER)?;
    let resolved = subject.stack.resolved();
    let mut vault =
        format!("vault_environment: {}\nvault_zerobyte_api_key: a-secret-key\n", environment.identifier());
    let jobs = resolved.heartbeats(environment).into_iter().filter(|one| matches!(one.of, Reporter::Job(_)));
    let mut reported = 0;
    for heartbeat in jobs {
        let _ = writeln!(vault, "vault_{}: '{reported:032}'", heartbeat.token);
        reported += 1;
    }
    fs_err::write(scratch.join("vault.yml"), vault)?;
    let kuma = kuma(subject, environment)?;
    let script = format!(
        "tree='{tree}' scratch='{scratch}' playbook='{ansible}' group='{group}' jobs={jobs} kuma_jobs={reported} kuma='{kuma}' \
         document='{tree}/roles/zerobyte-config/files/backups.{environment}.json' vault='{scratch}/vault.yml'\n{SCENARIO}",
        tree = subject.dist.join("ansible"),
        group = environment.identifier(),
        jobs = pulls.len(),
    );
    namespace::play(&script, &scratch)?;
    Ok(reported)
}

/// Where Uptime Kuma is; nothing if there is none.
fn kuma(subject: &Subject, environment: &EnvironmentName) -> anyhow::Result<String> {
    for group in [environment.identifier().as_str(), "all"] {
        let file = subject.dist.join(format!("ansible/inventory/group_vars/{group}/main.yml"));
        let values: serde_json::Value = serde_yaml::from_str(&fs_err::read_to_string(file)?)?;
        if let Some(url) = values["uptime_kuma_url"].as_str() {
            return Ok(url.to_owned());
        }
    }
    Ok(String::new())
}

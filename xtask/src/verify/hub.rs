//! `hub`: real Ansible prepares the machine of Zerobyte, and what its units start is run by the real restic, against an object store
//! and over the real sshd.

use super::{Check, CheckOutcome, Subject, namespace, object_store};
use crate::consumer;
use anyhow::Context as _;
use camino::Utf8Path;
use stack_model::EnvironmentName;

pub(super) const CHECK: Check = Check {
    name: "hub",
    proves: "the playbook makes the repositories with the vault's passwords, once, and refuses a key that no machine lets in; what Zerobyte knows is copied while it is written to, and comes back with the secret that opens it; every snapshot of a repository is copied to another machine, and young copies alone are reported; what is missing, damaged, unreachable, of another host key or another password is a failure and no report; no secret is in a list of processes",
    needs: &[
        "ansible-playbook",
        "restic",
        "sqlite3",
        "sshd",
        "ssh",
        "object-store",
        "curl",
        "python3",
        "ip",
        "namespaces",
    ],
    run,
};

const STAGE: &str = include_str!("hub/stage.sh");
const SCENES: [&str; 4] = [
    include_str!("reports.sh"),
    include_str!("hub/playbook.sh"),
    include_str!("hub/state.sh"),
    include_str!("hub/archive.sh"),
];

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let (mut hubs, mut repositories, mut copies) = (0, 0, 0);
    let resolved = subject.stack.resolved();
    for (environment, _) in resolved.deployments() {
        let restic_repositories = resolved.restic_repositories(environment);
        let buckets: Vec<&str> =
            restic_repositories.iter().map(|restic_repository| restic_repository.bucket.as_str()).collect();
        if buckets.is_empty() {
            continue;
        }
        play(subject, environment, &buckets).with_context(|| environment.to_string())?;
        hubs += 1;
        repositories += buckets.len();
        copies += resolved.archived(environment).len();
    }
    let playbook = subject.dist.join("ansible/playbooks/backup-hub.yml");
    anyhow::ensure!(
        playbook.exists() == (hubs > 0),
        "the playbook and the model differ on whether there is a hub"
    );
    if hubs == 0 {
        return CheckOutcome::nothing_to_do("nothing is put into a repository");
    }
    CheckOutcome::proven([
        (hubs, "hubs, what Zerobyte knows copied and back"),
        (repositories, "repositories made"),
        (copies, "repositories archived"),
    ])
}

fn play(subject: &Subject, environment: &EnvironmentName, buckets: &[&str]) -> anyhow::Result<()> {
    let resolved = subject.stack.resolved();
    let zerobyte = resolved.zerobyte().context("repositories without a Zerobyte")?;
    let playbook = consumer::find("ansible-playbook").context("ansible-playbook")?;
    let scratch = subject.scratch.join(environment.as_str());
    fs_err::create_dir_all(&scratch)?;
    let archive = resolved.archive().filter(|_| !resolved.archived(environment).is_empty());
    let inside = format!(
        "cd '{scratch}'\nscratch='{scratch}' playbook='{playbook}' name='{environment}.{}' scope='{}--{environment}' \
         public_key='{}' state='{}' archive_user='{}' archive_path='{}' reported={}\n{}{}",
        zerobyte.host,
        subject.stack.project().name,
        zerobyte.public_key,
        resolved.state_of(environment).map(|one| one.copy.into.to_string()).unwrap_or_default(),
        archive.map(|archive| archive.user.to_string()).unwrap_or_default(),
        archive.map(|archive| archive.path.to_string()).unwrap_or_default(),
        u8::from(!reports(subject, environment).is_empty()),
        object_store::start(buckets),
        SCENES.concat(),
    );
    let script = scratch.join("inside.sh");
    fs_err::write(&script, format!("set -euo pipefail\n{inside}"))?;
    let said = namespace::play(&stage(subject, &scratch), &scratch)?;
    anyhow::ensure!(said.contains("the hub is green"), "it ended without a word: {said}");
    Ok(())
}

/// The reports of the hub.
fn reports(subject: &Subject, environment: &EnvironmentName) -> Vec<stack_model::resolve::Heartbeat> {
    use stack_model::resolve::Reporter;
    let heartbeats = subject.stack.resolved().heartbeats(environment).into_iter();
    heartbeats.filter(|one| matches!(one.of, Reporter::State | Reporter::Archive)).collect()
}

fn stage(subject: &Subject, scratch: &Utf8Path) -> String {
    format!("scratch='{scratch}' tree='{}'\n{STAGE}", subject.dist.join("ansible"))
}

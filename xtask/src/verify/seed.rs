//! `seed`: what production lays out of the real n8n fills another environment, in which the real n8n then starts.

use super::{Check, CheckOutcome, Running, Subject, container, n8n::Stage, namespace, object_store};
use crate::{application::kind, consumer};
use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::json;
use stack_model::{resolve::SeededDatabase, stack::Export};

pub(super) const CHECK: Check = Check {
    name: "seed",
    proves: "a database of the real n8n with persons, credentials, keys and an active workflow is dumped by the emitted script, fetched from an object store by the emitted tasks and put in its place: nothing of them is left in it, the real n8n starts with the other environment's key, lets in its owner and nobody else, and no workflow acts; a dump that is missing or changed, a refused key, a table or a column that is another, a workflow that stays active and data of which nobody knows are refused, and the database stays as it was; a second run leaves everything alone",
    needs: &[
        "n8n",
        "ansible-playbook",
        "object-store",
        "rclone",
        "pg_lsclusters",
        "runuser",
        "curl",
        "python3",
        "ip",
        "namespaces",
    ],
    run,
};

/// `docker`, as far as the scripts and the tasks call it.
const DOCKER: &str = include_str!("seed/docker.sh");
const PRODUCTION: [&str; 2] = [include_str!("n8n/workflows.sh"), include_str!("seed/production.sh")];
const SCENARIO: &str = include_str!("seed/scenario.sh");

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let resolved = subject.stack.resolved();
    let (mut filled, mut unproven) = (0, 0);
    for (environment, _) in resolved.deployments() {
        let Some(seed) = resolved.seed(environment) else { continue };
        for database in resolved.seeded_databases(environment) {
            let instance = |of| {
                subject.running(kind("n8n")).into_iter().find(|running: &Running<'_>| {
                    running.site.environment == of && database.plan.of().contains(&running.service.name)
                })
            };
            let (Some(from), Some(to)) = (instance(&seed.from), instance(environment)) else {
                unproven += 1;
                continue;
            };
            let at = || format!("{} of {environment} from {}", database.name, seed.from);
            let dumps = dump(subject, &from).with_context(at)?;
            fill(subject, &to, &database, &dumps).with_context(at)?;
            filled += 1;
        }
    }
    anyhow::ensure!(unproven == 0, "{unproven} databases are filled by a way that is tried on no program");
    if filled == 0 {
        return CheckOutcome::nothing_to_do("no environment is filled from another");
    }
    CheckOutcome::proven([(filled, "databases filled and started; 9 faults refused")])
}

/// Makes an instance that is in use, and dumps it; the folder with its dumps.
fn dump(subject: &Subject, running: &Running<'_>) -> anyhow::Result<Utf8PathBuf> {
    let stage = Stage::prepare(subject, running)?.context("an instance without a database server")?;
    let scratch = &running.scratch;
    let mut script = format!("{}{}", stage.open()?, scene(&stage)?);
    let text = fs_err::read_to_string(running.folder.join("pre-backup.sh"))?;
    let own = format!(" {} dump pg_dump ", stage.database()?);
    let steps = text.lines().filter(|line| !line.starts_with("step ") || line.contains(&own));
    fs_err::write(scratch.join("pre-backup.sh"), steps.map(|line| format!("{line}\n")).collect::<String>())?;
    script.push_str(&PRODUCTION.concat());
    namespace::play(&script, scratch)?;
    Ok(scratch.join("backups"))
}

/// Fills the other one from what was dumped, and starts it.
fn fill(
    subject: &Subject,
    running: &Running<'_>,
    database: &SeededDatabase<'_>,
    dumps: &Utf8Path,
) -> anyhow::Result<()> {
    let stage = Stage::prepare(subject, running)?.context("an instance without a database server")?;
    let scratch = &running.scratch;
    fs_err::copy(running.folder.join("restore.sh"), scratch.join("restore.sh"))?;
    let playbook = consumer::find("ansible-playbook").context("ansible-playbook")?;
    let tree = subject.dist.join("ansible");
    let play = scratch.join("play");
    fs_err::create_dir_all(&play)?;
    for folder in ["tasks", "files"] {
        std::os::unix::fs::symlink(tree.join("playbooks").join(folder), play.join(folder))?;
    }
    let tasks = json!([{
        "hosts": format!("{}.{}", running.site.environment, running.site.host),
        "connection": "local",
        "gather_facts": false,
        "vars": {
            "ansible_python_interpreter": "/usr/bin/python3",
            "stack_dir": scratch.as_str(),
            "seed_endpoint": object_store::ORIGIN,
        },
        "tasks": [{ "name": "Fill", "ansible.builtin.include_tasks": "tasks/seed.yml" }],
    }]);
    fs_err::write(play.join("play.yml"), tasks.to_string())?;
    let (bucket, folder) = database.folder.split_once('/').context("a bucket and a folder")?;
    let keys = Export::keys();
    let owner = stage
        .owner
        .map(|owner| json!({ "emailOrLdapLoginId": owner.email, "password": container::PASSWORD }));
    let owner = owner.context("an instance without an owner: who gets in cannot be shown")?.to_string();
    let script = format!(
        "{open}{scene}bucket_folder='{bucket}/{folder}' dumps='{dumps}' playbook='{playbook}' tree='{tree}' access_name='vault_{access}' \
         secret_name='vault_{secret}' pattern='{pattern}' statements='{tree}/playbooks/files/seed.{server}.{name}.sql' owner={owner}\n{store}{SCENARIO}",
        open = stage.open()?,
        scene = scene(&stage)?,
        access = keys.access_key,
        secret = keys.secret_key,
        pattern = database.plan.file().pattern(),
        name = database.name,
        server = database.plan.service().context("a database has a server")?,
        owner = container::words([owner]),
        store = object_store::start(&[bucket]),
    );
    namespace::play(&script, scratch)?;
    Ok(())
}

/// Lines for bash that both begin with.
fn scene(stage: &Stage<'_>) -> anyhow::Result<String> {
    let scratch = &stage.running.scratch;
    fs_err::create_dir_all(scratch.join("bin"))?;
    fs_err::write(scratch.join("bin/docker"), DOCKER)?;
    let server = stage.server.name();
    Ok(format!(
        "database='{}' server='{server}' role='{}'\n{}",
        stage.database()?,
        stage.role(),
        include_str!("seed/begin.sh")
    ))
}

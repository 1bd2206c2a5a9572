//! `backup-config`: what a machine dumps and when, where it lies, who takes it away, and how it is put back.

use super::{MachineRole, Phase};
use crate::{
    ansible::{fetch::repository_of, machine_template, monitors::UPTIME_KUMA_URL, role_file::RoleFile},
    artefact::{Consumer, Mode},
    calendar,
    compose::{is_dumped, plans_on, way},
    engine::verbatim,
    jinja::Expression,
    variables::STACK_DIR,
    yaml::{Yaml, map},
};
use minijinja::{Value, context};
use stack_model::{
    CheckedStack, RepositoryName, ServiceName, Site,
    resolve::{Pull, Reporter, RestorePlan},
    stack::{Plane, SecretCharset},
};

/// The tasks that write more than one file.
const UNITS: (&str, &str) = ("main.yml", "Write the units of the dumps");
const READ_UNITS: &str = "Read the units again";

/// What begins the dumps, and who reads them. The scripts are each machine's own.
const FILES: &[RoleFile] = &[
    RoleFile::template(
        "heartbeat.conf",
        "/etc/stack-backup.curlrc",
        Mode::Private,
        ("main.yml", "Write where a success is reported"),
        Consumer::Dumps,
    ),
    RoleFile::template(
        "stack-backup.service",
        "/etc/systemd/system/stack-backup.service",
        Mode::Public,
        UNITS,
        Consumer::Dumps,
    )
    .notifying(READ_UNITS),
    RoleFile::template(
        "stack-backup.timer",
        "/etc/systemd/system/stack-backup.timer",
        Mode::Public,
        UNITS,
        Consumer::Dumps,
    )
    .notifying(READ_UNITS),
    RoleFile::template(
        "puller.pub.txt",
        "/etc/ssh/zerobyte.pub",
        Mode::Public,
        ("puller.yml", "Write whose key reads the dumps"),
        Consumer::Sshd,
    ),
    RoleFile::template(
        "srv-backups.mount",
        "/etc/systemd/system/srv-backups.mount",
        Mode::Public,
        ("puller.yml", "Write the unit that shows them there"),
        Consumer::Dumps,
    )
    .notifying(READ_UNITS),
];

pub(super) const ROLE: MachineRole = MachineRole {
    name: "backup-config",
    about: "The dumps of what a machine keeps, who takes them away, and the script that puts them back",
    files: FILES,
    reads: || vec![STACK_DIR.untyped()],
    phase: Phase::Configure,
    view: |repository| {
        let stack = repository.stack;
        let dumps = stack.resolved().local_dump();
        let events = calendar::events(&dumps.at, &dumps.timezone);
        is_dumped(stack).then(|| {
            context! {
                pattern => verbatim(SecretCharset::PushToken.pattern()),
                events => events.into_iter().map(verbatim).collect::<Value>(),
                within => dumps.within.seconds(),
                user => verbatim(PULLER),
                view => verbatim(SHOWN),
                unit => verbatim(SHOWN.trim_start_matches('/').replace('/', "-")),
            }
        })
    },
    variables: |repository, site| {
        let stack = repository.stack;
        let mut variables = vec![
            ("backup_config_artefacts", artefacts(stack, site)),
            ("backup_config_folders", folders(stack, site)),
            ("backup_config_address", Yaml::text(address(site))),
            ("backup_config_puller_key", Yaml::text(puller_key(stack, site))),
        ];
        for (script, variable) in [("pre-backup", "backup_config_dump"), ("restore", "backup_config_restore")]
        {
            let template = machine_template(stack, site.host, script, "sh");
            variables.push((variable, Yaml::text(format!("{template}.j2"))));
        }
        let heartbeats = stack.resolved().heartbeats(site.environment);
        let heartbeat =
            heartbeats.iter().find(|heartbeat| heartbeat.of == Reporter::Dumps(site.host.clone()));
        let (kuma, token) = match heartbeat {
            Some(heartbeat) => ((&UPTIME_KUMA_URL).into(), Expression::vault(&heartbeat.token).into()),
            None => (Yaml::text(""), Yaml::text("")),
        };
        variables.extend([("backup_config_kuma", kuma), ("backup_config_token", token)]);
        variables
    },
};

/// The user by whom the dumps of a machine are read from elsewhere.
pub(crate) const PULLER: &str = "zerobyte";

/// Where that user sees them: sshd shuts nobody up in a folder that is not root's up to the top, and the one of the stack is its
/// user's (`sshd_config(5)`, `ChrootDirectory`).
pub(crate) const SHOWN: &str = "/srv/backups";

/// The key of who takes dumps away from a machine; empty if nobody does.
pub(crate) fn puller_key(stack: &CheckedStack, site: &Site<'_>) -> String {
    let resolved = stack.resolved();
    let pulled = resolved.pulls(site.environment).iter().any(|pull| pull.source.host == *site.host);
    let zerobyte = resolved.zerobyte().filter(|_| pulled);
    zerobyte.map(|zerobyte| zerobyte.public_key.to_string()).unwrap_or_default()
}

/// Where the dumps are read: at the machine's address on the VPN, which `backup-out-of-reach` has seen to.
fn address(site: &Site<'_>) -> String {
    let addresses = site.machine.addresses.on(Plane::Mesh);
    addresses
        .and_then(|addresses| addresses.get(site.environment))
        .map(ToString::to_string)
        .unwrap_or_default()
}

/// The folders of the dumps. Those of what does not run here stay empty.
fn folders(stack: &CheckedStack, site: &Site<'_>) -> Yaml {
    let mut folders: Vec<String> =
        plans_on(stack, site.host).iter().map(|plan| plan.source().folder.clone()).collect();
    folders.sort();
    folders.dedup();
    Yaml::list(folders)
}

/// What can be put back, as the playbook knows it.
fn artefacts(stack: &CheckedStack, site: &Site<'_>) -> Yaml {
    let plans = stack.resolved().restore_plans(site.environment);
    let pulls = stack.resolved().pulls(site.environment);
    Yaml::List(
        plans
            .iter()
            .filter(|plan| plan.host() == site.host)
            .filter_map(|plan| artefact(stack, &pulls, plan))
            .collect(),
    )
}

/// One that a script puts back. Settings are generated: a person compares them, and a deployment puts them back.
fn artefact(stack: &CheckedStack, pulls: &[Pull<'_>], plan: &RestorePlan) -> Option<Yaml> {
    plan.service()?;
    let way = way(stack, plan);
    let names = |services: &[ServiceName]| Yaml::list(services.iter().map(ServiceName::as_str));
    Some(map! {
        "name": plan.name(),
        "of": names(plan.of()),
        "spare": plan.is_spare(),
        "folder": plan.source().folder.as_str(),
        "pattern": plan.file().pattern(),
        "way": way.name,
        "arguments": Yaml::list(way.restore),
        "stops": names(plan.stops()),
        // Where it comes from when the machine has lost it; empty if no job takes it away.
        "repository": repository_of(pulls, plan).map_or("", RepositoryName::as_str),
    })
}

//! `backup-export`: the newest dumps of a machine as plain files in a bucket.

use super::{MachineRole, Phase};
use crate::{
    ansible::{Repository, monitors::UPTIME_KUMA_URL, role_file::RoleFile},
    artefact::{Consumer, Mode},
    calendar,
    engine::verbatim,
    jinja::Expression,
    variables::STACK_DIR,
    yaml::{Yaml, map},
};
use minijinja::{Value, context};
use stack_model::{
    SecretName, Site,
    resolve::{BucketKeys, MachineExport, Reporter},
    stack::{Export, SecretCharset},
};

/// The tasks that write more than one file.
const SETTINGS: (&str, &str) = ("export.yml", "Write its settings");
const UNITS: (&str, &str) = ("export.yml", "Write the units of the export");
const READ_UNITS: &str = "Read the units of the export again";

/// The program, its settings, and what begins it.
const FILES: &[RoleFile] = &[
    RoleFile::copy(
        "stack-export.sh",
        "/usr/local/sbin/stack-export",
        Mode::Program,
        ("export.yml", "Write the program"),
        Consumer::Export,
    ),
    RoleFile::template(
        "sources.txt",
        "{{ backup_export_folder }}/sources",
        Mode::Private,
        SETTINGS,
        Consumer::Export,
    ),
    RoleFile::template(
        "rclone.conf",
        "{{ backup_export_folder }}/rclone.conf",
        Mode::Private,
        SETTINGS,
        Consumer::Export,
    ),
    RoleFile::template(
        "heartbeat.conf",
        "{{ backup_export_folder }}/heartbeat.curlrc",
        Mode::Private,
        ("export.yml", "Write where a success is reported"),
        Consumer::Export,
    ),
    RoleFile::template(
        "stack-export.service",
        "/etc/systemd/system/stack-export.service",
        Mode::Public,
        UNITS,
        Consumer::Export,
    )
    .notifying(READ_UNITS),
    RoleFile::template(
        "stack-export.timer",
        "/etc/systemd/system/stack-export.timer",
        Mode::Public,
        UNITS,
        Consumer::Export,
    )
    .notifying(READ_UNITS),
];

pub(super) const ROLE: MachineRole = MachineRole {
    name: "backup-export",
    about: "The newest dumps of a machine as plain files in a bucket, by a timer",
    files: FILES,
    reads: || vec![STACK_DIR.untyped()],
    phase: Phase::Configure,
    view: |repository| {
        let resolved = repository.stack.resolved();
        let export = resolved.export()?;
        let dumps = resolved.local_dump();
        let events = calendar::events(&export.at, &dumps.timezone);
        Some(context! {
            endpoint => verbatim(export.endpoint.to_string()),
            events => events.into_iter().map(verbatim).collect::<Value>(),
            within => export.within.seconds(),
            oldest => dumps.max_age().minutes(),
            key_pattern => verbatim(SecretCharset::Base64.pattern()),
            token_pattern => verbatim(SecretCharset::PushToken.pattern()),
        })
    },
    variables,
};

/// What a machine exports, and by which keys; nothing where it exports nothing.
fn variables(repository: &Repository<'_>, site: &Site<'_>) -> Vec<(&'static str, Yaml)> {
    let resolved = repository.stack.resolved();
    let machine_exports = resolved.machine_exports(site.environment);
    let machine_export = machine_exports.iter().find(|machine_export| machine_export.host == *site.host);
    let target = machine_export.map(MachineExport::target).unwrap_or_default();
    let sources = machine_export.map(|machine_export| machine_export.sources.as_slice()).unwrap_or_default();
    let artefacts = sources.iter().flat_map(|source| {
        source.files.iter().map(|artefact| {
            map! { "folder": source.folder.as_str(), "pattern": artefact.pattern() }
        })
    });
    let heartbeats = resolved.heartbeats(site.environment);
    let report = heartbeats.iter().find(|one| one.of == Reporter::Export(site.host.clone()));
    let or_empty = |value: Option<Yaml>| value.unwrap_or_else(|| Yaml::text(""));
    let key = |name: &SecretName| or_empty(machine_export.map(|_| Expression::vault(name).into()));
    let BucketKeys { access_key, secret_key, .. } = Export::keys();
    let token = report.map(|report| Expression::vault(&report.token).into());
    vec![
        ("backup_export_target", Yaml::text(target)),
        ("backup_export_sources", Yaml::list(artefacts)),
        ("backup_export_access_key", key(&access_key)),
        ("backup_export_secret_key", key(&secret_key)),
        ("backup_export_kuma", or_empty(report.map(|_| (&UPTIME_KUMA_URL).into()))),
        ("backup_export_token", or_empty(token)),
    ]
}

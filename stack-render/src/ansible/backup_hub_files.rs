//! The files of the role `backup-hub`.

use super::role_file::RoleFile;
use crate::artefact::{Consumer, Mode};

const PROGRAMS: (&str, &str) = ("main.yml", "Write the programs");
const UNITS: (&str, &str) = ("timers.yml", "Write the units");
const ACCESS: (&str, &str) = ("archive.yml", "Write how the machine of the archive is reached");

const fn program(name: &'static str, place: &'static str) -> RoleFile {
    RoleFile::copy(name, place, Mode::Program, PROGRAMS, Consumer::Hub)
}

const fn unit(name: &'static str, place: &'static str) -> RoleFile {
    RoleFile::template(name, place, Mode::Public, UNITS, Consumer::Hub)
        .notifying("Read the units of the hub again")
}

const fn access(name: &'static str, place: &'static str) -> RoleFile {
    RoleFile::template(name, place, Mode::Private, ACCESS, Consumer::Hub)
}

/// Those of every hub.
pub(super) const FILES: &[RoleFile] = &[
    program("stack_repositories.py", "/usr/local/sbin/stack-repositories"),
    program("stack-zerobyte.sh", "/usr/local/sbin/stack-zerobyte"),
    RoleFile::text(
        "{{ backup_hub_secrets }}/{{ item.file }}",
        Mode::Private,
        ("repositories.yml", "Write what opens each repository, for Zerobyte"),
        Consumer::Zerobyte,
    ),
    RoleFile::template(
        "repository.cfg",
        "{{ backup_hub_settings }}/{{ item.name }}.cfg",
        Mode::Private,
        ("repositories.yml", "Write where each repository is"),
        Consumer::Hub,
    ),
    RoleFile::text(
        "{{ backup_hub_settings }}/{{ item.name }}.password",
        Mode::Private,
        ("repositories.yml", "Write what opens each repository"),
        Consumer::Hub,
    ),
    RoleFile::template(
        "heartbeat.conf",
        "{{ backup_hub_settings }}/{{ item.name }}.curlrc",
        Mode::Private,
        ("timers.yml", "Write where a success is reported"),
        Consumer::Hub,
    ),
    unit("stack-zerobyte.service", "/etc/systemd/system/stack-zerobyte-{{ backup_hub_scope }}.service"),
    unit("stack-zerobyte.timer", "/etc/systemd/system/stack-zerobyte-{{ backup_hub_scope }}.timer"),
];

/// Those of a hub that copies to an archive.
pub(super) const ARCHIVE: &[RoleFile] = &[
    access("ssh_config.cfg", "{{ backup_hub_settings }}/ssh_config"),
    access("known_hosts.txt", "{{ backup_hub_settings }}/known_hosts"),
    access("archived.txt", "{{ backup_hub_settings }}/archived"),
    RoleFile::text(
        "{{ backup_hub_settings }}/archive.password",
        Mode::Private,
        ("archive.yml", "Write what opens the copies"),
        Consumer::Hub,
    ),
    unit("stack-archive.service", "/etc/systemd/system/stack-archive-{{ backup_hub_scope }}.service"),
    unit("stack-archive.timer", "/etc/systemd/system/stack-archive-{{ backup_hub_scope }}.timer"),
    unit(
        "stack-archive-watch.service",
        "/etc/systemd/system/stack-archive-watch-{{ backup_hub_scope }}.service",
    ),
    unit("stack-archive-watch.timer", "/etc/systemd/system/stack-archive-watch-{{ backup_hub_scope }}.timer"),
];

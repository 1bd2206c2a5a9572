//! Who reads what: for each generated path the checks whose program reads it, or why none does. What is deployed says its consumer
//! itself; what stays in the Ansible repository has it here.

use super::CHECKS;
use Reader::{Checks, Unread};
use globset::{Glob, GlobMatcher};
use stack_render::{Consumer, Tree};

/// Who reads the files of a consumer.
#[derive(Debug, Clone, Copy)]
pub enum Reader {
    /// The programs of these checks.
    Checks(&'static [&'static str]),
    /// No program here, for this reason.
    Unread(&'static str),
}

/// What reads any file of a language, for each purpose. `ansible-parity`, which compares bytes, does not count. In patterns, `*` stays inside of a folder and `**` does not.
static LANGUAGES: &[(&str, Reader)] = &[
    ("**/*.{yml,yaml}", Checks(&["yamllint", "pyyaml"])),
    ("**/*.sh", Checks(&["shellcheck"])),
    ("**/*.py", Checks(&["pyflakes"])),
    ("**/Dockerfile", Checks(&["hadolint"])),
];

/// The files that stay in the repository, by pattern. A path may fit several: then all of them read it.
static REPOSITORY: &[(&str, &[Consumer])] = &[
    ("ansible/{playbooks,roles,molecule}/**/*.yml", &[Consumer::Playbook]),
    ("ansible/molecule/default/files/machine.py", &[Consumer::Playbook]),
    ("ansible/{ansible.cfg,.ansible-lint}", &[Consumer::AnsibleSettings]),
    ("ansible/.yamllint.yml", &[Consumer::YamlSettings]),
    ("ansible/inventory/**/*.yml", &[Consumer::Inventory]),
    ("ansible/inventory/hub.yml", &[Consumer::VpnNames, Consumer::Hub]),
    ("ansible/inventory/group_vars/*/secrets.yml.example", &[Consumer::InitVault]),
    ("ansible/playbooks/deploy.yml", &[Consumer::DeployPlaybook]),
    ("ansible/playbooks/{rollback,backup-restore}.yml", &[Consumer::ConfirmedPlaybook]),
    (
        "ansible/{playbooks/connect.yml,roles/hardening/**/*.yml}",
        &[Consumer::Sshd, Consumer::Firewall, Consumer::Fail2ban],
    ),
    ("ansible/{playbooks/vpn-dns.yml,roles/{headscale-node,vpn-dns}/**/*.yml}", &[Consumer::VpnNames]),
    ("ansible/{playbooks/uptime-kuma.yml,roles/uptime-config/**/*.yml}", &[Consumer::UptimeKuma]),
    ("ansible/{playbooks/backup-hub.yml,roles/backup-hub/**/*.yml}", &[Consumer::Hub]),
    ("ansible/roles/backup-export/**/*.yml", &[Consumer::Export]),
    (
        "ansible/playbooks/{dns-update.yml,files/{update_records.py,ovh-requirements.txt}}",
        &[Consumer::PublicRecords],
    ),
    ("ansible/playbooks/{tasks/seed.yml,files/seed.*.sql}", &[Consumer::Seed]),
    (
        "ansible/playbooks/{backup-restore.yml,tasks/fetch.yml,tasks/restore.yml,files/fetch_artefacts.py}",
        &[Consumer::Restore],
    ),
    ("ansible/.github/workflows/*.yml", &[Consumer::Workflow]),
    ("ansible/.github/requirements.txt", &[Consumer::RunnerPins]),
    ("ansible/requirements.yml", &[Consumer::Collections]),
    ("ansible/scripts/lock-digests.sh", &[Consumer::LockDigests]),
    ("ansible/scripts/init-vault.sh", &[Consumer::InitVault]),
    ("ansible/scripts/wizard.sh", &[Consumer::Wizard]),
    ("ansible/docs/*.md", &[Consumer::Page]),
    ("ansible/**/README.md", &[Consumer::Words]),
];

/// Who plays the part of a consumer.
fn reader(consumer: Consumer) -> Reader {
    match consumer {
        Consumer::Application(name, file) => application(name, file),
        Consumer::ComposeFile => Checks(&["compose-config", "compose-schema"]),
        Consumer::ComposeVariables => Checks(&["compose-config"]),
        Consumer::ComposeExample => Checks(&["compose-config", "prepare"]),
        Consumer::Engine => Unread("the engine reads it when it is started, which `converge` and `e2e` do"),
        Consumer::Prepare => Checks(&["prepare"]),
        Consumer::Dumps => Checks(&["dumps"]),
        Consumer::Export => Checks(&["export"]),
        Consumer::Releases => Checks(&["release"]),
        Consumer::SmokeTest => Checks(&["smoke-test"]),
        Consumer::Sshd => Checks(&["sshd"]),
        Consumer::Firewall => Checks(&["ufw"]),
        Consumer::Fail2ban => Checks(&["fail2ban"]),
        Consumer::Crowdsec => Checks(&["crowdsec"]),
        Consumer::Apt => Unread("apt reads it on a machine, as those of `converge` are"),
        Consumer::VpnClient | Consumer::VpnNames => Checks(&["vpn"]),
        Consumer::UptimeKuma => Checks(&["uptime-kuma"]),
        Consumer::Zerobyte => Checks(&["zerobyte"]),
        Consumer::Hub => Checks(&["hub"]),
        Consumer::Playbook => Checks(&["ansible-syntax", "ansible-lint"]),
        Consumer::Inventory => Checks(&["ansible-parity", "ansible-env"]),
        Consumer::AnsibleSettings => Checks(&["ansible-lint", "ansible-syntax"]),
        Consumer::YamlSettings => Checks(&["yamllint"]),
        Consumer::Collections => Checks(&["ansible-lint"]),
        Consumer::DeployPlaybook => Checks(&["ansible-env"]),
        Consumer::ConfirmedPlaybook => Checks(&["ansible-confirm"]),
        Consumer::Seed => Checks(&["seed"]),
        Consumer::Restore => Checks(&["drill"]),
        Consumer::PublicRecords => Checks(&["dns-update"]),
        Consumer::Workflow => Checks(&["workflows"]),
        Consumer::RunnerPins => {
            Unread("pip reads it on GitHub's runners; its pins are those of the checks here")
        }
        Consumer::LockDigests => Checks(&["shellcheck"]),
        Consumer::InitVault => Checks(&["init-vault"]),
        Consumer::Wizard => Checks(&["wizard"]),
        Consumer::Page => Checks(&["documents"]),
        Consumer::Words => Unread("words for people"),
    }
}

/// The files of applications that some check gives to their program, or to another that reads such a file, and those of programs
/// that cannot be had. A row without a file is for all others of the application.
static APPLICATIONS: &[(&str, Option<&str>, Reader)] = &[
    ("alloy", None, Unread(NOT_TO_BE_HAD)),
    ("caddy", Some("Dockerfile"), Checks(&["hadolint"])),
    ("caddy", None, Checks(&["caddy-validate", "caddy-behaviour"])),
    ("grafana", Some("alerting.yml"), Checks(&["promtool"])),
    ("grafana", Some("backup.py"), Checks(&["dumps"])),
    ("grafana", Some("dashboards/*.json"), Checks(&["victoria-metrics"])),
    ("litellm", Some("keys.json"), Checks(&["litellm-keys"])),
    ("litellm", Some("provision_keys.py"), Checks(&["litellm-keys"])),
    ("litellm", None, Checks(&["litellm"])),
    ("loki", None, Unread(NOT_TO_BE_HAD)),
    ("openclaw", None, Checks(&["openclaw"])),
    ("postgresql", None, Checks(&["postgresql"])),
    ("qdrant", Some("backup.py"), Checks(&["dumps"])),
    ("redis", None, Checks(&["redis"])),
    ("socketproxy", None, Checks(&["socket-proxy"])),
];

const NOT_TO_BE_HAD: &str = "the program is in no registry of packages; `unproven-contract` says so";

fn application(name: &str, file: &str) -> Reader {
    let fits = |(application, own, _): &&(&str, Option<&str>, Reader)| {
        *application == name && own.is_none_or(|own| own == file)
    };
    APPLICATIONS.iter().find(fits).map_or(Checks(&[]), |(_, _, reader)| *reader)
}

/// The tables above, ready to be asked.
pub struct Readers {
    languages: Vec<(GlobMatcher, Reader)>,
    repository: Vec<(GlobMatcher, &'static [Consumer])>,
}

fn matchers<T: Copy>(rows: &[(&str, T)]) -> anyhow::Result<Vec<(GlobMatcher, T)>> {
    let matcher = |pattern: &str| {
        let glob = globset::GlobBuilder::new(pattern).literal_separator(true).build();
        glob.map(|glob| glob.compile_matcher())
    };
    rows.iter().map(|(pattern, row)| Ok((matcher(pattern)?, *row))).collect()
}

impl Readers {
    /// The tables above.
    ///
    /// # Errors
    /// If a pattern is none, which is a mistake of this file.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self { languages: matchers(LANGUAGES)?, repository: matchers(REPOSITORY)? })
    }

    /// The programs that a path of the output is for: of what is deployed, by its entry, else by the table of the repository.
    fn consumers(&self, tree: &Tree, path: &str) -> Vec<Consumer> {
        let deployed = tree.artefacts(path).map(|artefact| artefact.consumer);
        let fits = self.repository.iter().filter(|(pattern, _)| pattern.is_match(path));
        deployed.chain(fits.flat_map(|(_, consumers)| consumers.iter().copied())).collect()
    }

    /// Who reads a path, as words; empty if none does and no reason is known.
    pub fn of(&self, tree: &Tree, path: &str) -> Vec<&'static str> {
        // A template is read as what it becomes, if it is filled here.
        let is_filled = tree.artefacts(path).any(|artefact| artefact.folder.is_some());
        let becomes = path.strip_suffix(".j2").filter(|_| is_filled).unwrap_or(path);
        let languages = self.languages.iter().filter(|(pattern, _)| pattern.is_match(becomes));
        let readers = languages.map(|(_, reader)| *reader);
        let mut names: Vec<&'static str> = Vec::new();
        for reader in readers.chain(self.consumers(tree, path).into_iter().map(reader)) {
            match reader {
                Checks(checks) => names.extend(checks),
                Unread(reason) => names.push(reason),
            }
        }
        let mut seen = Vec::new();
        names.retain(|name| {
            let is_new = !seen.contains(name);
            seen.push(*name);
            is_new
        });
        names
    }

    /// The patterns that fit none of these paths: what they stood for is gone.
    pub fn idle(&self, paths: &[String]) -> Vec<&Glob> {
        let languages = self.languages.iter().map(|(pattern, _)| pattern);
        let patterns = languages.chain(self.repository.iter().map(|(pattern, _)| pattern));
        patterns
            .filter(|pattern| !paths.iter().any(|path| pattern.is_match(path)))
            .map(GlobMatcher::glob)
            .collect()
    }
}

/// The checks that are named and that do not exist, for the consumers of these paths and the tables.
pub fn unknown(readers: &Readers, tree: &Tree) -> Vec<&'static str> {
    let consumers = tree.files().flat_map(|(path, _)| readers.consumers(tree, path.as_str()));
    let languages = LANGUAGES.iter().map(|(_, reader)| *reader);
    let tables = languages.chain(APPLICATIONS.iter().map(|(_, _, reader)| *reader));
    let named = consumers.map(reader).chain(tables).flat_map(|reader| match reader {
        Checks(checks) => checks,
        Unread(_) => &[],
    });
    named.copied().filter(|name| !CHECKS.iter().any(|check| check.name == *name)).collect()
}

//! Who reads what: for each generated path the checks whose program reads it, or why none does.

use super::CHECKS;
use globset::{Glob, GlobMatcher};

/// What reads the files of a pattern.
#[derive(Debug, Clone, Copy)]
pub enum Reader {
    /// The programs of these checks.
    Checks(&'static [&'static str]),
    /// No program, for this reason.
    Nobody(&'static str),
}

use Reader::{Checks, Nobody};

/// The patterns, in which `*` stays inside of a folder and `**` does not. A path may fit several: then all of them read it.
pub static READERS: &[(&str, Reader)] = &[
    ("**/*.{yml,yaml}", Checks(&["yamllint", "pyyaml"])),
    ("**/*.sh", Checks(&["shellcheck"])),
    ("**/*.py", Checks(&["pyflakes"])),
    ("**/Dockerfile", Checks(&["hadolint"])),
    ("ansible/**/*.j2", Checks(&["ansible-parity"])),
    ("ansible/{ansible.cfg,.ansible-lint}", Checks(&["ansible-lint", "ansible-syntax"])),
    ("ansible/.yamllint.yml", Checks(&["yamllint"])),
    ("ansible/inventory/**", Checks(&["ansible-parity", "ansible-env"])),
    ("ansible/{playbooks,roles}/**/*.yml", Checks(&["ansible-syntax", "ansible-lint"])),
    ("ansible/playbooks/deploy.yml", Checks(&["ansible-env"])),
    ("ansible/playbooks/{rollback,backup-restore}.yml", Checks(&["ansible-confirm"])),
    ("ansible/{playbooks/uptime-kuma.yml,roles/uptime-config/**}", Checks(&["uptime-kuma"])),
    ("ansible/roles/hardening/**", Checks(&["sshd", "ufw", "fail2ban"])),
    ("ansible/playbooks/connect.yml", Checks(&["sshd", "ufw", "fail2ban"])),
    ("ansible/roles/common/files/stack-release.sh", Checks(&["release"])),
    ("ansible/{inventory/hub.yml,playbooks/vpn-dns.yml,roles/{headscale-node,vpn-dns}/**}", Checks(&["vpn"])),
    (
        "ansible/roles/hardening/{templates/crowdsec-caddy.yaml.j2,files/crowdsec-vpn.yaml}",
        Checks(&["crowdsec"]),
    ),
    (
        "ansible/playbooks/{dns-update.yml,files/{update_records.py,ovh-requirements.txt}}",
        Checks(&["dns-update"]),
    ),
    ("ansible/playbooks/{tasks/seed.yml,files/seed.*.sql}", Checks(&["seed"])),
    (
        "ansible/playbooks/{backup-restore.yml,tasks/fetch.yml,tasks/restore.yml,files/fetch_artefacts.py}",
        Checks(&["drill"]),
    ),
    ("ansible/.github/workflows/*.yml", Checks(&["workflows"])),
    (
        "ansible/.github/requirements.txt",
        Nobody("pip reads it on GitHub's runners; its pins are those of the checks here"),
    ),
    ("ansible/scripts/smoke-test.sh", Checks(&["smoke-test"])),
    ("ansible/requirements.yml", Checks(&["ansible-lint"])),
    ("ansible/scripts/lock-digests.sh", Checks(&["shellcheck"])),
    ("ansible/scripts/init-vault.sh", Checks(&["init-vault"])),
    ("ansible/scripts/wizard.sh", Checks(&["wizard"])),
    ("ansible/inventory/group_vars/*/secrets.yml.example", Checks(&["init-vault"])),
    ("ansible/docs/*.md", Checks(&["documents"])),
    ("ansible/**/README.md", Nobody("words for people")),
    ("ansible/roles/zerobyte-config/files/backups.*.json", Checks(&["zerobyte"])),
    ("ansible/roles/backup-export/**", Checks(&["export"])),
    ("ansible/{playbooks/backup-hub.yml,roles/backup-hub/**}", Checks(&["hub"])),
    ("ansible/inventory/hub.yml", Checks(&["hub"])),
    ("compose/*/monitors.json", Checks(&["uptime-kuma"])),
    ("compose/*/extra-records.json", Checks(&["vpn"])),
    ("compose/*/*/docker-compose.yml", Checks(&["compose-config", "compose-schema"])),
    ("compose/*/*/.env.example", Checks(&["compose-config", "prepare"])),
    ("compose/*/*/prepare.sh", Checks(&["prepare"])),
    ("compose/*/*/{pre-backup,restore}.sh", Checks(&["dumps"])),
    ("compose/*/*/configs/*/*.env", Checks(&["compose-config"])),
    ("compose/*/*/{Caddyfile,configs/caddy/*.caddy}", Checks(&["caddy-validate", "caddy-behaviour"])),
    ("compose/*/*/configs/*/Caddyfile", Checks(&["socket-proxy"])),
    ("compose/*/*/configs/*/redis.conf", Checks(&["redis"])),
    ("compose/*/*/configs/*/{postgresql.conf,pg_hba.conf,provision.sql,initdb/*}", Checks(&["postgresql"])),
    (
        "compose/*/*/configs/*/{litellm_config.yaml,keys.json,provision_keys.py}",
        Checks(&["litellm", "litellm-keys"]),
    ),
    ("compose/*/*/configs/*/openclaw.json", Checks(&["openclaw"])),
    ("compose/*/*/configs/*/dashboards/*", Checks(&["victoria-metrics"])),
    ("compose/*/*/configs/*/provisioning/alerting/*", Checks(&["promtool"])),
    (
        "compose/*/*/configs/*/{config.alloy,loki.yml}",
        Nobody("neither program can be had from a registry of packages; `unproven-contract` says so"),
    ),
    (
        "compose/*/*/configs/docker/daemon.json",
        Nobody("the engine reads it when it is started, which `converge` and issue D do"),
    ),
];

/// A table of patterns that is ready to be asked.
pub struct Readers(Vec<(GlobMatcher, Reader)>);

impl Readers {
    /// The table above.
    ///
    /// # Errors
    /// If a pattern is none, which is a mistake of this file.
    pub fn new() -> anyhow::Result<Self> {
        let matcher = |pattern: &str| {
            let glob = globset::GlobBuilder::new(pattern).literal_separator(true).build();
            glob.map(|glob| glob.compile_matcher())
        };
        let entries = READERS.iter().map(|(pattern, reader)| Ok((matcher(pattern)?, *reader)));
        Ok(Self(entries.collect::<anyhow::Result<_>>()?))
    }

    /// Who reads a path, as words; empty if the table forgets it.
    pub fn of(&self, path: &str) -> Vec<&'static str> {
        let mut names = Vec::new();
        for (_, reader) in self.0.iter().filter(|(pattern, _)| pattern.is_match(path)) {
            match reader {
                Checks(checks) => names
                    .extend(checks.iter().filter(|name| !names.contains(*name)).copied().collect::<Vec<_>>()),
                Nobody(reason) => names.push(*reason),
            }
        }
        names
    }

    /// The patterns that fit none of these paths: what they stood for is gone.
    pub fn idle(&self, paths: &[String]) -> Vec<&Glob> {
        let idle = self.0.iter().filter(|(pattern, _)| !paths.iter().any(|path| pattern.is_match(path)));
        idle.map(|(pattern, _)| pattern.glob()).collect()
    }
}

/// The checks that the table names and that do not exist.
pub fn unknown() -> Vec<&'static str> {
    let named = READERS.iter().flat_map(|(_, reader)| match reader {
        Checks(checks) => *checks,
        Nobody(_) => &[],
    });
    named.copied().filter(|name| !CHECKS.iter().any(|check| check.name == *name)).collect()
}

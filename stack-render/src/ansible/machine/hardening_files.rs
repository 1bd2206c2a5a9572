//! The files of the role `hardening`, by the program that reads them.

use crate::{
    ansible::role_file::RoleFile,
    artefact::{Consumer, Mode},
};

const RULES: (&str, &str) = ("firewall.yml", "Write the rules of published ports");
const LOAD: &str = "Load the rules of published ports";

pub(super) const FILES: &[RoleFile] = &[
    RoleFile::template(
        "sshd.conf",
        "/etc/ssh/sshd_config.d/10-hardening.conf",
        Mode::Public,
        ("step.yml", "Write the settings of ssh"),
        Consumer::Sshd,
    ),
    RoleFile::template(
        "rollback.sh",
        "/usr/local/sbin/hardening-rollback",
        Mode::Program,
        ("ssh.yml", "Write what takes a step back"),
        Consumer::Sshd,
    ),
    RoleFile::run("find_ssh.py", Consumer::Sshd),
    RoleFile::template(
        "docker.conf",
        "/etc/hardening/iptables.rules",
        Mode::Public,
        RULES,
        Consumer::Firewall,
    )
    .notifying(LOAD),
    RoleFile::template(
        "docker.conf",
        "/etc/hardening/ip6tables.rules",
        Mode::Public,
        RULES,
        Consumer::Firewall,
    )
    .notifying(LOAD),
    RoleFile::template(
        "docker.sh",
        "/usr/local/sbin/hardening-docker",
        Mode::Program,
        ("firewall.yml", "Write what loads them"),
        Consumer::Firewall,
    )
    .notifying(LOAD),
    RoleFile::template(
        "docker.service.cfg",
        "/etc/systemd/system/hardening-docker.service",
        Mode::Public,
        ("firewall.yml", "Write the unit that loads them before Docker starts"),
        Consumer::Firewall,
    )
    .notifying(LOAD),
    RoleFile::template(
        "jail.cfg",
        "/etc/fail2ban/jail.local",
        Mode::Public,
        ("bans.yml", "Say who is banned, and for how long"),
        Consumer::Fail2ban,
    )
    .notifying("Restart fail2ban"),
    RoleFile::template(
        "updates.conf",
        "/etc/apt/apt.conf.d/52hardening",
        Mode::Public,
        ("updates.yml", "Say what is updated"),
        Consumer::Apt,
    ),
    RoleFile::text(
        "/etc/apt/preferences.d/crowdsec",
        Mode::Public,
        ("crowdsec.yml", "Prefer the vendor's packages"),
        Consumer::Apt,
    ),
    RoleFile::text(
        "/etc/crowdsec/online_api_credentials.yaml",
        Mode::Private,
        ("crowdsec.yml", "Register with nobody"),
        Consumer::Crowdsec,
    ),
    RoleFile::template(
        "crowdsec-caddy.yaml",
        "/etc/crowdsec/acquis.d/caddy.yaml",
        Mode::Public,
        ("crowdsec.yml", "Read the log that the proxy writes"),
        Consumer::Crowdsec,
    ),
    RoleFile::template(
        "crowdsec-ssh.yaml",
        "/etc/crowdsec/acquis.yaml",
        Mode::Public,
        ("crowdsec.yml", "Read nothing else but what is meant"),
        Consumer::Crowdsec,
    ),
    RoleFile::copy(
        "crowdsec-vpn.yaml",
        "/etc/crowdsec/parsers/s02-enrich/stackwright-vpn.yaml",
        Mode::Public,
        ("crowdsec.yml", "Never ban a member of the VPN"),
        Consumer::Crowdsec,
    ),
    RoleFile::template(
        "crowdsec-unit.conf",
        "/etc/systemd/system/crowdsec-firewall-bouncer.service.d/docker.conf",
        Mode::Public,
        ("crowdsec.yml", "Start the bouncer after Docker"),
        Consumer::Crowdsec,
    ),
];

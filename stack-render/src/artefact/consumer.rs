//! `Consumer`: the program that reads a generated file.

/// The program that reads a generated file. The harness of this repository says of each which check runs it, so it matches all of
/// them: a new one is asked for there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Consumer {
    /// What reads a file of an application, which is its own program for the most part: the names of both, as the definition of the
    /// application has them.
    Application(&'static str, &'static str),
    /// Compose: the project of a machine.
    ComposeFile,
    /// Compose: the variables of a service, or the secrets of a machine.
    ComposeVariables,
    /// A person, who makes `.env` of it for compose.
    ComposeExample,
    /// The Docker engine, when it is started.
    Engine,
    /// bash: the folders and secrets of a compose folder that is started without Ansible.
    Prepare,
    /// bash, systemd and curl: the dumps of a machine, and the way back.
    Dumps,
    /// bash, systemd, rclone and curl: the newest dumps in a bucket.
    Export,
    /// bash: the earlier deployments of a machine.
    Releases,
    /// bash: what a deployed stack is asked.
    SmokeTest,
    /// sshd.
    Sshd,
    /// ufw, iptables and systemd: who reaches a published port.
    Firewall,
    /// fail2ban.
    Fail2ban,
    /// `CrowdSec` and its bouncer.
    Crowdsec,
    /// apt.
    Apt,
    /// The client of the VPN.
    VpnClient,
    /// Headscale: names within the VPN.
    VpnNames,
    /// Uptime Kuma and the client that sets it.
    UptimeKuma,
    /// Zerobyte and the client that sets it.
    Zerobyte,
    /// The machine of Zerobyte: bash, Python, systemd, restic, ssh.
    Hub,
    /// Ansible: playbooks, tasks, handlers, and what describes a role.
    Playbook,
    /// Ansible: machines and variables.
    Inventory,
    /// Ansible and its linter: their settings.
    AnsibleSettings,
    /// yamllint: its settings.
    YamlSettings,
    /// `ansible-galaxy`: the collections.
    Collections,
    /// Ansible: the vault is that of the environment, and fills `.env`.
    DeployPlaybook,
    /// Ansible: a playbook that asks before it destroys something.
    ConfirmedPlaybook,
    /// Ansible: the seed of an environment, with SQL.
    Seed,
    /// Ansible and restic: what comes back from the repositories.
    Restore,
    /// Ansible and OVH's client: public records.
    PublicRecords,
    /// GitHub: workflows.
    Workflow,
    /// pip, on GitHub's runners.
    RunnerPins,
    /// bash: the digests of images.
    LockDigests,
    /// bash: the vault of an environment.
    InitVault,
    /// bash: what Ansible asks of a machine.
    Wizard,
    /// A person: a page with tables and diagrams.
    Page,
    /// A person: a few lines.
    Words,
}

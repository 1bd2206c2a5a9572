//! `init-vault`: the script that makes the vault of each environment, run with the real `ansible-vault`.

use super::{Check, CheckOutcome, Subject, container, machine};
use crate::consumer;
use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};
use stack_model::{
    EnvironmentName, SecretName,
    resolve::{ResolvedSecret, SecretOrigin},
    stack::SecretCharset,
};
use std::{collections::BTreeMap, fs::File, os::unix::fs::PermissionsExt, process::Command};

pub(super) const CHECK: Check = Check {
    name: "init-vault",
    proves: "init-vault.sh generates or asks for every secret of an environment, shows none, keeps what is there, and takes no value of another environment; Ansible takes the vault that it makes",
    needs: &["ansible-vault", "ansible-playbook", "bash"],
    run,
};

/// What a secret cannot be: a space stands in no alphabet.
const UNFIT: &str = "does not fit";

/// A copy of the repository, with the programs of which the script needs one.
pub(super) struct Desk {
    /// The Ansible repository.
    pub(super) repository: Utf8PathBuf,
    scratch: Utf8PathBuf,
    programs: Utf8PathBuf,
}

/// A vault, decrypted.
type Vault = BTreeMap<String, String>;

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let desk = Desk::new(&subject.dist, &subject.scratch)?;
    let mut vaults: Vec<(&EnvironmentName, Vault)> = Vec::new();
    let (mut generated, mut asked, mut foreign) = (0, 0, 0);
    for (environment, _) in subject.stack.resolved().deployments() {
        let at = || environment.to_string();
        let group = environment.identifier();
        let others: Vec<String> = vaults.iter().map(|(other, _)| other.identifier()).collect();
        let secrets = secrets(subject, environment);
        let said = desk.script("init-vault.sh", &group, &others, &["--check"], "");
        let said = said.err().map(|error| error.to_string()).unwrap_or_default();
        anyhow::ensure!(said.contains("vault_environment is missing"), "{group}: --check says {said}");
        let mut answers = String::new();
        for (name, secret) in secrets.iter().filter(|(_, secret)| secret.origin != SecretOrigin::Generated) {
            answers.push_str(&format!("{UNFIT}\n"));
            let taken = vaults.iter().find_map(|(_, vault)| vault.get(&format!("vault_{name}")));
            if let Some(value) = taken.filter(|_| secret.origin == SecretOrigin::ProvidedPerEnvironment) {
                answers.push_str(&format!("{value}\n"));
                foreign += 1;
            }
            answers.push_str(&format!("{}\n", answer(secret, &group)));
            asked += 1;
        }
        let said = desk.script("init-vault.sh", &group, &others, &[], &answers).with_context(at)?;
        let vault = desk.open(&group).with_context(at)?;
        desk.is_hidden(&vault, &said).with_context(at)?;
        fits(&secrets, &vault, &group).with_context(at)?;
        let file = desk.vault(&group);
        let before = fs_err::read(&file)?;
        desk.script("init-vault.sh", &group, &others, &[], "").context("the second run").with_context(at)?;
        anyhow::ensure!(before == fs_err::read(&file)?, "{group}: the second run writes");
        generated += secrets.iter().filter(|(_, secret)| secret.origin == SecretOrigin::Generated).count();
        if let Some((name, _)) = secrets.iter().find(|(_, secret)| secret.origin == SecretOrigin::Generated) {
            grows(&desk, &group, &vault, &format!("vault_{name}")).with_context(at)?;
        }
        for (name, secret) in &secrets {
            let value = &vault[&format!("vault_{name}")];
            let shared = vaults.iter().any(|(_, other)| other.values().any(|known| known == value));
            anyhow::ensure!(
                !shared || secret.origin == SecretOrigin::ProvidedOnce,
                "{group}: {name} is another's"
            );
        }
        desk.deploys(subject, environment).with_context(at)?;
        if let Some(other) = others.first() {
            let kept = fs_err::read(&file)?;
            fs_err::copy(desk.vault(other), &file)?;
            fs_err::copy(desk.password(other), desk.password(&group))?;
            let said = desk.script("init-vault.sh", &group, &[], &[], "");
            let said = said.err().map(|error| error.to_string()).unwrap_or_default();
            anyhow::ensure!(said.contains("is the vault of"), "{group}: the vault of {other} is taken");
            fs_err::write(&file, kept)?;
            fs_err::write(desk.password(&group), format!("password of {group}\n"))?;
        }
        vaults.push((environment, vault));
    }
    CheckOutcome::proven([
        (vaults.len(), "vaults made"),
        (generated, "secrets generated"),
        (asked, "asked for twice each"),
        (foreign, "values of another environment refused"),
    ])
}

/// The secrets of an environment's vault, which its example lists.
fn secrets<'a>(
    subject: &'a Subject,
    environment: &EnvironmentName,
) -> Vec<(&'a SecretName, &'a ResolvedSecret)> {
    let example = format!("ansible/inventory/group_vars/{}/secrets.yml.example", environment.identifier());
    let example = subject.tree.get(&example).unwrap_or_default();
    let listed = |name: &SecretName| example.contains(&format!("\nvault_{name}:"));
    subject.stack.resolved().secrets.iter().filter(|(name, _)| listed(name)).collect()
}

/// What a person might answer in an environment.
fn answer(secret: &ResolvedSecret, group: &str) -> String {
    let sample = container::sample(secret);
    match secret.charset {
        SecretCharset::Url => format!("{sample}/{group}"),
        SecretCharset::Bcrypt => {
            let tail: String = group.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
            format!("{}{tail}", &sample[..sample.len() - tail.len()])
        }
        SecretCharset::PushToken => sample,
        SecretCharset::Hex => format!("{sample}{:x}", group.len()),
        // What opens a machine outside of all environments is the same in each.
        _ if secret.origin == SecretOrigin::ProvidedOnce => sample,
        SecretCharset::Base64 => format!("{sample}/{group}"),
        SecretCharset::UrlSafe | SecretCharset::Token => format!("{sample}.{group}"),
    }
}

/// Every secret is there, and what was generated has the length and the alphabet of its kind.
fn fits(secrets: &[(&SecretName, &ResolvedSecret)], vault: &Vault, group: &str) -> anyhow::Result<()> {
    anyhow::ensure!(vault["vault_environment"] == group, "the vault says that it is another's");
    anyhow::ensure!(vault.len() == secrets.len() + 1, "it holds {} values", vault.len());
    for (name, secret) in secrets {
        let value = vault.get(&format!("vault_{name}")).with_context(|| format!("{name} is not there"))?;
        if secret.origin != SecretOrigin::Generated {
            anyhow::ensure!(*value == answer(secret, group), "{name} is not what was answered");
            continue;
        }
        let body = value.strip_prefix(secret.prefix).with_context(|| format!("{name} has no prefix"))?;
        let length = secret.charset.drawn_length().map(usize::from);
        let hex = secret.charset == SecretCharset::Hex;
        let right =
            |c: char| if hex { matches!(c, '0'..='9' | 'a'..='f') } else { c.is_ascii_alphanumeric() };
        anyhow::ensure!(
            Some(body.len()) == length && body.chars().all(right),
            "{name} has another length or alphabet"
        );
        let twice = vault.values().filter(|other| *other == value).count();
        anyhow::ensure!(twice == 1, "{name} is generated twice");
    }
    Ok(())
}

/// A stack that has grown: the name that is missing is added, and nothing else changes.
fn grows(desk: &Desk, group: &str, vault: &Vault, name: &str) -> anyhow::Result<()> {
    let text = desk.ansible_vault(&["view"], group)?;
    let without: Vec<&str> = text.lines().filter(|line| !line.starts_with(&format!("{name}:"))).collect();
    fs_err::write(desk.vault(group), without.join("\n") + "\n")?;
    desk.ansible_vault(&["encrypt", "--encrypt-vault-id", group], group)?;
    desk.script("init-vault.sh", group, &[], &[], "")?;
    let mut grown = desk.open(group)?;
    let (old, new) = (vault.get(name), grown.insert(name.into(), vault[name].clone()));
    anyhow::ensure!(new.is_some() && old != new.as_ref(), "{name} is not generated anew");
    anyhow::ensure!(grown == *vault, "more than {name} has changed");
    Ok(())
}

impl Desk {
    pub(super) fn new(dist: &Utf8Path, scratch: &Utf8Path) -> anyhow::Result<Self> {
        let (repository, programs) = (scratch.join("ansible"), scratch.join("programs"));
        fs_err::create_dir_all(scratch)?;
        consumer::run(Command::new("cp").args(["-a", dist.join("ansible").as_str(), repository.as_str()]))?;
        fs_err::create_dir_all(&programs)?;
        // The wrapper records the arguments that the script gives to ansible-vault.
        let real = consumer::find("ansible-vault").context("ansible-vault")?;
        let arguments = scratch.join("arguments");
        fs_err::write(&arguments, "")?;
        let wrapper = programs.join("ansible-vault");
        let text = format!("#!/bin/sh\nprintf '%s\\n' \"$@\" >>'{arguments}'\nexec '{real}' \"$@\"\n");
        fs_err::write(&wrapper, text)?;
        fs_err::set_permissions(&wrapper, PermissionsExt::from_mode(0o755))?;
        Ok(Self { repository, scratch: scratch.to_owned(), programs })
    }

    fn vault(&self, group: &str) -> Utf8PathBuf {
        self.repository.join("inventory/group_vars").join(group).join("secrets.yml")
    }

    /// The file with the password of an environment's vault.
    fn password(&self, group: &str) -> Utf8PathBuf {
        self.scratch.join(format!("{group}.password"))
    }

    /// Runs a script for an environment, with answers on its standard input; what it said.
    pub(super) fn script(
        &self,
        script: &str,
        group: &str,
        others: &[String],
        more: &[&str],
        answers: &str,
    ) -> anyhow::Result<String> {
        let input = self.scratch.join("answers");
        fs_err::write(&input, answers)?;
        let mut command = consumer::offline(Utf8Path::new("bash"));
        // The program that writes its arguments down comes first.
        command.args(["-c", "PATH=$1:$PATH; shift; exec bash \"$@\"", "bash", self.programs.as_str()]);
        command.arg(self.repository.join("scripts").join(script)).arg(group).args(more);
        for known in others.iter().map(String::as_str).chain([group]) {
            if !self.password(known).exists() {
                fs_err::write(self.password(known), format!("password of {known}\n"))?;
            }
            command.args(["--vault-id", &format!("{known}@{}", self.password(known))]);
        }
        consumer::run(command.env("HOME", &self.scratch).stdin(File::open(input)?).current_dir(&self.scratch))
    }

    fn ansible_vault(&self, words: &[&str], group: &str) -> anyhow::Result<String> {
        let mut command = consumer::offline(&consumer::find("ansible-vault").context("ansible-vault")?);
        command.env("HOME", &self.scratch).env("LC_ALL", "C.UTF-8").args(words);
        let id = format!("{group}@{}", self.password(group));
        consumer::run(command.args(["--vault-id", &id]).arg(self.vault(group)))
    }

    /// What the vault of an environment holds. Its file is encrypted, under its own name, and its owner's alone.
    fn open(&self, group: &str) -> anyhow::Result<Vault> {
        let file = self.vault(group);
        let mode = fs_err::metadata(&file)?.permissions().mode() & 0o777;
        anyhow::ensure!(mode == 0o600, "{file} has the mode {mode:o}");
        let text = fs_err::read_to_string(&file)?;
        let header = format!("$ANSIBLE_VAULT;1.2;AES256;{group}\n");
        anyhow::ensure!(text.starts_with(&header), "{file} is not encrypted for {group}");
        Ok(serde_yaml::from_str(&self.ansible_vault(&["view"], group)?)?)
    }

    /// No value was said, was an argument, or stands readable in a file of the repository.
    fn is_hidden(&self, vault: &Vault, said: &str) -> anyhow::Result<()> {
        let arguments = fs_err::read_to_string(self.scratch.join("arguments"))?;
        let mut files = String::new();
        for entry in walkdir::WalkDir::new(self.repository.join("inventory")) {
            let entry = entry?;
            if entry.file_type().is_file() {
                files.push_str(&String::from_utf8_lossy(&fs_err::read(entry.path())?));
            }
        }
        for (name, value) in vault.iter().filter(|(name, _)| *name != "vault_environment") {
            anyhow::ensure!(!said.contains(value.as_str()), "the script shows {name}");
            anyhow::ensure!(!arguments.contains(value.as_str()), "{name} is an argument");
            anyhow::ensure!(!files.contains(value.as_str()), "{name} is readable on the disk");
        }
        Ok(())
    }

    /// The address at which Ansible reaches a machine of the inventory.
    pub(super) fn reaches(&self, machine: &str) -> anyhow::Result<String> {
        let program = consumer::find("ansible").context("ansible")?;
        let mut command = consumer::offline(&program);
        command.current_dir(&self.repository).env("HOME", &self.scratch).env("ANSIBLE_NOCOLOR", "1");
        command.args([
            "-i",
            "inventory/hosts.yml",
            machine,
            "-c",
            "local",
            "-o",
            "-m",
            "ansible.builtin.debug",
        ]);
        let group = machine.split('.').next().unwrap_or_default();
        let id = format!("{group}@{}", self.password(group));
        let said = consumer::run(command.args(["-a", "msg=<{{ ansible_host }}>", "--vault-id", &id]))?;
        let address = said.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
        Ok(address.context(said.clone())?.0.to_owned())
    }

    /// The assertions that begin a deployment hold with the vault as Ansible finds it.
    fn deploys(&self, subject: &Subject, environment: &EnvironmentName) -> anyhow::Result<()> {
        let text = fs_err::read_to_string(self.repository.join("playbooks/deploy.yml"))?;
        let plays: Vec<Value> = serde_yaml::from_str(&text)?;
        for site in subject.stack.sites().filter(|site| site.environment == environment) {
            let named = format!("Deploy {}", site.host);
            let play = plays.iter().find(|play| play["name"] == named.as_str());
            let play = play.with_context(|| format!("no play `{named}`"))?;
            let tasks = play["pre_tasks"].as_array().context("pre_tasks")?;
            let asserts = tasks.iter().filter(|task| task.get("ansible.builtin.assert").is_some());
            let asserts: Vec<&Value> = asserts.collect();
            anyhow::ensure!(asserts.len() >= 2, "the deployment asserts nothing");
            let play = json!([{
                "name": named, "hosts": format!("{environment}.{}", site.host), "connection": "local",
                "gather_facts": false, "vars": play["vars"], "tasks": asserts,
            }]);
            let playbook = self.scratch.join("play.yml");
            fs_err::write(&playbook, play.to_string())?;
            let program = consumer::find("ansible-playbook").context("ansible-playbook")?;
            let mut command = consumer::offline(&program);
            command.current_dir(&self.repository).env("HOME", &self.scratch);
            let group = environment.identifier();
            // The address of a machine that is made for one run is not in the stack.
            command.args([
                "-i",
                "inventory/hosts.yml",
                "--extra-vars",
                &format!("trial_address={}", machine::TRIAL_ADDRESS),
                "--vault-id",
            ]);
            // Every vault of the inventory is read for a machine of its group only.
            command.arg(format!("{group}@{}", self.password(&group))).arg(playbook.as_str());
            consumer::run(&mut command)?;
        }
        Ok(())
    }
}

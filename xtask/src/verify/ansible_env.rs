//! `ansible-env`: real Ansible checks the secrets of the vault and writes the `.env` that compose reads.

use super::{Check, CheckOutcome, Subject, compose_config, container, machine};
use crate::consumer;
use anyhow::Context as _;
use camino::Utf8Path;
use serde_json::{Map, Value, json};
use stack_model::{SecretName, Site};

pub(super) const CHECK: Check = Check {
    name: "ansible-env",
    proves: "the tasks of deploy.yml refuse the vault of another environment and a secret that is malformed, and write an .env from which compose gives every container what the vault holds",
    needs: &["ansible-playbook", "docker-compose"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let program = consumer::find("ansible-playbook").context("ansible-playbook")?;
    let play = |site: &Site<'_>, vault: &Map<String, Value>, out: &Utf8Path| -> anyhow::Result<String> {
        fs_err::create_dir_all(out)?;
        let (playbook, values) = (out.join("play.yml"), out.join("vault.json"));
        fs_err::write(&playbook, tasks(subject, site, out)?)?;
        fs_err::write(&values, Value::Object(vault.clone()).to_string())?;
        let mut command = consumer::offline(&program);
        command.current_dir(subject.dist.join("ansible")).env("HOME", &subject.scratch);
        command.args(["--extra-vars", &format!("trial_address={}", machine::TRIAL_ADDRESS)]);
        command.args(["-i", "inventory/hosts.yml", "--extra-vars", &format!("@{values}"), playbook.as_str()]);
        consumer::run(&mut command)
    };
    let (mut files, mut variables, mut refused) = (0, 0, 0);
    for site in subject.stack.sites() {
        let at = || format!("{}/{}", site.environment, site.host);
        let out = subject.scratch.join(format!("{}-{}", site.environment, site.host));
        let secrets = &subject.stack.resolved().secrets;
        let value = |name: &SecretName| secrets.get(name).map_or_else(String::new, container::sample);
        let mut good: Map<String, Value> =
            secrets.keys().map(|name| (format!("vault_{name}"), json!(value(name)))).collect();
        good.insert("vault_environment".into(), json!(site.environment.identifier()));
        play(&site, &good, &out).with_context(at)?;
        variables += compose_config::arrive(subject, &site, &out.join(".env"), &value).with_context(at)?;
        files += 1;
        let mut foreign = good.clone();
        foreign.insert("vault_environment".into(), json!("elsewhere"));
        let out = subject.scratch.join(format!("{}-{}-foreign", site.environment, site.host));
        let said = play(&site, &foreign, &out).err().map(|error| error.to_string()).unwrap_or_default();
        anyhow::ensure!(said.contains("The vault is not that of"), "{}: a foreign vault is taken", at());
        let out = subject.scratch.join(format!("{}-{}", site.environment, site.host));
        let read = fs_err::read_to_string(out.join(".env"))?;
        let asked = |name: &&SecretName| read.contains(&format!("\n{}=", name.variable()));
        let hash =
            |name: &&SecretName| secrets.get(*name).is_some_and(|secret| secret.charset.needs_quotes());
        let Some(name) = secrets.keys().filter(asked).max_by_key(hash) else { continue };
        // A hash that is quoted twice is what a person might paste.
        let mut bad = good.clone();
        bad.insert(format!("vault_{name}"), json!(format!("'{}'", value(name))));
        let out = subject.scratch.join(format!("{}-{}-malformed", site.environment, site.host));
        anyhow::ensure!(play(&site, &bad, &out).is_err(), "{}: a malformed {name} is taken", at());
        anyhow::ensure!(!out.join(".env").exists(), "{}: the file is written before the check", at());
        refused += 1;
    }
    CheckOutcome::proven([
        (files, "files written, and as many vaults of another environment refused"),
        (variables, "variables arrive from the vault"),
        (refused, "malformed secrets refused"),
    ])
}

/// The tasks of `deploy.yml` that have to do with secrets, for this machine, in JSON, which is YAML too.
fn tasks(subject: &Subject, site: &Site<'_>, out: &Utf8Path) -> anyhow::Result<String> {
    let text = fs_err::read_to_string(subject.dist.join("ansible/playbooks/deploy.yml"))?;
    let plays: Vec<Value> = serde_yaml::from_str(&text)?;
    let named = format!("Deploy {}", site.host);
    let play = plays.iter().find(|play| play["name"] == named.as_str());
    let play = play.with_context(|| format!("no play `{named}`"))?;
    let writes = |task: &&Value| task["ansible.builtin.copy"]["dest"] == "{{ stack_dir }}/.env";
    let write = play["tasks"].as_array().and_then(|tasks| tasks.iter().find(writes));
    let mut vars = play["vars"].clone();
    vars["stack_dir"] = json!(out.as_str());
    // No engine runs here, and nothing is started.
    vars["stack_start"] = json!(false);
    vars["ansible_python_interpreter"] = json!("python3");
    let play = json!([{
        "name": named,
        "hosts": format!("{}.{}", site.environment, site.host),
        "connection": "local",
        "gather_facts": false,
        "vars": vars,
        "pre_tasks": play["pre_tasks"],
        "tasks": [write.context("no task writes .env")?],
    }]);
    Ok(play.to_string())
}

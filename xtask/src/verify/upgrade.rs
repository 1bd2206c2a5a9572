//! `upgrade`: real Ansible asks before another version meets data that it alters for good.

use super::{Check, CheckOutcome, Subject};
use crate::{consumer, converge::Recap};
use anyhow::Context as _;
use camino::Utf8Path;
use serde_json::{Value, json};
use stack_model::{CheckedService, ImageRef, Site, catalogue::Upgrade};
use std::{collections::BTreeSet, process::Command};

pub(super) const CHECK: Check = Check {
    name: "upgrade",
    proves: "a deployment with a version that alters data for good stops before it changes anything unless the service is named, leaves out no minor version where none may be, and goes on only after a dump; a rollback asks as well; nothing else is asked, and a first deployment nothing at all",
    needs: &["ansible-playbook"],
    run,
};

/// The tasks that are played.
const TASKS: &str = "ansible/playbooks/tasks/upgrade.yml";

/// What is to come of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// It goes on, and nothing is dumped.
    Goes,
    /// It goes on after a dump.
    Dumps,
    /// It stops, and says this.
    Stops(&'static str),
}

/// A deployment: what ran before, what is confirmed, and what is to come of it.
struct Case {
    name: String,
    /// The compose file that stands; none on a new machine.
    before: Option<String>,
    /// The compose file of the deployment that is put back; none where something new is deployed.
    earlier: Option<String>,
    /// More variables of the run.
    said: Value,
    outcome: Outcome,
    /// Names that a refusal says.
    names: Vec<String>,
}

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    if subject.stack.upgrades().next().is_none() {
        return CheckOutcome::nothing_to_do("no service alters what it keeps");
    }
    let tasks = subject.tree.get(TASKS).context("the playbook has no question about upgrades")?;
    let dumps = tasks.contains("stack-backup.service");
    let (mut played, mut asked) = (0, 0);
    let mut machines = BTreeSet::new();
    for site in subject.stack.sites() {
        let known = asked_for(subject, &site);
        // Of a machine's other environments only what rests there is new.
        let all = machines.insert(site.host);
        if known.is_empty() || !all && known.iter().all(|(service, _)| service.runs_in(site.deployment)) {
            continue;
        }
        let path = format!("compose/{}/{}/docker-compose.yml", site.environment, site.host);
        let compose = subject.tree.get(&path).with_context(|| format!("no {path}"))?;
        let mut cases = cases(subject, &site, compose, dumps)?;
        cases.retain(|case| all || case.name.ends_with("-rests") || case.name == "other-meant");
        let scratch = subject.scratch.join(format!("{}-{}", site.environment, site.host));
        let at = || format!("{}/{}", site.environment, site.host);
        asked += cases.iter().filter(|case| matches!(case.outcome, Outcome::Stops(_))).count();
        played += cases.len();
        play(subject, &site, &cases, &scratch).with_context(at)?;
    }
    anyhow::ensure!(asked > 0, "no deployment is refused");
    CheckOutcome::proven([(played, "deployments"), (asked, "of them refused")])
}

fn cases(subject: &Subject, site: &Site<'_>, compose: &str, dumps: bool) -> anyhow::Result<Vec<Case>> {
    let case = |name: &str, before: Option<String>, said: Value, outcome: Outcome| Case {
        name: name.to_owned(),
        before,
        earlier: None,
        said,
        outcome,
        names: Vec::new(),
    };
    let meant = if dumps { Outcome::Dumps } else { Outcome::Goes };
    let mut cases = vec![
        case("first", None, json!({}), Outcome::Goes),
        case("same", Some(compose.to_owned()), json!({}), Outcome::Goes),
    ];
    let (mut last, mut ways) = (None, Vec::new());
    for (service, upgrade) in asked_for(subject, site) {
        let image = service.image(site.environment);
        let Some(before) = Before::of(upgrade, image) else { continue };
        let with = |image: &str| replaced(compose, service, image);
        let (name, earlier) = (service.name.as_str(), with(&before.earlier)?);
        let confirmed = json!({ "upgrade_confirm": format!("other,{name}") });
        if !service.runs_in(site.deployment) {
            cases.push(case(&format!("{name}-rests"), Some(earlier), json!({}), Outcome::Goes));
            continue;
        }
        cases.push(Case {
            names: vec![name.to_owned(), before.earlier.clone(), image.to_string()],
            ..case(
                &format!("{name}-unasked"),
                Some(earlier.clone()),
                json!({}),
                Outcome::Stops("If it is meant"),
            )
        });
        last = Some((name, earlier.clone()));
        // Beyond the question, services of one way differ in nothing.
        if ways.contains(&upgrade) {
            continue;
        }
        ways.push(upgrade);
        cases.push(case(&format!("{name}-meant"), Some(earlier), confirmed.clone(), meant));
        for (index, harmless) in before.harmless.iter().enumerate() {
            cases.push(case(
                &format!("{name}-harmless-{index}"),
                Some(with(harmless)?),
                json!({}),
                Outcome::Goes,
            ));
        }
        for (index, skipping) in before.skipping.iter().enumerate() {
            let stops = Outcome::Stops("Deploy each one between");
            cases.push(case(
                &format!("{name}-skipping-{index}"),
                Some(with(skipping)?),
                confirmed.clone(),
                stops,
            ));
        }
    }
    if let Some((name, earlier)) = last {
        let rolled = |name: &str, said, outcome| Case {
            earlier: Some(earlier.clone()),
            ..case(name, Some(compose.to_owned()), said, outcome)
        };
        cases.push(rolled("back-unasked", json!({}), Outcome::Stops("Then put its data back")));
        cases.push(rolled("back-meant", json!({ "upgrade_confirm": name }), Outcome::Goes));
        let other = json!({ "upgrade_confirm": format!("{name}-other") });
        cases.push(case("other-meant", Some(earlier.clone()), other, Outcome::Stops("If it is meant")));
        if dumps {
            let broken = json!({ "upgrade_confirm": name, "no_dump": true });
            cases.push(case(
                "no-dump",
                Some(earlier.clone()),
                broken,
                Outcome::Stops("stack-backup.service"),
            ));
            let project = subject.stack.project().name.as_str();
            let without =
                json!({ "upgrade_confirm": name, "upgrade_without_dump": project, "no_dump": true });
            cases.push(case("without-dump", Some(earlier), without, Outcome::Goes));
        }
    }
    Ok(cases)
}

/// The services of a machine that have to be asked about, and what another version does.
fn asked_for<'a>(subject: &'a Subject, site: &Site<'a>) -> Vec<(&'a CheckedService, Upgrade)> {
    let host = site.host.clone();
    subject.stack.upgrades().filter(|(service, _)| service.host() == &host).collect()
}

/// Images that may have run before one, by what comes of it.
struct Before {
    /// One whose data the new one alters.
    earlier: String,
    /// Those whose data it takes as they are.
    harmless: Vec<String>,
    /// Those that are too far back.
    skipping: Vec<String>,
}

impl Before {
    /// None of an image without a version.
    fn of(upgrade: Upgrade, image: &ImageRef) -> Option<Self> {
        let (major, minor) = image.major_minor()?;
        let tagged = |tag: String| format!("{}:{tag}", image.repository());
        let pinned = format!("{}:{}@sha256:{}", image.repository(), image.tag()?, "0".repeat(64));
        Some(match upgrade {
            Upgrade::OneWay => {
                Self { earlier: tagged("0.0.1".into()), harmless: vec![pinned], skipping: Vec::new() }
            }
            Upgrade::MinorByMinor => Self {
                earlier: tagged(format!("v{major}.{}.7-x", minor.checked_sub(1)?)),
                harmless: vec![pinned],
                skipping: vec![
                    tagged(format!("{major}.{}.9", minor.checked_sub(2)?)),
                    tagged("0.9.0".into()),
                ],
            },
            Upgrade::MajorFromDump => Self {
                earlier: tagged(format!("{}.9-x", major.checked_sub(1)?)),
                harmless: vec![pinned, tagged(format!("{major}-x")), tagged(format!("{major}.0.1"))],
                skipping: Vec::new(),
            },
        })
    }
}

/// The compose file with another image of a service.
fn replaced(compose: &str, service: &CheckedService, image: &str) -> anyhow::Result<String> {
    let head = format!("\n  {}:\n", service.name);
    let (before, rest) = compose.split_once(&head).with_context(|| format!("no service {}", service.name))?;
    let (between, rest) = rest.split_once("    image: ").context("a service without an image")?;
    let (_, after) = rest.split_once('\n').context("an image without an end")?;
    Ok(format!("{before}{head}{between}    image: \"{image}\"\n{after}"))
}

/// Plays all cases in one run, each as a machine of its own, with the tasks of the playbooks themselves.
fn play(subject: &Subject, site: &Site<'_>, cases: &[Case], scratch: &Utf8Path) -> anyhow::Result<()> {
    fs_err::create_dir_all(scratch.join("bin"))?;
    let repository = scratch.join("ansible");
    consumer::run(Command::new("cp").args([
        "-r",
        subject.dist.join("ansible").as_str(),
        repository.as_str(),
    ]))?;
    // Nothing of this machine is started.
    let systemctl = "#!/bin/sh\nset -eu\ntest ! -e \"$STACK/broken\"\necho \"$*\" >>\"$STACK/dumped\"\n";
    fs_err::write(scratch.join("bin/systemctl"), systemctl)?;
    consumer::run(Command::new("chmod").args(["+x", scratch.join("bin/systemctl").as_str()]))?;
    let (mut deployed, mut rolled_back) = (serde_json::Map::new(), serde_json::Map::new());
    for case in cases {
        let folder = scratch.join(&case.name);
        fs_err::create_dir_all(folder.join("releases/current"))?;
        for (path, compose) in [("", &case.before), ("releases/current/", &case.earlier)] {
            if let Some(compose) = compose {
                fs_err::write(folder.join(format!("{path}docker-compose.yml")), compose)?;
            }
        }
        if case.said["no_dump"] == true {
            fs_err::write(folder.join("broken"), "")?;
        }
        let mut variables = case.said.clone();
        variables["stack_dir"] = json!(folder.as_str());
        let machines = if case.earlier.is_some() { &mut rolled_back } else { &mut deployed };
        machines.insert(case.name.clone(), variables);
    }
    let path = format!("{scratch}/bin:{}:/usr/bin:/bin", consumer::TOOLS.folder().join("bin"));
    let variables = json!({
        "ansible_connection": "local",
        "ansible_python_interpreter": consumer::TOOLS.folder().join("bin/python").as_str(),
        "stack_start": true,
        "rollback_earlier": { "stdout": "current" },
        // The machine's own, in the inventory that this one stands for.
        "backup_config_folders": ["backups/all"],
    });
    let group = |machines| json!({ "hosts": machines });
    let groups = json!({ "deployed": group(deployed), "rolled_back": group(rolled_back) });
    let environment = site.environment.identifier();
    let inventory =
        json!({ "all": { "children": { environment: { "vars": variables, "children": groups } } } });
    fs_err::write(repository.join("inventory/hosts.yml"), inventory.to_string())?;
    let play = |hosts: &str, tasks: Vec<Value>| {
        json!({
            "hosts": hosts,
            "gather_facts": false,
            "environment": { "PATH": path, "STACK": "{{ stack_dir }}" },
            "tasks": tasks,
        })
    };
    let deploy = tasks_of(subject, "deploy.yml", &format!("Deploy {}", site.host), "pre_tasks")?;
    let rollback = tasks_of(subject, "rollback.yml", "Roll back", "tasks")?;
    let plays = json!([play("deployed", deploy), play("rolled_back", rollback)]);
    fs_err::write(repository.join("playbooks/play.yml"), plays.to_string())?;
    let program = consumer::find("ansible-playbook").context("ansible-playbook")?;
    let mut command = consumer::offline(&program);
    command.current_dir(&repository).env("HOME", scratch).env("ANSIBLE_NOCOLOR", "1");
    // Each machine is a case of its own, and the run goes on if others fail.
    command.env("ANSIBLE_ANY_ERRORS_FATAL", "false");
    command.args(["--forks", "4", "-i", "inventory/hosts.yml", "playbooks/play.yml"]);
    let said = match consumer::run(&mut command) {
        Ok(_) => anyhow::bail!("no case is refused"),
        Err(error) => format!("{error:#}"),
    };
    let recap = Recap::read(&said).with_context(|| said.clone())?;
    for case in cases {
        let folder = scratch.join(&case.name);
        let (went, dumped) = (recap.is_good(&case.name), folder.join("dumped").exists());
        let expected = (!matches!(case.outcome, Outcome::Stops(_)), case.outcome == Outcome::Dumps);
        anyhow::ensure!(
            (went, dumped) == expected,
            "{}: {:?} was expected, it went on: {went}, it dumped: {dumped}\n{said}",
            case.name,
            case.outcome
        );
        let Outcome::Stops(reason) = case.outcome else { continue };
        let own = |line: &&String| line.contains(&format!("[{}]", case.name));
        let line = recap.failed.iter().find(own).with_context(|| format!("{} does not fail", case.name))?;
        for word in case.names.iter().map(String::as_str).chain([reason]) {
            anyhow::ensure!(line.contains(word), "{}: the refusal does not say `{word}`: {line}", case.name);
        }
    }
    Ok(())
}

/// The tasks of a play that read which version was there and ask.
fn tasks_of(subject: &Subject, playbook: &str, name: &str, part: &str) -> anyhow::Result<Vec<Value>> {
    let text = fs_err::read_to_string(subject.dist.join("ansible/playbooks").join(playbook))?;
    let plays: Vec<Value> = serde_yaml::from_str(&text)?;
    let play = plays.iter().find(|play| play["name"] == name).with_context(|| format!("no play `{name}`"))?;
    let asks = |task: &&Value| {
        task["ansible.builtin.include_tasks"] == "tasks/upgrade.yml" || task["register"] == "rollback_compose"
    };
    let tasks: Vec<Value> = play[part].as_array().into_iter().flatten().filter(asks).cloned().collect();
    anyhow::ensure!(!tasks.is_empty(), "{playbook} does not ask");
    Ok(tasks)
}

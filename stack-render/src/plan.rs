//! `plan`: a checked stack becomes files in memory.

use crate::{
    Deployment, Tree,
    ansible::{self, Repository},
    artefact::{Artefact, Content, Machines},
    config,
    engine::{Engine, RenderError},
    evaluate::Evaluator,
    variables::Variables,
};
use indexmap::IndexMap;
use minijinja::Value;
use stack_model::{CheckedStack, EnvironmentName, ServiceName};

/// Plans every file: the Ansible repository, and for each environment and machine the same files filled in.
///
/// # Errors
/// [`RenderError`] only if a built-in template is broken.
pub fn plan(stack: &CheckedStack) -> Result<Tree, RenderError> {
    plan_with(stack, Vec::new())
}

/// The plan of a stack to which more is deployed than it asks for.
pub(crate) fn plan_with(stack: &CheckedStack, more: Vec<Artefact>) -> Result<Tree, RenderError> {
    let engine = Engine::new();
    let configs = config::of_all(stack, &engine)?;
    let mut variables = Variables::of(stack, |service| !configs[service].files.is_empty());
    config::add_variables(stack, &mut variables);
    ansible::add_variables(stack, &mut variables);

    let deployment = Deployment::of(stack, &engine, &configs)?.with(more);
    let repository = Repository { stack, engine: &engine, variables: &variables, deployment: &deployment };
    let mut tree = Tree::of(deployment.clone().with(repository.artefacts()?));
    repository.add(&mut tree)?;
    fill(stack, &variables, &mut tree)?;
    Ok(tree)
}

/// Adds the compose target: what is deployed, filled in for each environment and machine.
fn fill(stack: &CheckedStack, variables: &Variables, tree: &mut Tree) -> Result<(), RenderError> {
    let evaluator = Evaluator::new();
    let values: IndexMap<&EnvironmentName, Value> =
        stack.resolved().deployments().map(|(name, _)| (name, variables.values(name))).collect();
    let text = |artefact: &Artefact, environment: &EnvironmentName| match &artefact.content {
        Content::Template(stored) => {
            let name = format!("ansible/{}", stored.path);
            evaluator.fill(&name, &stored.text, &values[environment]).map(Some)
        }
        Content::Copy(stored) => Ok(Some(stored.text.clone())),
        Content::Task(text) => Ok(text.clone()),
        Content::Shared(_) => Ok(None),
    };
    let deployment = tree.deployment().clone();
    let mut add = |environment: &EnvironmentName, folder: &str, artefact: &Artefact| {
        let Some(path) = &artefact.folder else { return Ok(()) };
        if let Some(text) = text(artefact, environment)? {
            tree.add_filled(format!("compose/{folder}/{path}"), text, artefact);
        }
        Ok(())
    };
    for site in stack.sites() {
        let folder = format!("{}/{}", site.environment, site.host);
        let runs = |name: &ServiceName| stack.service(name).is_some_and(|one| one.runs_in(site.deployment));
        for artefact in deployment.on(site.host).filter(|one| one.service.as_ref().is_none_or(runs)) {
            add(site.environment, &folder, artefact)?;
        }
    }
    for artefact in deployment.artefacts() {
        if let Machines::Environment(environment) = &artefact.machines {
            add(environment, environment.as_str(), artefact)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        apply,
        artefact::{Consumer, Mode, Owner, Place, Stored, Task},
        changes,
        config::Effect,
    };
    use camino::Utf8Path;
    use serde_json::Value;
    use stack_model::{HostName, Source, check};
    use std::{fs, os::unix::fs::PermissionsExt as _};

    fn stack() -> CheckedStack {
        let text = include_str!("../../fixtures/valid/vpai.yml");
        let stack = Source::new("vpai.yml", text).parse().expect("the reference stack is read");
        check(stack).expect("the reference stack is good")
    }

    /// A file of the machine, and one of a service, that no version has had before.
    fn added() -> [Artefact; 2] {
        let unit = Artefact {
            machines: Machines::One(HostName::new("vps").expect("a name")),
            service: None,
            content: Content::Template(Stored {
                path: "templates/added.container.j2".into(),
                text: "Label={{ project_name }}\n".into(),
            }),
            place: Place::Stack("quadlet/added.container".into()),
            mode: Mode::Public,
            owner: Owner::Root,
            task: Task::Play("the added unit"),
            folder: Some("quadlet/added.container".into()),
            kept: true,
            consumer: Consumer::ComposeFile,
            effect: Effect::Start,
        };
        let script = Artefact {
            service: Some(ServiceName::new("redis").expect("a name")),
            content: Content::Template(Stored {
                path: "roles/redis/templates/added.sh.j2".into(),
                text: "#!/bin/sh\n".into(),
            }),
            place: Place::Stack("configs/redis/added.sh".into()),
            mode: Mode::Program,
            task: Task::Role("redis"),
            folder: Some("configs/redis/added.sh".into()),
            consumer: Consumer::Application("redis", "added.sh"),
            effect: Effect::Restart,
            ..unit.clone()
        };
        [unit, script]
    }

    fn tasks(tree: &Tree, path: &str) -> Vec<Value> {
        let text = tree.get(path).expect("it is planned");
        let document: Vec<Value> = serde_yaml::from_str(text).expect("it is YAML");
        let play = document.iter().find(|play| play["name"] == "Deploy vps");
        play.map_or(document.clone(), |play| play["tasks"].as_array().cloned().unwrap_or_default())
    }

    fn arguments<'a>(tasks: &'a [Value], destination: &str) -> &'a Value {
        let destination = format!("{{{{ stack_dir }}}}/{destination}");
        let mut arguments = tasks.iter().map(|task| &task["ansible.builtin.template"]);
        arguments.find(|arguments| arguments["dest"] == *destination).expect("a task writes it")
    }

    #[test]
    fn entry_that_is_added_to_the_list_is_written_by_both_targets_and_kept_by_releases() {
        let tree = plan_with(&stack(), added().into()).expect("it is planned");
        let play = tasks(&tree, "ansible/playbooks/deploy.yml");
        let unit = arguments(&play, "quadlet/added.container");
        assert_eq!(unit["src"], "{{ playbook_dir | dirname }}/templates/added.container.j2");
        assert_eq!(unit["mode"], "0644");
        let mut folders = play.iter().map(|task| &task["ansible.builtin.file"]["path"]);
        assert!(folders.any(|path| path == "{{ stack_dir }}/quadlet"), "no task makes its folder");
        let role = tasks(&tree, "ansible/roles/redis/tasks/main.yml");
        assert_eq!(arguments(&role, "configs/redis/added.sh")["src"], "added.sh.j2");
        assert_eq!(arguments(&role, "configs/redis/added.sh")["mode"], "0755");

        for environment in ["prod", "preprod"] {
            let unit = format!("compose/{environment}/vps/quadlet/added.container");
            assert_eq!(tree.get(&unit), Some("Label=vpai\n"), "{environment}");
            let readers: Vec<Consumer> = tree.artefacts(&unit).map(|artefact| artefact.consumer).collect();
            assert_eq!(readers, [Consumer::ComposeFile]);
        }
        let release = tree.get("ansible/roles/common/files/stack-release.sh").expect("it is planned");
        assert!(release.contains("Caddyfile configs build quadlet; do"), "releases forget it");
        let scenario = tree.get("ansible/molecule/default/verify.yml").expect("it is planned");
        for path in ["quadlet/added.container", "configs/redis/added.sh"] {
            assert!(scenario.contains(&format!("path: {path}\n")), "no test looks for {path} on a machine");
        }
    }

    #[test]
    fn entry_that_is_added_to_the_list_is_owned_on_disk_with_its_permissions() {
        let tree = plan_with(&stack(), added().into()).expect("it is planned");
        let target = tempfile::tempdir().expect("a folder");
        let target = Utf8Path::from_path(target.path()).expect("a path in UTF-8");
        apply(&changes(&tree, target).expect("it is read"), &tree, target).expect("it is written");
        let manifest = fs::read_to_string(target.join("MANIFEST")).expect("it is read");
        let files = [("quadlet/added.container", false), ("configs/redis/added.sh", true)];
        for (path, executable) in files.map(|(path, mode)| (format!("compose/prod/vps/{path}"), mode)) {
            assert!(manifest.contains(&format!("  {path}\n")), "{path} is not owned");
            let mode = fs::metadata(target.join(&path)).expect("it is there").permissions().mode();
            assert_eq!(mode & 0o111 != 0, executable, "{path}");
        }
    }

    #[test]
    fn template_of_a_role_without_an_entry_is_named() {
        let (engine, tree) = (Engine::new(), plan(&stack()).expect("it is planned"));
        let mut sources = 0;
        for template in engine.below("ansible/roles/") {
            let path = template.strip_suffix(".j2").expect("a template");
            if path.split('/').nth(3).is_some_and(|part| ["templates", "files"].contains(&part)) {
                assert!(
                    tree.artefacts(path).next().is_some(),
                    "{path} is not in the list of what is deployed"
                );
                sources += 1;
            }
        }
        assert!(sources > 30, "{sources}");
    }
}

//! `Deployment`: the list of everything that is deployed. Roles' tasks, the play of each machine, the compose folder, `prepare.sh`,
//! the parts of a release and the readers are all made from it.

use crate::{
    ansible::{daemon_json, machine_template, role_of},
    artefact::{Artefact, Consumer, Content, Folder, Machines, Mode, Owner, Place, Stored, Task},
    compose::{self, data_folder},
    config::{Config, ConfigFile, Effect},
    engine::{Engine, RenderError},
};
use indexmap::IndexMap;
use stack_model::{CheckedService, CheckedStack, HostName, ServiceName, stack::Host};

/// What a release may have had before, in the order in which it is kept. A part stays in the list when the stack has no file of it
/// any more: going back to an earlier deployment brings it back, and going on takes it away.
const RELEASE_PARTS: [&str; 5] = ["docker-compose.yml", ".env", "Caddyfile", "configs", "build"];

/// Everything that is deployed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Deployment {
    artefacts: Vec<Artefact>,
    folders: Vec<Folder>,
}

impl Deployment {
    /// What is deployed to the folder of the stack on each machine.
    pub(crate) fn of(
        stack: &CheckedStack,
        engine: &Engine,
        configs: &IndexMap<ServiceName, Config>,
    ) -> Result<Self, RenderError> {
        let on = |host| stack.services_on(host).flat_map(move |service| folders_of(host, service));
        let folders = stack.hosts().flat_map(|(host, _)| on(host)).collect();
        let mut deployment = Self { artefacts: Vec::new(), folders };
        for (host, machine) in stack.hosts() {
            deployment.add_machine(stack, (host, machine), engine, configs)?;
            for service in stack.services_on(host) {
                let files = configs[&service.name].files.iter();
                deployment.artefacts.extend(files.map(|file| of_service(host, service, file)));
            }
        }
        Ok(deployment)
    }

    /// The files of a machine that belong to no service.
    fn add_machine(
        &mut self,
        stack: &CheckedStack,
        (host, machine): (&HostName, &Host),
        engine: &Engine,
        configs: &IndexMap<ServiceName, Config>,
    ) -> Result<(), RenderError> {
        let file = |folder: &str, stem: &str, extension: &str, text: String| {
            let path = format!("{folder}/{}.j2", machine_template(stack, host, stem, extension));
            let stored = Stored { path, text };
            let place =
                if extension == "yml" { format!("{stem}.yml") } else { format!("{stem}.{extension}") };
            Artefact {
                machines: Machines::One(host.clone()),
                service: None,
                content: Content::Template(stored),
                folder: Some(place.clone()),
                place: Place::Stack(place),
                mode: Mode::Public,
                owner: Owner::Root,
                task: Task::None(STARTED_BY_HAND),
                kept: false,
                consumer: Consumer::ComposeFile,
                effect: Effect::Start,
            }
        };
        let compose = compose::template(stack, host, configs).print();
        self.artefacts.push(Artefact {
            task: Task::Play("the compose file"),
            kept: true,
            ..file("templates", "docker-compose", "yml", compose)
        });
        let example = compose::env_example(stack, host);
        self.artefacts.push(Artefact {
            folder: Some(".env.example".into()),
            place: Place::Nowhere,
            consumer: Consumer::ComposeExample,
            ..file("templates", "env", "example", example)
        });
        let prepare = compose::prepare(stack, host, self.folders_on(host), engine)?;
        self.artefacts.push(Artefact {
            place: Place::Nowhere,
            mode: Mode::Program,
            consumer: Consumer::Prepare,
            ..file("templates", "prepare", "sh", prepare)
        });
        for (name, text) in compose::backup(stack, host, engine)? {
            self.artefacts.push(Artefact {
                mode: Mode::OwnProgram,
                task: Task::by_hand("backup-config", "main.yml", "Write the scripts"),
                consumer: Consumer::Dumps,
                effect: Effect::NoHandlerNeeded,
                ..file("roles/backup-config/templates", name, "sh", text)
            });
        }
        self.artefacts.push(Artefact {
            folder: Some("configs/docker/daemon.json".into()),
            place: Place::Machine("/etc/docker/daemon.json".into()),
            task: Task::by_hand("docker", "main.yml", "Write the engine's settings"),
            consumer: Consumer::Engine,
            effect: Effect::Handler("Restart the engine"),
            ..file("roles/docker/templates", "daemon", "json", daemon_json(&machine.docker))
        });
        self.artefacts.push(Artefact {
            content: Content::Task(None),
            folder: None,
            place: Place::Stack(".env".into()),
            mode: Mode::Private,
            task: Task::ByHand("playbooks/deploy.yml".into(), "Write the secrets that compose reads"),
            kept: true,
            consumer: Consumer::ComposeVariables,
            ..file("", "", "", String::new())
        });
        Ok(())
    }

    /// The list with more entries.
    #[must_use]
    pub(crate) fn with(mut self, more: impl IntoIterator<Item = Artefact>) -> Self {
        self.artefacts.extend(more);
        self
    }

    /// Everything, in a fixed order.
    pub fn artefacts(&self) -> impl Iterator<Item = &Artefact> {
        self.artefacts.iter()
    }

    /// What a machine of the stack has.
    pub fn on<'a>(&'a self, host: &'a HostName) -> impl Iterator<Item = &'a Artefact> {
        self.artefacts.iter().filter(move |artefact| artefact.is_on(host))
    }

    /// The files of a service.
    pub(crate) fn of_service(&self, name: &ServiceName) -> Vec<&Artefact> {
        self.artefacts.iter().filter(|artefact| artefact.service.as_ref() == Some(name)).collect()
    }

    /// The files of machines that belong to no service.
    pub(crate) fn of_no_service(&self) -> impl Iterator<Item = &Artefact> {
        self.artefacts.iter().filter(|artefact| artefact.service.is_none())
    }

    /// The folders that are made on a machine for its containers.
    pub fn folders_on<'a>(&'a self, host: &'a HostName) -> impl Iterator<Item = &'a Folder> {
        self.folders.iter().filter(move |folder| folder.machine == *host)
    }

    /// The folders of a service.
    pub(crate) fn folders_of(&self, name: &ServiceName) -> Vec<&Folder> {
        self.folders.iter().filter(|folder| folder.service == *name).collect()
    }

    /// What `stack-release` keeps of a deployment: names in the folder of the stack.
    pub fn release_parts(&self) -> Vec<&str> {
        let mut parts = RELEASE_PARTS.to_vec();
        for part in self.artefacts.iter().filter_map(Artefact::release_part) {
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        parts
    }
}

/// Why Ansible writes nothing of it.
const STARTED_BY_HAND: &str = "it is for a compose folder that is started without Ansible";

fn folders_of<'a>(host: &'a HostName, service: &'a CheckedService) -> impl Iterator<Item = Folder> + 'a {
    service.volumes.iter().map(move |volume| Folder {
        machine: host.clone(),
        service: service.name.clone(),
        about: if volume.name.is_empty() { "data".into() } else { volume.name.clone() },
        path: data_folder(service, volume),
        owner: Owner::Uid(volume.uid),
        mode: Mode::PrivateFolder,
    })
}

fn of_service(host: &HostName, service: &CheckedService, file: &ConfigFile) -> Artefact {
    let role = role_of(service.kind);
    let stored =
        Stored { path: format!("roles/{role}/templates/{}.j2", file.template), text: file.text.clone() };
    Artefact {
        machines: Machines::One(host.clone()),
        service: Some(service.name.clone()),
        content: Content::Template(stored),
        place: Place::Stack(file.destination.clone()),
        mode: if file.executable { Mode::Program } else { Mode::Public },
        owner: Owner::Root,
        task: Task::Role(role),
        folder: Some(file.destination.clone()),
        kept: true,
        consumer: file.consumer,
        effect: file.effect,
    }
}

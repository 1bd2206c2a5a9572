//! `RoleFile`: a file of a role that is written by hand: where its task puts it, or that the role runs where the playbook runs.

use super::Repository;
use crate::{
    artefact::{Artefact, Consumer, Content, Machines, Mode, Owner, Place, Stored, Task},
    config::Effect,
    engine::RenderError,
};
use minijinja::Value;

/// A file of a role.
#[derive(Debug, Clone, Copy)]
pub(super) struct RoleFile {
    source: Source,
    place: &'static str,
    mode: Mode,
    /// The file below `tasks/`, and the task's name.
    task: (&'static str, &'static str),
    effect: Effect,
    consumer: Consumer,
}

/// Where its text is.
#[derive(Debug, Clone, Copy)]
enum Source {
    /// `templates/<name>.j2`, which Ansible fills.
    Template(&'static str),
    /// `files/<name>`.
    Copy(&'static str),
    /// A file of the repository, for people as well.
    Shared(&'static str),
    /// The task has it.
    Task,
    /// `files/<name>`, which the role runs where the playbook runs.
    Run(&'static str),
}

impl RoleFile {
    const fn new(
        source: Source,
        place: &'static str,
        mode: Mode,
        task: (&'static str, &'static str),
        consumer: Consumer,
    ) -> Self {
        Self { source, place, mode, task, effect: Effect::NoHandlerNeeded, consumer }
    }

    /// A template of the role, without `.j2` at its end.
    pub(super) const fn template(
        name: &'static str,
        place: &'static str,
        mode: Mode,
        task: (&'static str, &'static str),
        consumer: Consumer,
    ) -> Self {
        Self::new(Source::Template(name), place, mode, task, consumer)
    }

    /// A file of the role.
    pub(super) const fn copy(
        name: &'static str,
        place: &'static str,
        mode: Mode,
        task: (&'static str, &'static str),
        consumer: Consumer,
    ) -> Self {
        Self::new(Source::Copy(name), place, mode, task, consumer)
    }

    /// A file of the repository that is for people as well, by its path below `ansible/`, put below the folder of the stack.
    pub(super) const fn shared(
        path: &'static str,
        place: &'static str,
        mode: Mode,
        task: (&'static str, &'static str),
        consumer: Consumer,
    ) -> Self {
        Self::new(Source::Shared(path), place, mode, task, consumer)
    }

    /// A file whose text is in the task itself.
    pub(super) const fn text(
        place: &'static str,
        mode: Mode,
        task: (&'static str, &'static str),
        consumer: Consumer,
    ) -> Self {
        Self::new(Source::Task, place, mode, task, consumer)
    }

    /// A program of the role that stays in the repository.
    pub(super) const fn run(name: &'static str, consumer: Consumer) -> Self {
        Self::new(Source::Run(name), "", Mode::Public, ("", ""), consumer)
    }

    /// The same file, after whose change this handler of the role runs.
    pub(super) const fn notifying(self, handler: &'static str) -> Self {
        Self { effect: Effect::Handler(handler), ..self }
    }

    /// The file as an entry of the list.
    pub(super) fn artefact(
        &self,
        repository: &Repository<'_>,
        role: &str,
        machines: Machines,
        view: &Value,
    ) -> Result<Artefact, RenderError> {
        let stored = |path: String| -> Result<Stored, RenderError> {
            let text = repository.engine.render(&format!("ansible/{path}.j2"), view)?;
            Ok(Stored { path, text })
        };
        let content = match self.source {
            Source::Template(name) => Content::Template(stored(format!("roles/{role}/templates/{name}.j2"))?),
            Source::Copy(name) | Source::Run(name) => {
                Content::Copy(stored(format!("roles/{role}/files/{name}"))?)
            }
            Source::Shared(path) => Content::Shared(path.to_owned()),
            Source::Task => Content::Task(None),
        };
        let (file, name) = self.task;
        let runs = matches!(self.source, Source::Run(_));
        Ok(Artefact {
            machines: if runs { Machines::Controller } else { machines },
            service: None,
            content,
            place: match self.source {
                Source::Run(_) => Place::Nowhere,
                Source::Shared(_) => Place::Stack(self.place.to_owned()),
                Source::Template(_) | Source::Copy(_) | Source::Task => Place::Machine(self.place.to_owned()),
            },
            mode: self.mode,
            owner: Owner::Root,
            task: if runs {
                Task::None("the role runs it where the playbook runs")
            } else {
                Task::by_hand(role, file, name)
            },
            folder: None,
            kept: false,
            consumer: self.consumer,
            effect: self.effect,
        })
    }
}

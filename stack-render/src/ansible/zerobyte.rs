//! Zerobyte: what it is provisioned with and its schedules, as a document for each environment, the role that applies it, and its
//! playbook. Zerobyte 0.41; every fact of its API is from `app/server/modules` of that version.

use super::{
    Repository, machine::PULLER, monitors::UPTIME_KUMA_URL, playbook::secret_view, role_file::RoleFile,
};
use crate::{
    Tree,
    artefact::{Artefact, Consumer, Content, Machines, Stored},
    engine::{RenderError, verbatim},
    variables::{Group, Var, Variables},
    yaml::{Yaml, map},
};
use minijinja::{Value, context};
use stack_model::{
    CheckedStack, EnvironmentName, SecretName,
    resolve::{Pull, Reporter},
    stack::{Backups, Retention, Zerobyte},
};

const ROLE: &str = "ansible/roles/zerobyte-config";
const PLAYBOOK: &str = "ansible/playbooks/zerobyte.yml";

/// The secret file of Zerobyte's container that holds the private half of `public_key`.
const SFTP_KEY: &str = "zerobyte_sftp_key";

/// The document of each environment of which something is taken away, and what applies them.
pub(super) fn artefacts(repository: &Repository<'_>) -> Result<Vec<Artefact>, RenderError> {
    let stack = repository.stack;
    let environments = environments(stack);
    let (Some(zerobyte), false) = (zerobyte(stack), environments.is_empty()) else { return Ok(Vec::new()) };
    let program = RoleFile::run("apply_schedules.py", Consumer::Zerobyte);
    let program = program.artefact(repository, "zerobyte-config", Machines::Controller, &context! {})?;
    let document = |environment| {
        let pulls = stack.pulls(environment);
        let path = format!("roles/zerobyte-config/files/{}", file(environment));
        let text = document(stack, zerobyte, environment, &pulls).json();
        Artefact { content: Content::Copy(Stored { path, text }), ..program.clone() }
    };
    let documents: Vec<Artefact> = environments.into_iter().map(document).collect();
    Ok(documents.into_iter().chain([program]).collect())
}

/// The environments of which something is taken away.
fn environments(stack: &CheckedStack) -> Vec<&EnvironmentName> {
    let environments = stack.resolved().deployments().map(|(environment, _)| environment);
    environments.filter(|environment| !stack.pulls(environment).is_empty()).collect()
}

/// The file of an environment's document.
fn file(environment: &EnvironmentName) -> String {
    format!("backups.{environment}.json")
}

/// Adds the role and its playbook. Nothing without Zerobyte, or where nothing is taken away.
pub(super) fn add(repository: &Repository<'_>, tree: &mut Tree) -> Result<(), RenderError> {
    let stack = repository.stack;
    let environments = environments(stack);
    if zerobyte(stack).is_none() || environments.is_empty() {
        return Ok(());
    }
    let environments: Value = environments.into_iter().map(|name| view(stack, name)).collect();
    let view = context! { environments };
    tree.add(PLAYBOOK, repository.engine.render(&format!("{PLAYBOOK}.j2"), &view)?);
    for file in ["tasks/main.yml", "defaults/main.yml"] {
        tree.add(
            format!("{ROLE}/{file}"),
            repository.engine.render(&format!("{ROLE}/{file}.j2"), &context! {})?,
        );
    }
    let role = super::role::Role {
        name: "zerobyte-config",
        about: "What Zerobyte takes away, when, and what it keeps".to_owned(),
        reads: vec![UPTIME_KUMA_URL.untyped(), ZEROBYTE_URL.untyped()],
        has_handlers: false,
    };
    super::role::add_parts(repository, &role, tree)
}

fn zerobyte(stack: &CheckedStack) -> Option<&Zerobyte> {
    stack.resolved().zerobyte()
}

/// Where Zerobyte is reached.
const ZEROBYTE_URL: Var<String> = Var::named("zerobyte_url");

/// Adds the variable by which the playbook finds Zerobyte.
pub(super) fn add_variables(stack: &CheckedStack, variables: &mut Variables) {
    if let Some(zerobyte) = zerobyte(stack) {
        variables.all(Group::Main, &ZEROBYTE_URL, "where Zerobyte is reached", zerobyte.url.to_string());
    }
}

/// What the play of an environment needs to know.
fn view(stack: &CheckedStack, environment: &EnvironmentName) -> Value {
    let heartbeats = stack.resolved().heartbeats(environment).into_iter();
    let tokens = heartbeats.filter(|one| matches!(one.of, Reporter::Job(_))).map(|one| one.token);
    let names: Vec<SecretName> = std::iter::once(Backups::zerobyte_api_key()).chain(tokens).collect();
    let secrets = stack.resolved().secrets.iter().filter(|(name, _)| names.contains(name));
    context! {
        name => verbatim(environment.as_str()),
        group => verbatim(environment.identifier()),
        document => verbatim(file(environment)),
        secrets => secrets.map(|(name, secret)| secret_view(name, secret)).collect::<Value>(),
    }
}

/// What an environment takes away. Names tell environments and projects apart: one Zerobyte may serve several.
fn document(
    stack: &CheckedStack,
    zerobyte: &Zerobyte,
    environment: &EnvironmentName,
    pulls: &[(Pull<'_>, Retention)],
) -> Yaml {
    let scope = format!("{}/{environment}", stack.project().name);
    // No name has two hyphens in a row, so that no two of them make one identifier.
    let prefix = format!("{}--{environment}", stack.project().name);
    let mut volumes: Vec<(String, Yaml)> = Vec::new();
    let mut repositories: Vec<(String, Yaml)> = Vec::new();
    let mut jobs = Vec::new();
    for (pull, keep) in pulls {
        let folder = pull.source.folder.trim_start_matches("backups/");
        let volume = format!("{prefix}--{}--{folder}", pull.source.host);
        if !volumes.iter().any(|(known, _)| *known == volume) {
            volumes.push((volume.clone(), volume_of(stack, environment, pull, &volume, folder)));
        }
        let repository = format!("{prefix}--{}", pull.job.into);
        if !repositories.iter().any(|(known, _)| *known == repository) {
            repositories.extend(repository_of(pull, &repository).map(|entry| (repository.clone(), entry)));
        }
        let heartbeats = stack.resolved().heartbeats(environment);
        let report = heartbeats.iter().find(|one| one.of == Reporter::Job(pull.name.clone()));
        jobs.push(map! {
            "name": pull.name.as_str(),
            "volume": volume,
            "repository": repository,
            "cron": pull.at.to_string(),
            "retention": retention(keep),
            // Fifteen minutes are what it takes without a word.
            "retries": pull.job.retry.map_or(0, |retry| u32::from(retry.times.get())),
            "retry_after": pull.job.retry.map_or(15, |retry| u32::from(retry.after.get())),
            "report": report.map(|one| one.token.variable().to_string()).unwrap_or_default(),
        });
    }
    map! {
        "scope": scope,
        "organization": zerobyte.organization.to_string(),
        "volumes": Yaml::List(volumes.into_iter().map(|(_, volume)| volume).collect()),
        "repositories": Yaml::List(repositories.into_iter().map(|(_, repository)| repository).collect()),
        "jobs": Yaml::List(jobs),
    }
}

/// A folder of dumps, read over SFTP; sshd shows the reader the folder of all dumps as `/`. Where the machine is, and by which key it
/// is known, is the inventory's.
fn volume_of(
    stack: &CheckedStack,
    environment: &EnvironmentName,
    pull: &Pull<'_>,
    id: &str,
    folder: &str,
) -> Yaml {
    map! {
        "id": id,
        "machine": format!("{environment}.{}", pull.source.host),
        "config": map! {
            "backend": "sftp",
            "port": u32::from(stack.access().ssh.port.get()),
            "username": PULLER,
            "privateKey": format!("file://{SFTP_KEY}"),
            "path": format!("/{folder}"),
            "readOnly": true,
            "skipHostKeyCheck": false,
        },
    }
}

/// A repository that exists already: only then is the password ours, and not one that Zerobyte has drawn and keeps alone.
fn repository_of(pull: &Pull<'_>, id: &str) -> Option<Yaml> {
    let restic_repository = pull.restic_repository?;
    let keys = restic_repository.keys();
    let file = |name: &SecretName| format!("file://{name}");
    Some(map! {
        "id": id,
        "config": map! {
            "backend": "s3",
            "endpoint": restic_repository.repository.endpoint.to_string(),
            "bucket": restic_repository.bucket.as_str(),
            "accessKeyId": file(&keys.access_key),
            "secretAccessKey": file(&keys.secret_key),
            "isExistingRepository": true,
            "customPassword": file(&keys.password),
        },
    })
}

/// In the words of the API: `keepDaily`.
fn retention(keep: &Retention) -> Yaml {
    let counts = keep.counts().map(|(word, count)| {
        let (first, rest) = word.split_at(1);
        (format!("keep{}{rest}", first.to_uppercase()), Yaml::from(count.get()))
    });
    Yaml::map(counts)
}

//! `backup-hub`: the machine of Zerobyte. Its repositories are made there, what Zerobyte knows is copied into one of them, and they
//! are copied to the archive, each by a timer.

use super::{
    Repository,
    backup_hub_files::{ARCHIVE, FILES},
    hub_connection,
    monitors::UPTIME_KUMA_URL,
    role,
};
use crate::{
    Tree,
    artefact::{Artefact, Machines},
    calendar,
    engine::{RenderError, verbatim},
    jinja::Expression,
    yaml::{Yaml, map},
};
use minijinja::{Value, context};
use stack_model::{
    CheckedStack, Cron, EnvironmentName, SecretName,
    resolve::{Archived, Reporter, ResticRepository, StateOf},
    stack::{Archive, Retention, Zerobyte},
};

const ROLE: &str = "ansible/roles/backup-hub";
const PLAYBOOK: &str = "ansible/playbooks/backup-hub.yml";

/// What the role writes to the hub. Nothing without Zerobyte, or where nothing is backed up.
pub(super) fn artefacts(repository: &Repository<'_>) -> Result<Vec<Artefact>, RenderError> {
    let Some((zerobyte, kept)) = repository.stack.zerobyte() else { return Ok(Vec::new()) };
    if machines(repository).is_empty() {
        return Ok(Vec::new());
    }
    let view = view(zerobyte, kept);
    let archive = if zerobyte.archive.is_some() { ARCHIVE } else { &[] };
    let files = FILES.iter().chain(archive);
    files.map(|file| file.artefact(repository, "backup-hub", Machines::Hub, &view)).collect()
}

/// Adds the role and its playbook. Nothing without Zerobyte, or where nothing is backed up.
pub(super) fn add(repository: &Repository<'_>, tree: &mut Tree) -> Result<(), RenderError> {
    let Some((zerobyte, kept)) = repository.stack.zerobyte() else { return Ok(()) };
    if machines(repository).is_empty() {
        return Ok(());
    }
    let view = view(zerobyte, kept);
    tree.add(PLAYBOOK, repository.engine.render(&format!("{PLAYBOOK}.j2"), &view)?);
    let mut files = vec![
        "tasks/main.yml",
        "tasks/repositories.yml",
        "tasks/timers.yml",
        "handlers/main.yml",
        "defaults/main.yml",
    ];
    files.extend(zerobyte.archive.as_ref().map(|_| "tasks/archive.yml"));
    for file in files {
        let text = repository.engine.render(&format!("{ROLE}/{file}.j2"), &view)?;
        tree.add(format!("{ROLE}/{file}"), text);
    }
    let about = "Repositories, the copy of what Zerobyte knows, and the archive, on the machine of Zerobyte";
    let role =
        role::Role { name: "backup-hub", about: about.to_owned(), reads: Vec::new(), has_handlers: false };
    role::add_parts(repository, &role, tree)
}

/// What is the same in every environment.
fn view(zerobyte: &Zerobyte, kept: Retention) -> Value {
    let events =
        |at: &Cron| calendar::events(at, &zerobyte.timezone).into_iter().map(verbatim).collect::<Value>();
    let state = &zerobyte.state;
    let archive = zerobyte.archive.as_ref();
    context! {
        public_key => verbatim(zerobyte.public_key.to_string()),
        keep => verbatim(keep(&kept)),
        state_within => state.within.seconds(),
        stack_zerobyte_events => events(&state.at),
        archived => archive.is_some(),
        ..archive.map(|archive| context! {
            port => u32::from(archive.port.get()),
            user => verbatim(archive.user.as_str()),
            host_key => verbatim(archive.host_key.to_string()),
            archive_within => archive.within.seconds(),
            watch_within => 600,
            stack_archive_events => events(&archive.at),
            stack_archive_watch_events => events(&Archive::watched_at()),
        }).unwrap_or_default()
    }
}

/// In the words of restic's options.
fn keep(retention: &Retention) -> String {
    let words: Vec<String> =
        retention.counts().map(|(word, count)| format!("--keep-{word} {count}")).collect();
    words.join(" ")
}

/// The hub of each environment that is backed up: the environment, the machine's name in the inventory, and its variables.
pub(super) fn machines<'a>(repository: &Repository<'a>) -> Vec<(&'a EnvironmentName, String, Yaml)> {
    let resolved = repository.stack.resolved();
    let Some(zerobyte) = resolved.zerobyte() else { return Vec::new() };
    let environments = resolved.deployments().map(|(environment, _)| environment);
    let environments = environments.filter(|environment| resolved.is_backed_up(environment));
    environments
        .filter_map(|environment| {
            let restic_repositories = resolved.restic_repositories(environment);
            let address = hub_connection::address(repository, &zerobyte.host, environment)?;
            let mut keys = hub_connection::connection(repository, &zerobyte.host, address);
            keys.extend(variables(repository.stack, environment, &restic_repositories));
            (!restic_repositories.is_empty())
                .then(|| (environment, format!("{environment}.{}", zerobyte.host), Yaml::map(keys)))
        })
        .collect()
}

fn vault(name: &SecretName) -> Yaml {
    Expression::vault(name).into()
}

fn variables(
    stack: &CheckedStack,
    environment: &EnvironmentName,
    restic_repositories: &[ResticRepository<'_>],
) -> Vec<(&'static str, Yaml)> {
    let resolved = stack.resolved();
    // No name has two hyphens in a row.
    let scope = format!("{}--{environment}", stack.project().name);
    let state = resolved.state_of(environment);
    let archived = resolved.archived(environment);
    let repositories = restic_repositories.iter().map(|restic_repository| {
        let keys = restic_repository.keys();
        map! {
            "name": restic_repository.name.as_str(), "url": restic_repository.url(), "password": vault(&keys.password),
            "access_key": vault(&keys.access_key), "secret_key": vault(&keys.secret_key),
        }
    });
    let copies = archived.iter().map(|one| {
        let oldest = u32::try_from(resolved.max_age_of_copy(one).minutes()).unwrap_or(u32::MAX);
        map! { "name": one.restic_repository.name.as_str(), "path": one.folder(), "oldest": oldest }
    });
    let reports = reports(stack, environment);
    let address = resolved.archive_address(environment).filter(|_| !archived.is_empty());
    let password = if archived.is_empty() { Yaml::text("") } else { vault(&Archive::password()) };
    vec![
        ("backup_hub_scope", Yaml::text(scope)),
        ("backup_hub_state", Yaml::text(state.map(|one| one.copy.into.to_string()).unwrap_or_default())),
        ("backup_hub_repositories", Yaml::list(repositories)),
        ("backup_hub_archived", Yaml::list(copies)),
        ("backup_hub_archive_address", Yaml::text(address.map(|one| one.to_string()).unwrap_or_default())),
        ("backup_hub_archive_password", password),
        ("backup_hub_units", units(state.as_ref(), &archived)),
        ("backup_hub_kuma", if reports.is_empty() { Yaml::text("") } else { (&UPTIME_KUMA_URL).into() }),
        (
            "backup_hub_reports",
            Yaml::list(reports.iter().map(|(name, token)| map! { "name": *name, "token": vault(token) })),
        ),
        ("backup_hub_vault", Yaml::List(secrets(stack, restic_repositories, !archived.is_empty(), &reports))),
    ]
}

fn units(state: Option<&StateOf<'_>>, archived: &[Archived<'_>]) -> Yaml {
    let state = state.map(|_| "stack-zerobyte");
    let archive = ["stack-archive", "stack-archive-watch"].into_iter().filter(|_| !archived.is_empty());
    Yaml::list(state.into_iter().chain(archive))
}

/// What reports, by the name of its file, with its token.
fn reports(stack: &CheckedStack, environment: &EnvironmentName) -> Vec<(&'static str, SecretName)> {
    let heartbeats = stack.resolved().heartbeats(environment).into_iter();
    let reports = heartbeats.filter_map(|heartbeat| match heartbeat.of {
        Reporter::State => Some(("zerobyte", heartbeat.token)),
        Reporter::Archive => Some(("archive", heartbeat.token)),
        Reporter::Dumps(_) | Reporter::Job(_) | Reporter::Export(_) => None,
    });
    reports.collect()
}

/// Every secret that is written there, with its alphabet; those that Zerobyte reads as a file have the name of the file.
fn secrets(
    stack: &CheckedStack,
    restic_repositories: &[ResticRepository<'_>],
    archived: bool,
    reports: &[(&str, SecretName)],
) -> Vec<Yaml> {
    let keys = restic_repositories.iter().map(ResticRepository::keys);
    let files = keys.flat_map(|keys| [keys.password, keys.access_key, keys.secret_key]);
    let files = files.map(|name| (name, true));
    let others = reports.iter().map(|(_, token)| token.clone()).chain(archived.then(Archive::password));
    let names: Vec<(SecretName, bool)> = files.chain(others.map(|name| (name, false))).collect();
    let known = &stack.resolved().secrets;
    names
        .iter()
        .filter_map(|(name, is_file)| {
            let pattern = known.get(name)?.pattern();
            let mut fields = vec![
                ("name", Yaml::text(name.to_string())),
                ("value", vault(name)),
                ("pattern", Yaml::text(pattern)),
            ];
            fields.extend(is_file.then(|| ("file", Yaml::text(name.to_string()))));
            Some(Yaml::map(fields))
        })
        .collect()
}

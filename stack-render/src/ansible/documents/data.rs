//! What `BACKUP-STRATEGY.md` and `DISASTER-RECOVERY.md` say of data: every folder and database, and what keeps it.

mod offsite;
mod seeds;

use super::{code, codes, folder, runbook, title};
use crate::{
    compose::is_dumped,
    engine::{Raw, TemplateSet, raw},
};
use offsite::{Export, Zerobyte};
use seeds::SeededDatabase;
use serde::Serialize;
use stack_model::{
    CheckedService, CheckedStack, Duration, EnvironmentName,
    catalogue::{Change, Interface, Method},
    resolve::{Keys, ResolvedVolume, RestorePlan, Strategy},
    stack::Keeps,
};

/// Both pages.
#[derive(Serialize)]
pub(super) struct DataPages {
    title: String,
    project: Raw,
    folder: Raw,
    volumes: Vec<Volume>,
    databases: Vec<Database>,
    plans: Vec<Plan>,
    seeds: Vec<SeededDatabase>,
    losses: Vec<Loss>,
    export: Option<Export>,
    zerobyte: Option<Zerobyte>,
    local: LocalDumps,
    machines: Vec<Machine>,
    /// The secrets of which no new value can be made.
    irreplaceable: Vec<Secret>,
    dumps: bool,
    /// Whether some service alters its data when its version changes.
    upgrades: bool,
}

impl TemplateSet for DataPages {
    const PATHS: &'static [&'static str] =
        &["ansible/docs/BACKUP-STRATEGY.md.j2", "ansible/docs/DISASTER-RECOVERY.md.j2"];
}

#[derive(Serialize)]
struct Volume {
    service: Raw,
    host: Raw,
    path: Raw,
    owner: Raw,
    holds: Raw,
    /// What keeps it from being lost.
    kept: String,
}

#[derive(Serialize)]
struct Database {
    host: Raw,
    server: Raw,
    name: Raw,
    owner: Raw,
    clients: Raw,
}

/// What is dumped, and how it is put back.
#[derive(Serialize)]
struct Plan {
    environment: Raw,
    host: Raw,
    name: Raw,
    files: Raw,
    /// The services that are stopped meanwhile.
    stops: Raw,
    /// Whether it puts back everything: another plan puts back as much as a spare one, and more.
    whole: bool,
    /// Whether a script puts it back.
    restored: bool,
    jobs: Raw,
}

/// What the loss of a source costs.
#[derive(Serialize)]
struct Loss {
    environment: Raw,
    source: Raw,
    /// The most that is lost while the machine's own dumps are there.
    here: Raw,
    /// The most that is lost with the machine.
    elsewhere: Raw,
    /// How long it takes to put it back.
    time: Raw,
}

/// The dumps that a machine makes of itself.
#[derive(Serialize)]
struct LocalDumps {
    at: Raw,
    within: Raw,
    keep: Raw,
}

#[derive(Serialize)]
struct Machine {
    environment: Raw,
    host: Raw,
    inventory_name: Raw,
}

#[derive(Serialize)]
struct Secret {
    name: Raw,
    about: String,
    how: String,
}

pub(super) fn pages(stack: &CheckedStack) -> DataPages {
    let services = || stack.services();
    let volumes = services()
        .flat_map(|service| service.volumes.iter().map(move |volume| self::volume(stack, service, volume)));
    let dumps = stack.resolved().local_dump();
    DataPages {
        title: title(stack),
        project: Raw::of(&stack.project().name),
        folder: folder(stack),
        volumes: volumes.collect(),
        databases: databases(stack),
        plans: plans(stack),
        seeds: seeds::rows(stack),
        losses: losses(stack),
        export: offsite::export(stack),
        zerobyte: offsite::zerobyte(stack),
        local: LocalDumps {
            at: code(raw![dumps.at, " ", dumps.timezone]),
            within: code(dumps.within),
            keep: code(dumps.keep),
        },
        machines: machines(stack),
        irreplaceable: irreplaceable(stack),
        dumps: is_dumped(stack),
        upgrades: stack.upgrades().next().is_some(),
    }
}

fn irreplaceable(stack: &CheckedStack) -> Vec<Secret> {
    let secrets = stack.resolved().secrets.iter();
    let never = secrets.filter(|(_, secret)| matches!(secret.change, Change::Never(_)));
    let row = |(name, secret): (_, &stack_model::resolve::ResolvedSecret)| Secret {
        name: code(Raw::vault(name)),
        about: secret.description.clone(),
        how: runbook::how(secret.change),
    };
    never.map(row).collect()
}

fn machines(stack: &CheckedStack) -> Vec<Machine> {
    let machine = |site: stack_model::Site<'_>| Machine {
        environment: Raw::of(site.environment),
        host: code(site.host),
        inventory_name: code(raw![site.environment, ".", site.host]),
    };
    stack.sites().map(machine).collect()
}

fn databases(stack: &CheckedStack) -> Vec<Database> {
    let databases = stack.resolved().databases.iter().map(|database| Database {
        host: codes(stack.service(&database.server).map(CheckedService::host)),
        server: code(&database.server),
        name: code(&database.name),
        owner: codes(&database.owner),
        clients: codes(&database.clients),
    });
    databases.collect()
}

fn volume(stack: &CheckedStack, service: &CheckedService, volume: &ResolvedVolume) -> Volume {
    let holds =
        if service.kind.speaks(Interface::Redis) { redis_holds(stack, service) } else { volume.holds };
    let kept = match stack.resolved().backup_strategy(service) {
        Strategy::Copied(Method::PgDump) => "the dumps of the databases, not the folder".to_owned(),
        Strategy::Copied(Method::Export(_)) => "what it exports of itself, not the folder".to_owned(),
        Strategy::Copied(Method::Copy) => "a copy, file by file".to_owned(),
        Strategy::Copied(Method::Rdb) => "the file that it saves when it is asked".to_owned(),
        Strategy::Copied(_) => "snapshots that it makes when it is asked".to_owned(),
        Strategy::Left(reason) => format!("nothing: {reason}"),
        Strategy::Unsaid => "nothing".to_owned(),
    };
    Volume {
        service: code(&service.name),
        host: code(service.host()),
        path: code(raw![folder(stack), "/", Raw::data_folder_of(service, volume)]),
        owner: code(volume.uid),
        holds: Raw::of(holds),
        kept,
    }
}

/// What is dumped where, and how it is put back, by environment.
fn plans(stack: &CheckedStack) -> Vec<Plan> {
    let resolved = stack.resolved();
    let plans = resolved.deployments().flat_map(|(environment, _)| {
        resolved.restore_plans(environment).into_iter().map(move |plan| (environment, plan))
    });
    let row = |(environment, plan): (&EnvironmentName, RestorePlan)| {
        let jobs = stack.pulls(environment).into_iter();
        let jobs = jobs.filter(|(pull, _)| pull.source == *plan.source());
        let jobs: Vec<Raw> = jobs.map(|(pull, keep)| raw!["`", pull.name, "`, ", keep]).collect();
        Plan {
            environment: Raw::of(environment),
            host: code(plan.host()),
            name: code(Raw::name_of(&plan)),
            files: code(raw![Raw::folder_of(plan.source()), "/", Raw::pattern_of(plan.file())]),
            stops: codes(plan.stops()),
            whole: !plan.is_spare(),
            restored: plan.service().is_some(),
            jobs: if jobs.is_empty() { Raw::of("no job") } else { Raw::join(jobs, "; ") },
        }
    };
    plans.map(row).collect()
}

/// What the loss of each source costs, by environment.
fn losses(stack: &CheckedStack) -> Vec<Loss> {
    let hours = |time: Duration| raw![time.minutes().div_ceil(60), " h"];
    let environments = stack.resolved().deployments().map(|(environment, _)| environment);
    let rows = environments.flat_map(|environment| {
        stack.recovery(environment).sources.into_iter().map(move |one| Loss {
            environment: Raw::of(environment),
            source: code(one.source.name()),
            here: hours(one.point_here),
            elsewhere: one.point_elsewhere.map_or_else(|| Raw::of("everything"), hours),
            time: one
                .time
                .map_or_else(|| Raw::of("nobody has measured it"), |time| raw![time.minutes(), " min"]),
        })
    });
    rows.collect()
}

/// What the clients of a Redis keep there; what is lost with it is the worst of that.
fn redis_holds(stack: &CheckedStack, redis: &CheckedService) -> &'static str {
    let edges = stack.services().flat_map(|service| &service.edges);
    let keys: Vec<Keys> = edges.filter(|edge| edge.to == redis.name).filter_map(|edge| edge.keys).collect();
    let any = |what: Keeps| keys.iter().any(|keys| keys.keeps == Some(what));
    if any(Keeps::Queue) {
        "work that is not done yet"
    } else if any(Keeps::Session) {
        "who is logged in"
    } else if keys.iter().any(|keys| keys.keeps.is_none()) {
        "keys of which the stack says nothing"
    } else {
        "what can be had again"
    }
}

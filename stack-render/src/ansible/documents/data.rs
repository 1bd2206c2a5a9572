//! What `BACKUP-STRATEGY.md` and `DISASTER-RECOVERY.md` say of data: every folder and database, and what keeps it.

use super::{code, codes};
use crate::{compose::data_folder, engine::verbatim};
use minijinja::{Value, context};
use stack_model::{
    CheckedService, CheckedStack, DeploymentName, Duration,
    catalogue::{Interface, Method, Seeding},
    resolve::{Keys, MachineExport, ResolvedVolume, RestorePlan, Source, Strategy},
    stack::Keeps,
};
use std::collections::BTreeSet;

pub(super) fn view(stack: &CheckedStack) -> Value {
    let services = || stack.services();
    let volumes = services()
        .flat_map(|service| service.volumes.iter().map(move |volume| folder(stack, service, volume)));
    let databases = stack.resolved().databases.iter().map(|database| {
        context! {
            host => codes(stack.service(&database.server).map(CheckedService::host)),
            server => code(&database.server),
            name => code(&database.name),
            owner => codes(&database.owner),
            clients => codes(&database.clients),
        }
    });
    context! {
        volumes => volumes.collect::<Value>(),
        databases => databases.collect::<Value>(),
        plans => plans(stack),
        seeds => seeds(stack),
        losses => losses(stack),
        export => export(stack),
        zerobyte => zerobyte(stack),
        local => {
            let dumps = stack.resolved().local_dump();
            context! {
                at => code(format!("{} {}", dumps.at, dumps.timezone)),
                within => code(dumps.within),
                keep => code(dumps.keep),
            }
        },
        machines => stack.sites().map(|site| context! {
            environment => verbatim(site.environment.as_str()),
            group => verbatim(site.environment.identifier()),
            host => code(site.host),
            machine => code(format!("{}.{}", site.environment, site.host)),
        }).collect::<Value>(),
    }
}

fn folder(stack: &CheckedStack, service: &CheckedService, volume: &ResolvedVolume) -> Value {
    let path = format!("/opt/{}/{}", stack.project().name, data_folder(service, volume));
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
    context! {
        service => code(&service.name),
        host => code(service.host()),
        path => code(path),
        owner => code(volume.uid),
        holds => verbatim(holds),
        kept => kept,
    }
}

/// What is dumped where, and how it is put back, by environment.
fn plans(stack: &CheckedStack) -> Value {
    let resolved = stack.resolved();
    let plans = resolved.deployments().flat_map(|(environment, _)| {
        resolved.restore_plans(environment).into_iter().map(move |plan| (environment, plan))
    });
    let view = |(environment, plan): (&DeploymentName, RestorePlan)| {
        let jobs = stack.pulls(environment).into_iter();
        let jobs = jobs.filter(|(pull, _)| pull.source == *plan.source());
        let jobs: Vec<String> = jobs.map(|(pull, keep)| format!("`{}`, {keep}", pull.name)).collect();
        context! {
            environment => verbatim(environment.as_str()),
            host => code(plan.host()),
            name => code(plan.name()),
            files => code(format!("{}/{}", plan.source().folder, plan.file().pattern())),
            stops => codes(plan.stops()),
            whole => !plan.is_spare(),
            restored => plan.service().is_some(),
            jobs => verbatim(if jobs.is_empty() { "no job".to_owned() } else { jobs.join("; ") }),
        }
    };
    plans.map(view).collect()
}

/// What the loss of each source costs, by environment.
fn losses(stack: &CheckedStack) -> Value {
    let hours = |time: Duration| verbatim(format!("{} h", time.minutes().div_ceil(60)));
    let environments = stack.resolved().deployments().map(|(environment, _)| environment);
    let rows = environments.flat_map(|environment| {
        stack.recovery(environment).sources.into_iter().map(move |one| {
            context! {
                environment => verbatim(environment.as_str()),
                source => code(one.source.name()),
                here => hours(one.point_here),
                elsewhere => one.point_elsewhere.map_or_else(|| verbatim("everything"), hours),
                time => one.time.map_or_else(
                    || verbatim("nobody has measured it"),
                    |time| verbatim(format!("{} min", time.minutes())),
                ),
            }
        })
    });
    rows.collect()
}

/// What is laid out as plain files; none where nothing is.
fn export(stack: &CheckedStack) -> Value {
    let resolved = stack.resolved();
    let Some(export) = resolved.export() else { return Value::from(()) };
    let machine_exports = resolved.deployments().flat_map(|(environment, _)| {
        resolved
            .machine_exports(environment)
            .into_iter()
            .map(move |machine_export| (environment, machine_export))
    });
    let view = |(environment, machine_export): (&DeploymentName, MachineExport<'_>)| {
        context! {
            environment => verbatim(environment.as_str()),
            host => code(&machine_export.host),
            target => code(machine_export.target()),
            sources => codes(machine_export.sources.iter().map(Source::name)),
        }
    };
    context! {
        at => code(format!("{} {}", export.at, resolved.local_dump().timezone)),
        within => code(export.within),
        endpoint => code(&export.endpoint),
        machine_exports => machine_exports.map(view).collect::<Value>(),
    }
}

/// What becomes of each database in an environment that is filled from another.
fn seeds(stack: &CheckedStack) -> Value {
    let resolved = stack.resolved();
    let filled = resolved
        .deployments()
        .filter_map(|(environment, deployment)| Some((environment, deployment, deployment.seed.as_ref()?)));
    let rows = filled.flat_map(|(environment, deployment, seed)| {
        let seeded = resolved.seeded_databases(environment);
        let here = resolved.databases.iter().filter(move |database| {
            resolved.running(deployment).any(|service| service.name == database.server)
        });
        here.map(move |database| {
            let comes = seeded.iter().find(|one| one.name == database.name);
            let what = match (comes, resolved.seeding(database)) {
                (Some(seeded), _) => {
                    let tables: Vec<String> =
                        seeded.keeps.iter().map(|table| format!("`{}`", table.name)).collect();
                    verbatim(format!("what is left of {}", tables.join(", ")))
                }
                (None, Some(Seeding::Empty(reason))) => verbatim(format!("nothing: {reason}")),
                (None, _) => verbatim("nothing: `stack.yml` says so"),
            };
            context! {
                environment => verbatim(environment.as_str()),
                from => verbatim(seed.from.as_str()),
                database => code(format!("{}/{}", database.server, database.name)),
                folder => comes.map_or_else(|| verbatim("-"), |seeded| code(&seeded.folder)),
                what,
            }
        })
    });
    rows.collect()
}

/// What whoever runs Zerobyte has to know; none where there is none.
fn zerobyte(stack: &CheckedStack) -> Value {
    let Some((zerobyte, kept)) = stack.zerobyte() else { return Value::from(()) };
    let environments = stack.resolved().deployments().map(|(environment, _)| environment);
    let restic_repositories =
        environments.flat_map(|environment| stack.resolved().restic_repositories(environment));
    let buckets: BTreeSet<String> =
        restic_repositories.map(|restic_repository| restic_repository.url()).collect();
    let mut environments = stack.resolved().deployments();
    let state = environments.find_map(|(environment, _)| stack.resolved().state_of(environment));
    let kuma = stack.uptime_kuma().map(|kuma| kuma.host.clone());
    context! {
        host => code(&zerobyte.host),
        url => code(&zerobyte.url),
        timezone => code(&zerobyte.timezone),
        buckets => buckets.iter().map(code).collect::<Value>(),
        reports => kuma.is_some(),
        state => context! {
            into => code(&zerobyte.state.into),
            environment => state.map_or_else(|| verbatim("no environment"), |one| code(one.restic_repository.environment)),
            at => code(format!("{} {}", zerobyte.state.at, zerobyte.timezone)),
            keep => verbatim(kept.to_string()),
        },
        archive => zerobyte.archive.as_ref().map_or_else(|| Value::from(()), |archive| context! {
            at => code(format!("{} {}", archive.at, zerobyte.timezone)),
            place => code(format!("{}@{}:{}", archive.user, archive.host, archive.path)),
        }),
    }
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

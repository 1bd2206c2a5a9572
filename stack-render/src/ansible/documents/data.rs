//! What `BACKUP-STRATEGY.md` and `DISASTER-RECOVERY.md` say of data: every folder and database, and what keeps it.

use super::{code, codes};
use crate::{compose::data_folder, engine::verbatim};
use minijinja::{Value, context};
use stack_model::{
    CheckedStack,
    catalogue::Kind,
    resolve::{Keys, ResolvedService, ResolvedVolume},
    stack::Keeps,
};

pub(super) fn view(stack: &CheckedStack) -> Value {
    let services = || stack.resolved().services.values();
    let volumes = services()
        .flat_map(|service| service.volumes.iter().map(move |volume| folder(stack, service, volume)));
    let databases = stack.resolved().databases.iter().map(|database| {
        context! {
            host => code(stack.service(&database.server).checked_host()),
            server => code(&database.server),
            name => code(&database.name),
            owner => codes(&database.owner),
            clients => codes(&database.clients),
        }
    });
    context! {
        volumes => volumes.collect::<Value>(),
        databases => databases.collect::<Value>(),
        machines => stack.sites().map(|site| context! {
            environment => verbatim(site.environment.as_str()),
            group => verbatim(site.environment.identifier()),
            host => code(site.host),
            machine => code(format!("{}.{}", site.environment, site.host)),
        }).collect::<Value>(),
    }
}

fn folder(stack: &CheckedStack, service: &ResolvedService, volume: &ResolvedVolume) -> Value {
    let path = format!("/opt/{}/{}", stack.project().name, data_folder(service, volume));
    let (holds, kept) = match service.kind {
        // The databases in it have a table of their own.
        Kind::Postgresql => ("the databases below", "their dumps, not the folder"),
        Kind::Redis => (redis_holds(stack, service), "nothing"),
        Kind::Caddy if volume.name == "logs" => ("who asked for what", "nothing"),
        Kind::Caddy if volume.name == "config" => {
            ("the configuration that ran last", "nothing; it is made anew")
        }
        Kind::Caddy => ("certificates and their keys", "nothing; they are asked for again"),
        Kind::Qdrant => ("collections of vectors", "nothing"),
        Kind::Grafana => (
            "users and what they clicked together; dashboards and alerts are files of this repository",
            "nothing",
        ),
        Kind::Loki => ("log lines", "nothing"),
        Kind::Victoriametrics => ("measurements", "nothing"),
        Kind::Alloy => ("how far each log was read", "nothing; it begins anew"),
        Kind::Diun => ("the versions that were seen", "nothing; it begins anew"),
        Kind::N8n => (
            "settings with the key, and files of workflows; workflows and credentials are in its database",
            "nothing",
        ),
        _ => ("data of the application", "nothing"),
    };
    context! {
        service => code(&service.name),
        host => code(service.checked_host()),
        path => code(path),
        owner => code(volume.uid),
        holds => verbatim(holds),
        kept => verbatim(kept),
    }
}

/// What the clients of a Redis keep there; what is lost with it is the worst of that.
fn redis_holds(stack: &CheckedStack, redis: &ResolvedService) -> &'static str {
    let edges = stack.resolved().services.values().flat_map(|service| &service.edges);
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

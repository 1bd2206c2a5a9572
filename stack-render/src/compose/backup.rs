//! `pre-backup.sh` and `restore.sh`: what a machine keeps, and the way back. A way is a pair of fragments, one below
//! `templates/compose/pre-backup/`, one below `templates/compose/restore/`.

use crate::{
    engine::{Engine, RenderError, verbatim},
    variables::enabled,
};
use minijinja::{Value, context};
use stack_model::{
    CheckedStack, HostName,
    catalogue::{Kind, Method},
    resolve::{Artefact, Question, ResolvedService, Source},
};

/// How the artefacts of a source are made and put back: the name of its fragments, and what they are told of it.
pub(crate) struct Way {
    pub(crate) name: &'static str,
    pub(crate) dump: Vec<String>,
    pub(crate) restore: Vec<String>,
}

/// What the machine dumps in any of its environments, each folder once.
pub(crate) fn sources_on(stack: &CheckedStack, host: &HostName) -> Vec<Source> {
    let environments = stack.resolved().deployments().map(|(environment, _)| environment);
    let mut sources: Vec<Source> = Vec::new();
    for source in environments.flat_map(|environment| stack.resolved().backup_sources(environment)) {
        if source.host == *host && !sources.iter().any(|known| known.folder == source.folder) {
            sources.push(source);
        }
    }
    sources
}

/// The way of an artefact.
pub(crate) fn way(stack: &CheckedStack, source: &Source, artefact: &Artefact) -> Way {
    let Some(service) = source.service.as_ref().map(|name| stack.service(name)) else {
        // Settings are generated: what was dumped of them is compared by a person, and put back by a deployment.
        return Way::new("copy", &["configs", "docker-compose.yml"], &[]);
    };
    let name = service.name.as_str();
    let uid = service.volumes.first().map(|volume| volume.uid.to_string()).unwrap_or_default();
    match (source.method, &artefact.database) {
        (Method::PgDump, Some(database)) => {
            let owner = stack.databases_of(&service.name).find(|known| known.name == *database);
            let owner =
                owner.and_then(|known| known.owner.as_ref()).map(ToString::to_string).unwrap_or_default();
            Way::new("pg_dump", &[name, database.as_str()], &[name, database.as_str(), &owner])
        }
        (Method::Rdb, _) => Way::new("rdb", &[name], &[name, &uid]),
        (Method::Snapshots, _) => Way::new("snapshots", &[name, &port(service)], &[name, &port(service)]),
        (Method::Export, _) if service.kind == Kind::Grafana => {
            let at = format!("{}{}", port(service), prefix(service));
            Way::new("grafana", &[name, &at], &[name, &at])
        }
        (Method::Export, _) => Way::new("n8n", &[name, &uid], &[name, &uid]),
        _ => Way::new("copy", &[&format!("data/{name}")], &[name]),
    }
}

impl Way {
    fn new(name: &'static str, dump: &[&str], restore: &[&str]) -> Self {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Self { name, dump: words(dump), restore: words(restore) }
    }
}

fn port(service: &ResolvedService) -> String {
    service.listens.map(|port| port.get().to_string()).unwrap_or_default()
}

/// The path that Grafana serves everything below: its health page is `/api/health` below it.
fn prefix(service: &ResolvedService) -> String {
    match service.probe.as_ref().map(|probe| &probe.question) {
        Some(Question::Http { path, .. }) => path.strip_suffix("/api/health").unwrap_or_default().to_owned(),
        _ => String::new(),
    }
}

/// The scripts of a machine, each with its name. None if it keeps nothing.
pub(crate) fn backup(
    stack: &CheckedStack,
    host: &HostName,
    engine: &Engine,
) -> Result<Vec<(&'static str, String)>, RenderError> {
    let sources = sources_on(stack, host);
    if sources.is_empty() {
        return Ok(Vec::new());
    }
    let (mut names, mut steps) = (Vec::new(), Vec::new());
    for source in &sources {
        let service = source.service.as_ref().map(|name| stack.service(name));
        for artefact in &source.artefacts {
            let way = way(stack, source, artefact);
            let folder = source.folder.trim_start_matches("backups/");
            let mut words = vec![folder, artefact.stem.as_str(), artefact.extension, way.name];
            words.extend(way.dump.iter().map(String::as_str));
            steps.push(context! {
                words => words.into_iter().map(verbatim).collect::<Value>(),
                condition => verbatim(service.and_then(enabled).unwrap_or_default()),
            });
            if !names.contains(&way.name) {
                names.push(way.name);
            }
        }
    }
    let fragments = |script: &str| -> Result<Value, RenderError> {
        let addressed = names.iter().any(|name| ["snapshots", "grafana"].contains(name));
        let own = names.iter().map(|name| format!("compose/{script}/{name}.sh.j2"));
        let paths = addressed.then(|| "compose/address.sh.j2".to_owned()).into_iter().chain(own);
        let texts = paths.map(|path| engine.render(&path, &context! {}));
        texts.map(|text| Ok(verbatim(text?.trim_end()))).collect()
    };
    let view = context! {
        ways => names.iter().map(|name| verbatim(*name)).collect::<Value>(),
        steps,
        keep_minutes => verbatim((stack.resolved().local_dump().keep.seconds() / 60).to_string()),
    };
    let script = |name: &'static str| {
        let view = context! { fragments => fragments(name)?, ..view.clone() };
        Ok((name, engine.render(&format!("compose/{name}.sh.j2"), &view)?))
    };
    ["pre-backup", "restore"].into_iter().map(script).collect()
}

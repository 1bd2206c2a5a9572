//! `pre-backup.sh` and `restore.sh`: what a machine keeps, and the way back. A way is a pair of fragments, one below
//! `templates/compose/pre-backup/`, one below `templates/compose/restore/`.

use crate::engine::{Engine, Raw, RenderError, Template};
use serde::Serialize;
use stack_model::{
    CheckedService, CheckedStack, HostName, ServiceName,
    catalogue::ExportBy,
    resolve::{self, RestorePlan},
};

/// `pre-backup.sh`.
#[derive(Serialize)]
struct PreBackup {
    /// What the steps call.
    fragments: Vec<Raw>,
    steps: Vec<Step>,
    /// How many minutes a dump is kept here.
    keep_minutes: u64,
    /// How many seconds old the newest dump may become.
    patience: u64,
}

impl Template for PreBackup {
    const PATH: &'static str = "compose/pre-backup.sh.j2";
}

/// `restore.sh`.
#[derive(Serialize)]
struct Restore {
    /// What puts an artefact back, by way.
    fragments: Vec<Raw>,
    ways: Vec<&'static str>,
}

impl Template for Restore {
    const PATH: &'static str = "compose/restore.sh.j2";
}

/// The making of an artefact.
#[derive(Serialize)]
struct Step {
    /// Its folder, the name of its files, and what the way's program is told.
    words: Vec<String>,
    /// The condition under which its service runs; empty if it always does, or if it is no service's.
    condition: Option<Raw>,
}

/// The programs that make an artefact and put it back: the name of its two fragments, and what each is told. What is done is
/// the plan's word.
pub(crate) struct Way {
    pub(crate) name: &'static str,
    pub(crate) dump: Vec<String>,
    pub(crate) restore: Vec<String>,
    /// Whether they ask the container at its address.
    is_addressed: bool,
}

/// How each artefact that the machine dumps in any of its environments is put back, each once.
pub(crate) fn plans_on(stack: &CheckedStack, host: &HostName) -> Vec<RestorePlan> {
    let environments = stack.resolved().deployments().map(|(environment, _)| environment);
    let mut plans: Vec<RestorePlan> = Vec::new();
    for plan in environments.flat_map(|environment| stack.resolved().restore_plans(environment)) {
        let is_same = |known: &RestorePlan| {
            known.source().folder == plan.source().folder && known.file() == plan.file()
        };
        if plan.host() == host && !plans.iter().any(is_same) {
            plans.push(plan);
        }
    }
    plans
}

/// Whether any machine dumps anything: then there is the role of the dumps, and the playbook that puts them back.
pub(crate) fn is_dumped(stack: &CheckedStack) -> bool {
    stack.hosts().any(|(host, _)| !plans_on(stack, host).is_empty())
}

/// The programs of a plan.
pub(crate) fn way(stack: &CheckedStack, plan: &RestorePlan) -> Way {
    let service = plan.service().and_then(|name| stack.service(name));
    let name = plan.service().map_or("", ServiceName::as_str);
    match plan.way() {
        resolve::Way::Database { name: database, owner } => {
            let owner = owner.as_ref().map(ToString::to_string).unwrap_or_default();
            Way::new("pg_dump", &[name, database.as_str()], &[name, database.as_str(), &owner])
        }
        resolve::Way::File { owner } => Way::new("rdb", &[name], &[name, &owner.to_string()]),
        resolve::Way::Recover => {
            Way { is_addressed: true, ..Way::both("snapshots", &[name, &port(service)]) }
        }
        resolve::Way::Import { export, user } => match export.by {
            ExportBy::Command => Way::both(export.program, &[name, &user.to_string()]),
            ExportBy::Requests => {
                // It serves everything below the prefix of its route (`SubPath::Kept`).
                let prefix = service.and_then(|service| stack.resolved().path_prefix(&service.name));
                let address = format!("{}{}", port(service), prefix.unwrap_or_default());
                Way { is_addressed: true, ..Way::both(export.program, &[name, &address]) }
            }
        },
        resolve::Way::Folder => Way::new("copy", &[&format!("data/{name}")], &[name]),
        // What was dumped of settings is compared by a person, and put back by a deployment.
        resolve::Way::Settings => Way::new("copy", &["configs", "docker-compose.yml"], &[]),
    }
}

impl Way {
    fn new(name: &'static str, dump: &[&str], restore: &[&str]) -> Self {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Self { name, dump: words(dump), restore: words(restore), is_addressed: false }
    }

    fn both(name: &'static str, words: &[&str]) -> Self {
        Self::new(name, words, words)
    }
}

fn port(service: Option<&CheckedService>) -> String {
    service.and_then(|service| service.listens).map(|port| port.get().to_string()).unwrap_or_default()
}

/// The scripts of a machine, each with its name. None if it keeps nothing.
pub(crate) fn backup(
    stack: &CheckedStack,
    host: &HostName,
    engine: &Engine,
) -> Result<Vec<(&'static str, String)>, RenderError> {
    let plans = plans_on(stack, host);
    if plans.is_empty() {
        return Ok(Vec::new());
    }
    let (mut ways, mut steps, mut addressed) = (Vec::new(), Vec::new(), false);
    for plan in &plans {
        let (way, artefact) = (way(stack, plan), plan.file());
        let service = plan.service().and_then(|name| stack.service(name));
        let folder = plan.source().folder.trim_start_matches("backups/");
        let words = [folder, artefact.stem.as_str(), artefact.extension, way.name];
        steps.push(Step {
            words: words.into_iter().map(str::to_owned).chain(way.dump).collect(),
            condition: service.map(Raw::condition_of),
        });
        addressed |= way.is_addressed;
        if !ways.contains(&way.name) {
            ways.push(way.name);
        }
    }
    let fragments = |script: &str| -> Result<Vec<Raw>, RenderError> {
        let own = ways.iter().map(|name| format!("compose/{script}/{name}.sh.j2"));
        let paths = addressed.then(|| "compose/address.sh.j2".to_owned()).into_iter().chain(own);
        paths.map(|path| engine.part(&path)).collect()
    };
    let dumps = stack.resolved().local_dump();
    let pre_backup = PreBackup {
        fragments: fragments("pre-backup")?,
        steps,
        keep_minutes: dumps.keep.seconds() / 60,
        // An hour more, as who waits for the report has: a run that starts later than the day before has not failed.
        patience: dumps.max_age().seconds() + 3600,
    };
    let restore = Restore { fragments: fragments("restore")?, ways };
    Ok(vec![("pre-backup", engine.fill(&pre_backup)?), ("restore", engine.fill(&restore)?)])
}

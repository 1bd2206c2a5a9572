//! The images of a stack, made here because none can be pulled: the real PostgreSQL, Redis and Caddy, and stand-ins that
//! listen, answer and keep as the catalogue says of the real ones.

use super::engine::Engine;
use crate::{application::kind, consumer};
use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};
use stack_model::{
    CheckedService, CheckedStack, Site,
    catalogue::User,
    resolve::{Question, Text},
    stack::{Condition, Tool},
};
use std::{
    collections::BTreeMap,
    process::{Command, Stdio},
};

/// What the images have beyond Debian's packages: where each file is, and its text.
const PROGRAMS: [(&str, &str); 5] = [
    ("opt/stand-in.py", include_str!("programs/stand-in.py")),
    ("opt/ask.py", include_str!("programs/ask.py")),
    ("opt/postgres.sh", include_str!("programs/postgres.sh")),
    ("usr/bin/xcaddy", include_str!("programs/xcaddy.sh")),
    ("opt/caddy.sh", include_str!("programs/caddy.sh")),
];

/// How long a stand-in looks for a server that has only been started, in seconds.
const PATIENCE: u32 = 60;

/// Why the containers of a machine cannot be started here, if so.
pub(super) fn refused(stack: &CheckedStack, site: &Site<'_>) -> Option<String> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    let mut stand_ins: BTreeMap<String, &str> = BTreeMap::new();
    for service in stack.services_on(site.host).filter(|service| service.runs_in(site.deployment)) {
        let cpus = service.cpus(site.environment);
        if cpus.milli() as usize > 1000 * cores {
            return Some(format!(
                "{} may use {cpus} CPUs, and an engine refuses what is not there",
                service.name
            ));
        }
        let image = service.image(site.environment);
        if image.digest().is_some() && !service.has_own_image() {
            return Some(format!(
                "the image of {} is pinned by its digest, which no other image has",
                service.name
            ));
        }
        let real =
            [kind("postgresql"), kind("redis"), kind("caddy"), kind("socketproxy")].contains(&service.kind);
        let other = stand_ins.insert(image.to_string(), service.name.as_str()).filter(|_| !real);
        if let Some(other) = other {
            return Some(format!(
                "{other} and {} have one image, and a stand-in is one of them only",
                service.name
            ));
        }
    }
    None
}

/// Makes the images of everything that runs on a machine, with those that others are built from, and loads them into its engine.
/// `from` has the generated files, `folder` is for its own.
///
/// # Errors
/// If a file cannot be written, or the engine does not take them.
pub(super) fn load(
    engine: &Engine,
    stack: &CheckedStack,
    site: &Site<'_>,
    from: &Utf8Path,
    folder: &Utf8Path,
) -> anyhow::Result<usize> {
    let services: Vec<&CheckedService> =
        stack.services_on(site.host).filter(|service| service.runs_in(site.deployment)).collect();
    fs_err::create_dir_all(folder)?;
    let programs = programs(folder, &services)?;
    let layers = [consumer::ENGINE.folder().join("layer.tar"), programs];
    let base = fs_err::read_to_string(consumer::ENGINE.folder().join("layer.sha256"))?;
    let digests = [format!("sha256:{}", base.trim()), format!("sha256:{}", sum(&layers[1])?)];
    let mut images: BTreeMap<String, Value> = BTreeMap::new();
    for service in &services {
        if service.has_own_image() {
            let dockerfile = from.join(format!("build/{}/Dockerfile", service.name));
            let bases = bases(&fs_err::read_to_string(dockerfile)?);
            images.extend(bases.into_iter().map(|base| (base, config(stack, site, service))));
        } else {
            // The name that the generated files ask for, so that they need not be changed.
            let name = service.image(site.environment).to_string();
            images.insert(name, config(stack, site, service));
        }
    }
    let mut manifest = Vec::new();
    for (number, (name, config)) in images.iter().enumerate() {
        let image = json!({
            "architecture": "amd64",
            "os": "linux",
            "config": config,
            "rootfs": { "type": "layers", "diff_ids": digests },
        });
        let file = format!("{number}.json");
        fs_err::write(folder.join(&file), image.to_string())?;
        manifest.push(json!({ "Config": file, "RepoTags": [name], "Layers": ["layer.tar", "programs.tar"] }));
    }
    fs_err::write(folder.join("manifest.json"), Value::from(manifest).to_string())?;
    let mut archive = Command::new("tar");
    archive.args(["--create", "--file=-", "--exclude=./programs", "--directory", folder.as_str(), "."]);
    archive.args(["--directory", consumer::ENGINE.folder().as_str(), "layer.tar"]);
    let mut archive = archive.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().context("starting tar")?;
    let output = archive.stdout.take().context("tar writes")?;
    let loaded = consumer::run(engine.enter("docker").args(["load", "--quiet"]).stdin(output));
    anyhow::ensure!(archive.wait()?.success(), "tar fails");
    loaded.context("loading the images")?;
    Ok(images.len())
}

/// The images that a Dockerfile begins with.
fn bases(dockerfile: &str) -> Vec<String> {
    let lines = dockerfile.lines().filter_map(|line| line.strip_prefix("FROM "));
    lines.filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

/// The layer of what is not Debian's.
fn programs(folder: &Utf8Path, services: &[&CheckedService]) -> anyhow::Result<Utf8PathBuf> {
    let root = folder.join("programs");
    for folder in ["opt", "usr/bin", "usr/local/bin"] {
        fs_err::create_dir_all(root.join(folder))?;
    }
    for (path, text) in PROGRAMS {
        fs_err::write(root.join(path), text)?;
    }
    fs_err::copy(consumer::find("caddy").context("caddy")?, root.join("usr/bin/caddy"))?;
    consumer::run(Command::new("chmod").args(["--recursive", "0755", root.as_str()]))?;
    let link = |target: &str, at: &str| {
        let at = root.join(at.trim_start_matches('/'));
        fs_err::create_dir_all(at.parent().unwrap_or(&root))?;
        fs_err::os::unix::fs::symlink(target, at)
    };
    link("/opt/ask.py", "usr/local/bin/node")?;
    link("/usr/bin/python3", "usr/local/bin/python")?;
    for program in services.iter().filter_map(|service| own_health_command(service)) {
        let at = if program.starts_with('/') { program } else { format!("/usr/local/bin/{program}") };
        link("/opt/ask.py", &at)?;
    }
    let layer = folder.join("programs.tar");
    let mut archive = Command::new("tar");
    archive.args(["--create", "--owner=0", "--group=0", "--numeric-owner", "--sort=name", "--mtime=@0"]);
    consumer::run(archive.args(["--file", layer.as_str(), "--directory", root.as_str(), "."]))?;
    Ok(layer)
}

/// The program of a health check that belongs to the service itself.
fn own_health_command(service: &CheckedService) -> Option<String> {
    let probe = service.probe.as_ref().filter(|probe| probe.tool == Some(Tool::Itself))?;
    probe.words().first().map(literal)
}

/// The literal pieces of a text.
fn literal(text: &Text) -> String {
    let parts = text.parts().iter().filter_map(|part| match part {
        stack_model::resolve::Part::Literal(text) => Some(text.as_str()),
        _ => None,
    });
    parts.collect()
}

fn sum(file: &Utf8Path) -> anyhow::Result<String> {
    let said = consumer::run(Command::new("sha256sum").arg(file))?;
    Ok(said.split(' ').next().unwrap_or_default().to_owned())
}

/// The user that a service's program runs as. Of an image that the catalogue does not know, the author says who owns its folders.
pub(super) fn uid(service: &CheckedService) -> u32 {
    match service.kind.name() {
        "container" => service.volumes.first().map_or(0, |volume| volume.uid),
        _ => service.application.user.uid(),
    }
}

/// How an image starts: as the real one does, else as a stand-in.
fn config(stack: &CheckedStack, site: &Site<'_>, service: &CheckedService) -> Value {
    let mut environment =
        vec!["PATH=/usr/local/bin:/usr/lib/postgresql/17/bin:/usr/sbin:/usr/bin:/sbin:/bin".to_owned()];
    let (entrypoint, command) = match service.kind.name() {
        "postgresql" => {
            let at = service.volumes.first().map_or("/var/lib/postgresql/data", |volume| volume.at.as_str());
            environment.extend([format!("PGDATA={at}"), "LANG=C.UTF-8".into()]);
            (json!(["/opt/postgres.sh"]), json!(["postgres"]))
        }
        "redis" => (Value::Null, json!(["redis-server"])),
        "caddy" | "socketproxy" => {
            environment.extend(["XDG_CONFIG_HOME=/config".into(), "XDG_DATA_HOME=/data".into()]);
            (Value::Null, json!(["/opt/caddy.sh"]))
        }
        _ => {
            let specification = specification(stack, site, service).to_string();
            (json!(["/usr/bin/python3", "-u", "/opt/stand-in.py", specification]), Value::Null)
        }
    };
    let user = match service.application.user {
        User::Image(uid) => format!("{uid}:{uid}"),
        User::Root => format!("{0}:{0}", uid(service)),
        User::Forced(_) | User::RootThen(_) => String::new(),
    };
    json!({ "Env": environment, "Entrypoint": entrypoint, "Cmd": command, "User": user, "WorkingDir": "/" })
}

/// What a stand-in is told of its service.
fn specification(stack: &CheckedStack, site: &Site<'_>, service: &CheckedService) -> Value {
    let mut ports: Vec<u16> = service.open_ports().iter().map(|port| port.get()).collect();
    let probe = service.probe.as_ref().and_then(|probe| match &probe.question {
        Question::Http { port, path, .. } => Some((port.get(), path.split('?').next().unwrap_or(path))),
        Question::Command(_) => None,
    });
    ports.extend(probe.map(|(port, _)| port));
    ports.sort_unstable();
    ports.dedup();
    let used: BTreeMap<_, _> = stack
        .servers_of(service)
        .filter(|(edge, _)| !edge.is_route)
        .map(|(edge, server)| (edge.to.as_str(), server))
        .filter(|(_, server)| server.runs_in(site.deployment) && server.host() == service.host())
        .collect();
    let needs: Vec<Value> = used
        .into_iter()
        .filter_map(|(name, server)| {
            let patience = match service.start_after.get(&server.name) {
                Some(Condition::Healthy) => 0,
                _ => PATIENCE,
            };
            Some(json!([name, server.listens?.get(), patience]))
        })
        .collect();
    let keeps: Vec<&str> = service.volumes.iter().map(|volume| volume.at.as_str()).collect();
    json!({ "ports": ports, "probe": probe.map(|(_, path)| path), "keeps": keeps, "needs": needs })
}

//! The containers of a project as the Docker engine describes them.

use super::{
    Code,
    container_state::{self, ContainerState},
};
use crate::docker::Docker;
use anyhow::Context as _;
use serde_json::Value;
use stack_model::CheckedStack;

/// A container.
#[derive(Debug)]
pub(super) struct Container {
    /// Its name.
    pub(super) name: String,
    /// The service that it is of.
    pub(super) service: String,
    /// Whether it runs.
    pub(super) running: bool,
    /// What its health check says, if there is one.
    pub(super) health: Option<String>,
    /// Whether its image's name means another image by now.
    pub(super) outdated: bool,
    /// How it is set up.
    pub(super) state: ContainerState,
}

/// The containers of a project, but for those that compose was told to run once.
///
/// # Errors
/// If the engine cannot be read.
pub(super) fn containers(
    stack: &CheckedStack,
    docker: &Docker,
    unified: bool,
) -> anyhow::Result<Vec<Container>> {
    let project = stack.project().name.as_str();
    let listed = docker.get("/containers/json?all=1")?;
    let mut containers = Vec::new();
    for container in listed.as_array().context("a list of containers")? {
        let label = |name: &str| container["Labels"][format!("com.docker.compose.{name}")].as_str();
        if label("project") != Some(project) || label("oneoff") == Some("True") {
            continue;
        }
        let id = container["Id"].as_str().context("a container has an identifier")?;
        let service = label("service").unwrap_or_default().to_owned();
        containers.push(read(docker, id, service, unified)?);
    }
    Ok(containers)
}

fn read(docker: &Docker, id: &str, service: String, unified: bool) -> anyhow::Result<Container> {
    let container = docker.get(&format!("/containers/{id}/json"))?;
    let image = docker.get(&format!("/images/{}/json", text(&container["Image"])))?;
    let named = docker.get(&format!("/images/{}/json", text(&container["Config"]["Image"])));
    // A name that no image has any more is not another image.
    let outdated = named.is_ok_and(|named| named["Id"] != container["Image"]);
    let status = &container["State"];
    Ok(Container {
        name: text(&container["Name"]).trim_start_matches('/').to_owned(),
        service,
        running: status["Running"] == true && status["Restarting"] != true && status["Paused"] != true,
        health: status["Health"]["Status"].as_str().map(str::to_owned),
        outdated,
        state: state_of(&container, &image, unified),
    })
}

fn state_of(container: &Value, image: &Value, unified: bool) -> ContainerState {
    let (config, host) = (&container["Config"], &container["HostConfig"]);
    let mut state = ContainerState::default();
    state.record(Code::Image, [text(&config["Image"]).to_owned()]);
    let bytes = |name: &str| container_state::memory(host[name].as_u64().unwrap_or(0));
    let words = [format!("memory {}", bytes("Memory")), format!("with swap {}", bytes("MemorySwap"))];
    state.record(Code::MemoryLimit, words);
    state.record(Code::MemoryReservation, [bytes("MemoryReservation")]);
    state.record(Code::CpuLimit, [container_state::cpus(host["NanoCpus"].as_u64().unwrap_or(0) / 1_000_000)]);
    let processes = host["PidsLimit"].as_i64().filter(|limit| *limit > 0);
    state.record(
        Code::ProcessLimit,
        [processes.map_or_else(|| "without a limit".into(), |limit| limit.to_string())],
    );
    let bare = |name: &str| name.trim_start_matches("CAP_").to_owned();
    state.record(Code::Capabilities, strings(&host["CapAdd"]).map(|name| format!("has {}", bare(name))));
    state.record(Code::Capabilities, strings(&host["CapDrop"]).map(|name| format!("lacks {}", bare(name))));
    state.record(Code::Privileges, privileges(host, unified));
    let root = if host["ReadonlyRootfs"] == true { "read-only" } else { "writable" };
    state.record(Code::RootFilesystem, [root.into()]);
    let own = config["User"] == image["Config"]["User"];
    state.record(
        Code::User,
        [if own { "that of its image".into() } else { text(&config["User"]).to_owned() }],
    );
    state.record(Code::RestartPolicy, [text(&host["RestartPolicy"]["Name"]).to_owned()]);
    let networks = container["NetworkSettings"]["Networks"].as_object();
    state.record(Code::Networks, networks.into_iter().flatten().map(|(name, _)| name.clone()));
    state.record(Code::Mounts, mounts(container, image));
    state.record(Code::PublishedPorts, ports(host));
    state.record(Code::HealthCheck, check(&config["Healthcheck"]));
    state
}

/// What a container has of the machine beyond its own.
fn privileges(host: &Value, unified: bool) -> Vec<String> {
    let mut words = Vec::new();
    if strings(&host["SecurityOpt"]).any(|option| option.starts_with("no-new-privileges")) {
        words.push("gains none".to_owned());
    }
    words.extend(
        strings(&host["SecurityOpt"]).filter(|option| !option.starts_with("no-new")).map(str::to_owned),
    );
    if host["Privileged"] == true {
        words.push("is privileged".into());
    }
    let shared = [
        ("NetworkMode", "network"),
        ("PidMode", "processes"),
        ("IpcMode", "memory"),
        ("UTSMode", "name"),
        ("UsernsMode", "users"),
    ];
    let shared = shared.into_iter().filter(|(key, _)| host[*key] == "host");
    words.extend(shared.map(|(_, what)| format!("{what} of the machine")));
    if unified && host["CgroupnsMode"] == "host" {
        words.push("control groups of the machine".into());
    }
    let devices = host["Devices"].as_array().into_iter().flatten();
    words.extend(devices.map(|device| format!("device {}", text(&device["PathOnHost"]))));
    words
}

/// The folders, with those below the project's own as its file writes them. A volume that the image itself asks for is its own.
fn mounts(container: &Value, image: &Value) -> Vec<String> {
    let folder = text(&container["Config"]["Labels"]["com.docker.compose.project.working_dir"]);
    let mounts = container["Mounts"].as_array().into_iter().flatten();
    let own = |mount: &&Value| {
        mount["Type"] == "volume" && image["Config"]["Volumes"][text(&mount["Destination"])].is_object()
    };
    let written = mounts.filter(|mount| mount["Type"] != "tmpfs" && !own(mount)).map(|mount| {
        let source = text(if mount["Type"] == "volume" { &mount["Name"] } else { &mount["Source"] });
        let below = source.strip_prefix(folder).filter(|rest| !folder.is_empty() && rest.starts_with('/'));
        let source = below.map_or_else(|| source.to_owned(), |rest| format!(".{rest}"));
        container_state::mount(&source, text(&mount["Destination"]), mount["RW"] == true)
    });
    let memory = container["HostConfig"]["Tmpfs"].as_object().into_iter().flatten();
    written.chain(memory.map(|(target, _)| container_state::in_memory(target))).collect()
}

fn ports(host: &Value) -> Vec<String> {
    let mut ports = Vec::new();
    for (target, bindings) in host["PortBindings"].as_object().into_iter().flatten() {
        for binding in bindings.as_array().into_iter().flatten() {
            let address = Some(text(&binding["HostIp"])).filter(|address| !["", "0.0.0.0"].contains(address));
            ports.push(container_state::port(address, text(&binding["HostPort"]), target));
        }
    }
    if host["PublishAllPorts"] == true {
        ports.push("all that the image names".into());
    }
    ports
}

fn check(check: &Value) -> Vec<String> {
    let words: Vec<&str> = strings(&check["Test"]).collect();
    let Some((first, rest)) = words.split_first().filter(|(first, _)| **first != "NONE") else {
        return Vec::new();
    };
    let words = if *first == "CMD" { rest.join(" ") } else { words.join(" ") };
    let seconds = |name: &str| check[name].as_u64().unwrap_or(0) / 1_000_000_000;
    vec![
        words,
        format!("every {} s", seconds("Interval")),
        format!("within {} s", seconds("Timeout")),
        format!("{} times", check["Retries"].as_u64().unwrap_or(0)),
        format!("after {} s", seconds("StartPeriod")),
    ]
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn strings(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}

//! `doctor`: running containers, compared with `stack.yml`.

mod code;
mod container_state;
mod drift;
mod expected;
mod observed;

pub use code::Code;
pub use drift::Drift;

use crate::{
    docker::Docker,
    input::{self, DefaultStack},
    output::{self, Format, Outcome},
    report,
};
use anyhow::Context as _;
use camino::Utf8PathBuf;
use expected::Expected;
use serde_json::json;
use stack_model::{CheckedStack, Site};

/// Where a Docker engine listens unless it is set up in another way.
const SOCKET: &str = "unix:///var/run/docker.sock";

/// Arguments of `doctor`.
#[derive(Debug, clap::Args)]
pub struct Doctor {
    /// The stack. `stack.yml` in the current folder, if none is named.
    pub stack: Option<Utf8PathBuf>,
    /// The environment that runs on it. May be left out if the stack has only one.
    #[arg(long = "env", value_name = "ENV")]
    pub environment: Option<String>,
    /// The machine of the stack that this is. May be left out if the environment has only one.
    #[arg(long, value_name = "MACHINE")]
    pub host: Option<String>,
    /// The socket of the engine; else the one that `DOCKER_HOST` names. Nothing but reading is done with it.
    #[arg(long, value_name = "SOCKET")]
    pub socket: Option<String>,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

impl Doctor {
    /// Runs the command.
    ///
    /// # Errors
    /// If it is not clear which machine is meant, or the engine cannot be read.
    pub fn run(&self, default: Option<&DefaultStack>) -> anyhow::Result<Outcome> {
        let source = input::read(&input::choose(self.stack.as_deref(), default)?)?;
        let Some(stack) = report::or_tell(&source, input::checked(&source)) else {
            return Ok(Outcome::Findings);
        };
        let site = self.site(&stack)?;
        let given = || std::env::var_os("DOCKER_HOST").and_then(|host| host.into_string().ok());
        let socket = self.socket.clone().or_else(given).filter(|host| !host.is_empty());
        let docker = Docker::named(socket.as_deref().unwrap_or(SOCKET))?;
        let drifts = examine(&stack, &site, &docker)?;
        match self.format {
            Format::Text => {
                for drift in &drifts {
                    output::line(drift);
                }
                let at = format!("{}/{}", site.environment, site.host);
                output::note(match drifts.len() {
                    0 => format!("{at} runs as the stack says"),
                    count => format!("{at} differs from the stack: {count} differences"),
                });
            }
            Format::Json => output::line(serde_json::to_string_pretty(&json!({
                "environment": site.environment.as_str(),
                "host": site.host.as_str(),
                "drifts": drifts,
            }))?),
        }
        Ok(if drifts.is_empty() { Outcome::Done } else { Outcome::Findings })
    }

    /// The machine that is meant.
    fn site<'a>(&self, stack: &'a CheckedStack) -> anyhow::Result<Site<'a>> {
        let asked =
            |wanted: &Option<String>, name: &str| wanted.as_deref().is_none_or(|wanted| wanted == name);
        let mut sites: Vec<Site<'_>> = stack
            .sites()
            .filter(|site| asked(&self.environment, site.environment.as_str()))
            .filter(|site| asked(&self.host, site.host.as_str()))
            .collect();
        let last = sites.pop().context("the stack has no such environment or machine")?;
        anyhow::ensure!(
            sites.is_empty(),
            "several machines may be meant; say which with --env and --host: {}",
            stack
                .sites()
                .map(|site| format!("{}/{}", site.environment, site.host))
                .collect::<Vec<_>>()
                .join(", ")
        );
        Ok(last)
    }
}

/// The differences between the containers of a machine's engine and the stack.
///
/// # Errors
/// If the engine cannot be read.
pub fn examine(stack: &CheckedStack, site: &Site<'_>, docker: &Docker) -> anyhow::Result<Vec<Drift>> {
    // Where each controller has a hierarchy of its own, every container sees the machine's.
    let unified = docker.get("/info")?["CgroupVersion"] == "2";
    let expected = Expected::on(stack, site)?;
    let mut drifts = drift::networks(&expected.networks(), &expected.names(), docker)?;
    let mut expected = expected.containers(unified);
    for container in observed::containers(stack, docker, unified)? {
        match expected.shift_remove(&container.service) {
            Some(state) => drifts.extend(drift::container(&container, &state)),
            None => drifts.push(Drift::of(Code::ContainerUnknown, &container.name)),
        }
    }
    drifts.extend(expected.keys().map(|service| Drift::of(Code::ContainerMissing, service)));
    drifts.sort();
    Ok(drifts)
}

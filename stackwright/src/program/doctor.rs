//! `doctor`: running containers, compared with the stack.

use super::{
    arguments::Format,
    input::{self, DefaultStack},
    output::{self, Outcome},
};
use crate::{docker::Docker, doctor::examine};
use anyhow::Context as _;
use camino::Utf8PathBuf;
use serde_json::json;
use stack_model::{CheckedStack, Site};

/// Where a Docker engine listens unless it is set up in another way.
const SOCKET: &str = "unix:///var/run/docker.sock";

/// Arguments of `doctor`.
#[derive(Debug, clap::Args)]
pub struct Doctor {
    /// The stack; stack.yml in the current folder unless named
    stack: Option<Utf8PathBuf>,
    /// The environment; may be left out if the stack has only one
    #[arg(long = "env", value_name = "ENV")]
    environment: Option<String>,
    /// The machine of the stack that this is; may be left out if the environment has only one
    #[arg(long, value_name = "MACHINE")]
    host: Option<String>,
    /// The socket of the Docker engine, which is only read; `DOCKER_HOST` unless named
    #[arg(long, value_name = "SOCKET")]
    socket: Option<String>,
    /// The format of the answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Doctor {
    pub(super) fn run(&self, default: Option<&DefaultStack>) -> anyhow::Result<Outcome> {
        let source = input::read(&input::choose(self.stack.as_deref(), default)?)?;
        let Some(stack) = input::or_complain(&source, input::checked(&source)) else {
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
            Format::Json => output::json(&json!({
                "environment": site.environment.as_str(),
                "host": site.host.as_str(),
                "drifts": drifts,
            }))?,
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

//! The generated files on a machine, and what is done with them there.

use super::engine::Engine;
use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;
use stack_model::{CheckedService, CheckedStack, Site, resolve::ResolvedSecret, stack::SecretCharset};
use std::{collections::BTreeMap, fmt::Write as _, io::Read as _};

/// How long a start of everything may take, in seconds.
const START: u32 = 240;

/// The generated files of one machine, copied to it byte for byte, with a `.env` of random values.
pub(super) struct Deployment<'a> {
    /// The machine.
    pub(super) engine: &'a Engine,
    /// The stack.
    pub(super) stack: &'a CheckedStack,
    /// The machine and the environment.
    pub(super) site: Site<'a>,
    /// Where the files are: the same path inside and outside of the machine.
    pub(super) folder: Utf8PathBuf,
}

impl<'a> Deployment<'a> {
    /// Copies the files, fills in the secrets, and runs `prepare.sh`.
    ///
    /// # Errors
    /// If a file cannot be copied, or `prepare.sh` is not content.
    pub(super) fn lay(
        engine: &'a Engine,
        stack: &'a CheckedStack,
        site: Site<'a>,
        from: &Utf8Path,
        folder: Utf8PathBuf,
    ) -> anyhow::Result<Self> {
        for entry in walkdir::WalkDir::new(from).sort_by_file_name() {
            let entry = entry?;
            let path = Utf8Path::from_path(entry.path()).context("a path is not UTF-8")?;
            let to = folder.join(path.strip_prefix(from)?);
            if entry.file_type().is_dir() {
                fs_err::create_dir_all(to)?;
            } else {
                fs_err::copy(path, to)?;
            }
        }
        let example = fs_err::read_to_string(folder.join(".env.example"))?;
        fs_err::write(folder.join(".env"), filled(stack, &example)?)?;
        let deployment = Self { engine, stack, site, folder };
        for (service, mebibytes) in deployment.narrow() {
            let at = deployment.folder.join("data").join(service.name.as_str());
            let mount = "mkdir -p \"$1\" && mount -t tmpfs -o size=\"$2\"m none \"$1\"";
            engine.script(10, mount, &[at.as_str(), &mebibytes.to_string()])?;
        }
        let prepare = deployment.folder.join("prepare.sh");
        engine.script(30, "bash \"$1\"", &[prepare.as_str()]).context("prepare.sh")?;
        Ok(deployment)
    }

    /// The services of this machine that run.
    pub(super) fn services(&self) -> Vec<&'a CheckedService> {
        let running = |service: &&CheckedService| service.runs_in(self.site.deployment);
        self.stack.services_on(self.site.host).filter(running).collect()
    }

    /// The services whose folder is a volume of its own that can be filled, and its size in MiB.
    pub(super) fn narrow(&self) -> Vec<(&'a CheckedService, u32)> {
        let size = |service: &'a CheckedService| match service.kind.name() {
            "postgresql" => Some((service, 256)),
            "redis" => Some((service, 64)),
            _ => None,
        };
        self.services().into_iter().filter_map(size).collect()
    }

    /// Starts everything, and waits until it is healthy.
    ///
    /// # Errors
    /// If something is not healthy in time; what compose and the sick containers said is in the error.
    pub(super) fn up(&self) -> anyhow::Result<()> {
        self.up_with(&[])
    }

    /// The same, with further words for compose.
    ///
    /// # Errors
    /// If something is not healthy in time; what compose and the sick containers said is in the error.
    pub(super) fn up_with(&self, words: &[&str]) -> anyhow::Result<()> {
        let limit = START.to_string();
        let mut all = vec!["up", "--detach", "--pull=never", "--wait", "--wait-timeout", &limit];
        all.extend(words);
        self.compose(START + 30, &all).map(drop).map_err(|error| error.context(self.sick()))
    }

    /// Runs compose on the files. It has `seconds`.
    ///
    /// # Errors
    /// If compose leaves with another status than 0; what it said is in the error.
    pub(super) fn compose(&self, seconds: u32, words: &[&str]) -> anyhow::Result<String> {
        let mut all = vec![self.folder.as_str()];
        all.extend(words);
        self.engine.script(
            seconds,
            "cd \"$1\"; docker compose --ansi=never --progress=plain \"${@:2}\"",
            &all,
        )
    }

    /// Does something with a further compose file, which is gone afterwards: `act` gets the words that name both files.
    ///
    /// # Errors
    /// If the file cannot be written, or `act` fails.
    pub(super) fn with_override(
        &self,
        text: &str,
        act: impl FnOnce(&[&str]) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let path = self.folder.join("another.yml");
        fs_err::write(&path, text)?;
        let done = act(&["--file", "docker-compose.yml", "--file", "another.yml"]);
        fs_err::remove_file(&path)?;
        done
    }

    /// The name of a service's container.
    pub(super) fn container(&self, service: &CheckedService) -> String {
        format!("{}_{}", self.stack.project().name, service.name)
    }

    /// What the engine knows of a service's container.
    ///
    /// # Errors
    /// If there is none.
    pub(super) fn inspect(&self, service: &CheckedService) -> anyhow::Result<Value> {
        Ok(self.engine.docker().get(&format!("/containers/{}/json", self.container(service)))?)
    }

    /// The first process of a service's container, as the machine numbers it.
    ///
    /// # Errors
    /// If there is no container, or it does not run.
    pub(super) fn pid(&self, service: &CheckedService) -> anyhow::Result<u64> {
        let pid = self.inspect(service)?["State"]["Pid"].as_u64().filter(|pid| *pid > 0);
        pid.with_context(|| format!("{} does not run", self.container(service)))
    }

    /// The first process of each container.
    ///
    /// # Errors
    /// If one does not run.
    pub(super) fn pids(&self) -> anyhow::Result<BTreeMap<String, u64>> {
        self.services().into_iter().map(|service| Ok((self.container(service), self.pid(service)?))).collect()
    }

    /// The machine's clock, as the engine's questions for events want it.
    ///
    /// # Errors
    /// If the clock cannot be read.
    pub(super) fn now(&self) -> anyhow::Result<String> {
        Ok(self.engine.script(5, "date +%s.%N", &[])?.trim().to_owned())
    }

    /// The containers that are not well, with the end of what each said.
    fn sick(&self) -> String {
        let mut said = String::new();
        for service in self.services() {
            let name = self.container(service);
            let state = self.inspect(service).map(|container| container["State"].clone()).unwrap_or_default();
            if state["Health"]["Status"] == "healthy" {
                continue;
            }
            let logs =
                self.engine.script(10, "docker logs --tail 12 \"$1\" 2>&1", &[&name]).unwrap_or_default();
            let _ = writeln!(said, "{name} is {}, {}:", state["Status"], state["Health"]["Status"]);
            if let Some(checks) = state["Health"]["Log"].as_array().and_then(|checks| checks.last()) {
                let _ = writeln!(said, "its check: {}", checks["Output"]);
            }
            let _ = writeln!(said, "{}", logs.trim());
        }
        said
    }
}

/// The example with a random value for each secret.
fn filled(stack: &CheckedStack, example: &str) -> anyhow::Result<String> {
    let mut text = String::new();
    for line in example.lines() {
        let secret = line.strip_suffix('=').filter(|name| !name.starts_with('#'));
        let known = |name: &str| {
            let mut secrets = stack.resolved().secrets.iter();
            secrets.find(|(secret, _)| secret.variable().as_str() == name).map(|(_, secret)| secret)
        };
        match secret.map(|name| (name, known(name))) {
            Some((name, Some(secret))) => writeln!(text, "{name}='{}'", random(secret)?)?,
            // The list of profiles may be empty.
            Some((name, None)) if name != "COMPOSE_PROFILES" => {
                anyhow::bail!("{name} is no secret of the stack")
            }
            _ => writeln!(text, "{line}")?,
        }
    }
    Ok(text)
}

/// A random value of a secret's own alphabet.
fn random(secret: &ResolvedSecret) -> anyhow::Result<String> {
    let mut bytes = [0; 64];
    fs_err::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let body = match secret.charset {
        SecretCharset::UrlSafe | SecretCharset::Hex | SecretCharset::Token | SecretCharset::Base64 => {
            &hex[..64]
        }
        SecretCharset::Url => return Ok(format!("https://hooks.example/{}", &hex[..32])),
        SecretCharset::Bcrypt => return Ok(format!("$2b$10${}", &hex[..53])),
        SecretCharset::PushToken => &hex[..32],
    };
    Ok(format!("{}{body}", secret.prefix))
}

//! `compose-config`: docker compose reads every compose file, with and without its profiles.

use super::{Check, Subject};
use crate::consumer;
use anyhow::Context as _;

pub(super) const CHECK: Check = Check {
    name: "compose-config",
    proves: "docker compose loads every compose file, with its own profiles and with all of them",
    needs: &["docker-compose"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<String> {
    let program = consumer::find("docker-compose").context("docker-compose")?;
    let mut files = 0;
    for (environment, host, folder) in subject.targets() {
        let file = folder.join("docker-compose.yml");
        let env_file = folder.join(".env.example");
        for profiles in [&[][..], &["--profile", "*"]] {
            let mut command = consumer::offline(&program);
            command
                .args(["--file", file.as_str(), "--env-file", env_file.as_str()])
                .args(profiles)
                .args(["config", "--quiet"]);
            consumer::run(&mut command).with_context(|| format!("{environment}/{host}"))?;
        }
        files += 1;
    }
    Ok(format!("{files} compose files load"))
}

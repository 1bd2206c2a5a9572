//! `caddy-validate`: the stock Caddy loads every Caddyfile; only the file of third-party modules is replaced.

use super::{Check, CheckOutcome, Subject};
use crate::{application::kind, consumer};
use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};

use std::fmt::Write as _;

pub(super) const CHECK: Check = Check {
    name: "caddy-validate",
    proves: "the stock Caddy loads every Caddyfile, and finds it formatted",
    needs: &["caddy"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let program = consumer::find("caddy").context("caddy")?;
    let mut sites = 0;
    let proxies = subject.running(kind("caddy"));
    if proxies.is_empty() {
        return CheckOutcome::nothing_to_do("no Caddy runs");
    }
    for running in proxies {
        let (folder, copy) = (&running.folder, &running.scratch);
        copy_without_modules(folder, copy, "")?;
        let mut command = consumer::offline(&program);
        command.env("HOME", copy).env("CADDY_LOG_DIR", copy.join("logs"));
        command.args(["validate", "--adapter", "caddyfile", "--config"]).arg(copy.join("Caddyfile"));
        consumer::run(&mut command).with_context(|| running.to_string())?;
        for file in ["Caddyfile", "configs/caddy/sites.caddy", "configs/caddy/modules.caddy"] {
            let mut command = consumer::offline(&program);
            consumer::run(command.args(["fmt", "--diff"]).arg(folder.join(file)))
                .with_context(|| format!("{running}: {file} is not formatted"))?;
        }
        sites += 1;
    }
    CheckOutcome::proven([(sites, "Caddyfiles load")])
}

/// Copies the Caddyfile and its imports, and replaces the file of modules by one that the stock binary can read:
/// every snippet stays, empty but for `tls`.
pub(super) fn copy_without_modules(from: &Utf8Path, to: &Utf8Path, tls: &str) -> anyhow::Result<Utf8PathBuf> {
    fs_err::create_dir_all(to.join("configs/caddy"))?;
    for file in ["Caddyfile", "configs/caddy/sites.caddy"] {
        fs_err::copy(from.join(file), to.join(file))?;
    }
    let modules = fs_err::read_to_string(from.join("configs/caddy/modules.caddy"))?;
    let mut stock = String::new();
    for snippet in modules.lines().filter(|line| line.starts_with('(')) {
        let body = if snippet.ends_with("_tls) {") { tls } else { "" };
        let _ = writeln!(stock, "{snippet}\n\t{body}\n}}");
    }
    fs_err::write(to.join("configs/caddy/modules.caddy"), stock)?;
    Ok(to.join("Caddyfile"))
}

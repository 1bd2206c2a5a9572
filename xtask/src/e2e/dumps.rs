//! The dumps of a machine, made by its own script on its own engine.

use super::deployment::Deployment;
use anyhow::Context as _;

/// Runs `pre-backup.sh`, and looks for every artefact that the model says it writes; how many there are is returned.
///
/// The script asks services at the addresses of their containers, also on networks with no way out, and runs an export in a
/// container of its own beside the one that has the service's name.
///
/// # Errors
/// If the script fails, or an artefact is not there or not in its `MANIFEST`.
pub(super) fn make(deployment: &Deployment<'_>) -> anyhow::Result<usize> {
    let Deployment { engine, stack, site, folder } = deployment;
    let before = deployment.pids()?;
    let said =
        engine.script(200, "\"$1/pre-backup.sh\" 2>&1", &[folder.as_str()]).context("pre-backup.sh")?;
    let mut artefacts = 0;
    for source in stack.resolved().backup_sources(site.environment) {
        if source.host != *site.host {
            continue;
        }
        let at = folder.join(&source.folder);
        let manifest = fs_err::read_to_string(at.join("MANIFEST"))?;
        for artefact in &source.files {
            let look = "find \"$1\" -maxdepth 1 -type f -size +0 -name \"$2\" -printf '%f\\n'";
            let found = engine.script(10, look, &[at.as_str(), &artefact.pattern()])?;
            let name = found.trim();
            let known = !name.is_empty() && manifest.lines().any(|line| line.ends_with(&format!(" {name}")));
            anyhow::ensure!(known, "{at} has no whole {}: {said}", artefact.stem);
            artefacts += 1;
        }
    }
    anyhow::ensure!(deployment.pids()? == before, "dumps were made, and containers were started anew");
    Ok(artefacts)
}

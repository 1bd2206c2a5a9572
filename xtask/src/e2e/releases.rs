//! The deployments that a machine keeps for a rollback, and the images that go with the one that it drops.

use super::deployment::Deployment;
use anyhow::Context as _;
use std::collections::{BTreeMap, BTreeSet};

/// Makes an image of its own on top of `$1`, with the label `$2`; `$3` is its name, if it has one.
const BUILD: &str = r#"
printf 'FROM %s\nLABEL %s\n' "$1" "$2" | DOCKER_BUILDKIT=0 docker build --quiet ${3:+--tag "$3"} -
"#;

/// An image that a machine has: its names, by its digest.
type Images = BTreeMap<String, BTreeSet<String>>;

/// Deploys an older image of a service, then what is written, then a newer one: the older deployment is the one too many. What it
/// alone named is gone then, and nothing else is; what other containers use stays. How many images stayed is returned.
///
/// # Errors
/// If something is removed too early, another image is, or one too few.
pub(super) fn drop_oldest(deployment: &Deployment<'_>) -> anyhow::Result<usize> {
    let Deployment { engine, folder, stack, .. } = deployment;
    let services = deployment.services();
    let service = services.iter().rfind(|service| !service.has_own_image());
    let service = *service.context("a service whose image is fetched")?;
    let path = folder.join("docker-compose.yml");
    let written = fs_err::read_to_string(&path)?;
    let image = deployment.inspect(service)?["Config"]["Image"].as_str().unwrap_or_default().to_owned();
    let line = format!("image: \"{image}\"\n");
    anyhow::ensure!(written.contains(&line), "{path} does not name {image}");
    let project = format!("com.docker.compose.project={}", stack.project().name);
    let build = |label: &str, name: &str| -> anyhow::Result<String> {
        let said = engine.script(60, BUILD, &[&image, label, name])?;
        let digest = said.lines().find(|line| line.starts_with("sha256:"));
        digest.map(str::to_owned).with_context(|| format!("no image is made: {said}"))
    };
    let lay = |text: &str| fs_err::write(&path, text);
    let keep = || engine.script(60, "stack-release keep \"$1\" 2>&1", &[folder.as_str()]);
    let before = images(deployment)?;

    for name in ["of-before:1", "of-another-user:1", "of-after:1"] {
        build(&format!("for={name}"), name)?;
    }
    engine.script(10, "docker create --name another-user of-another-user:1", &[])?;
    let another = "  another:\n    image: \"of-another-user:1\"\n    network_mode: none\n";
    lay(&format!("{}{another}", written.replace(&line, "image: \"of-before:1\"\n")))?;
    // A container that never starts holds its image just as well.
    deployment.compose(60, &["up", "--no-start", "--no-deps", "--pull=never", service.name.as_str()])?;
    keep()?;
    lay(&written)?;
    deployment.up_with(&["--no-deps", service.name.as_str()])?;
    keep()?;
    // What compose leaves when it builds anew, and what another project leaves.
    let left = build(&project, "")?;
    let of_another = build(&format!("{project}-of-another"), "")?;
    let full = images(deployment)?;
    let named = |images: &Images, name: &str| images.values().any(|names| names.contains(name));
    for name in ["of-before:1", "of-another-user:1", "of-after:1"] {
        anyhow::ensure!(named(&full, name), "{name} is gone too early");
    }

    // No container of this one is needed for what is dropped.
    lay(&written.replace(&line, "image: \"of-after:1\"\n"))?;
    let said = keep()?;
    let told: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("removed ")).collect();
    anyhow::ensure!(told == ["of-before:1"], "other images are told of: {said}");
    let mut expected = full;
    expected.retain(|digest, names| !names.contains("of-before:1") && *digest != left);
    let after = images(deployment)?;
    let lost = expected.iter().find(|(digest, names)| after.get(*digest) != Some(names));
    anyhow::ensure!(lost.is_none(), "{lost:?} is not whole any more: {said}");
    let left = after.iter().find(|(digest, _)| !expected.contains_key(*digest));
    anyhow::ensure!(left.is_none(), "{left:?} is left: {said}");

    lay(&written)?;
    let rest = ["of-another-user:1", "of-after:1", of_another.as_str()];
    engine.script(30, "docker rm another-user; docker image rm \"$@\"", &rest)?;
    anyhow::ensure!(images(deployment)? == before, "the images are others than before");
    Ok(before.len())
}

/// Every image of the machine.
fn images(deployment: &Deployment<'_>) -> anyhow::Result<Images> {
    let found = deployment.engine.docker().get("/images/json")?;
    let image = |image: &serde_json::Value| {
        let names = image["RepoTags"].as_array().into_iter().flatten().filter_map(|name| name.as_str());
        Some((image["Id"].as_str()?.to_owned(), names.map(str::to_owned).collect()))
    };
    let images: Images = found.as_array().into_iter().flatten().filter_map(image).collect();
    anyhow::ensure!(!images.is_empty(), "the machine has no image");
    Ok(images)
}

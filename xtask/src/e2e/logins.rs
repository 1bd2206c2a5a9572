//! The logins of registries: one of the machine's that has expired, and where deployments look instead.

use super::deployment::Deployment;
use anyhow::Context as _;
use stack_render::Tree;

const REGISTRY: &str = include_str!("probes/registry.py");

/// `$1` is the registry's program, `$2` the folder in which deployments look for logins.
const PULL: &str = r#"
python3 -c "$1" 50505 &
registry=$!
home=$(mktemp -d)
trap 'kill $registry; rm -rf "$home"' EXIT
for _ in {1..100}; do
  if (: <"/dev/tcp/127.0.0.1/50505") 2>/dev/null; then break; fi
  sleep 0.1
done
mkdir "$home/.docker"
printf '{"auths": {"127.0.0.1:50505": {"auth": "%s"}}}' "$(printf 'somebody:expired' | base64)" >"$home/.docker/config.json"
printf 'services: {one: {image: "127.0.0.1:50505/public:1"}}' >"$home/one.yml"
pull() { HOME=$home docker compose --ansi=never --progress=plain --file "$home/one.yml" pull --policy missing 2>&1; }
if said=$(pull); then
  echo "a login that has expired is no obstacle, so nothing is shown: $said"
  exit 1
fi
if [[ $said != *unauthorized* ]]; then
  echo "it fails for another reason: $said"
  exit 1
fi
export DOCKER_CONFIG=$2
pull
docker image rm 127.0.0.1:50505/public:1
"#;

/// Fetches a public image with an expired login in root's home, which fails, and as deployments do, which succeeds.
///
/// # Errors
/// If the first is no failure, or the second one is.
pub(super) fn expire(deployment: &Deployment<'_>, tree: &Tree) -> anyhow::Result<()> {
    let variables = tree.get("ansible/inventory/group_vars/all/main.yml").unwrap_or_default();
    let folder = variables.lines().find_map(|line| line.strip_prefix("stack_docker_config: "));
    let folder = folder.context("the playbook does not say where deployments look for logins")?;
    deployment.engine.script(60, PULL, &[REGISTRY, folder])?;
    Ok(())
}

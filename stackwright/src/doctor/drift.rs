//! `Drift`: one difference between the running containers and `stack.yml`.

use super::{Code, container_state::ContainerState, expected::Network, observed::Container};
use crate::docker::Docker;
use serde::Serialize;
use std::{collections::BTreeSet, fmt};

/// One difference between the running containers and `stack.yml`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Drift {
    /// The container, service or network.
    pub subject: String,
    /// What differs.
    pub code: Code,
    /// What the stack says and the engine does not.
    pub missing: Vec<String>,
    /// What the engine says and the stack does not.
    pub unexpected: Vec<String>,
}

impl Drift {
    /// A difference that its code says all of.
    pub(super) fn of(code: Code, subject: &str) -> Self {
        Self { subject: subject.to_owned(), code, missing: Vec::new(), unexpected: Vec::new() }
    }

    /// A difference between two sets of words, if there is one.
    fn between(
        code: Code,
        subject: &str,
        expected: &BTreeSet<String>,
        observed: &BTreeSet<String>,
    ) -> Option<Self> {
        let missing: Vec<String> = expected.difference(observed).cloned().collect();
        let unexpected: Vec<String> = observed.difference(expected).cloned().collect();
        let differs = !missing.is_empty() || !unexpected.is_empty();
        differs.then(|| Self { missing, unexpected, ..Self::of(code, subject) })
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}] {}", self.subject, self.code, self.code.about())?;
        if !self.missing.is_empty() {
            write!(f, " The stack says: {}.", self.missing.join("; "))?;
        }
        if !self.unexpected.is_empty() {
            write!(f, " It has: {}.", self.unexpected.join("; "))?;
        }
        Ok(())
    }
}

/// The differences of one container.
pub(super) fn container(container: &Container, expected: &ContainerState) -> Vec<Drift> {
    let name = &container.name;
    let mut drifts = Vec::new();
    if !container.running {
        drifts.push(Drift::of(Code::ContainerNotRunning, name));
    } else if let Some(health) = container.health.as_deref().filter(|health| *health != "healthy") {
        let unexpected = vec![health.to_owned()];
        drifts.push(Drift { unexpected, ..Drift::of(Code::ContainerUnhealthy, name) });
    }
    if container.outdated {
        drifts.push(Drift::of(Code::ImageOutdated, name));
    }
    let differences = expected
        .aspects()
        .filter_map(|(code, words)| Drift::between(code, name, words, &container.state.words(code)));
    drifts.extend(differences);
    drifts
}

/// The differences of the networks, and the containers on them that are not among the `known` ones. A container that compose was
/// told to run once, as the dumps do, does not count.
///
/// # Errors
/// If the engine cannot be read.
pub(super) fn networks(
    expected: &[Network],
    known: &[String],
    docker: &Docker,
) -> anyhow::Result<Vec<Drift>> {
    let listed = docker.get("/networks")?;
    let mut drifts = Vec::new();
    for network in expected {
        let all = listed.as_array().into_iter().flatten();
        let Some(found) = all.into_iter().find(|one| one["Name"] == network.name.as_str()) else {
            drifts.push(Drift::of(Code::NetworkMissing, &network.name));
            continue;
        };
        let words = |subnet: &str, internal: bool| {
            let way = if internal { "no way out" } else { "a way out" };
            BTreeSet::from([subnet.to_owned(), way.to_owned()])
        };
        let subnet = found["IPAM"]["Config"][0]["Subnet"].as_str().unwrap_or("no subnet");
        drifts.extend(Drift::between(
            Code::Network,
            &network.name,
            &words(&network.subnet.to_string(), network.internal),
            &words(subnet, found["Internal"] == true),
        ));
        let id = found["Id"].as_str().unwrap_or_default();
        let members = docker.get(&format!("/networks/{id}"))?;
        for (id, member) in members["Containers"].as_object().into_iter().flatten() {
            let name = member["Name"].as_str().unwrap_or_default();
            if known.iter().any(|known| known == name) || is_run_once(id, docker) {
                continue;
            }
            let unexpected = vec![format!("a place on {}", network.name)];
            drifts.push(Drift { unexpected, ..Drift::of(Code::ContainerUnknown, name) });
        }
    }
    Ok(drifts)
}

/// Whether compose was told to run a container once, as the dumps do, or it has gone meanwhile.
fn is_run_once(id: &str, docker: &Docker) -> bool {
    let container = docker.get(&format!("/containers/{id}/json"));
    container.map_or(true, |container| container["Config"]["Labels"]["com.docker.compose.oneoff"] == "True")
}

//! `doctor`: running containers, compared with `stack.yml`.

mod code;
mod container_state;
mod drift;
mod expected;
mod observed;

pub use code::Code;
pub use drift::Drift;

use crate::docker::Docker;
use expected::Expected;
use stack_model::{CheckedStack, Site};

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

//! `smoke-tests`: what runs is asked for what the routes promise, by the machine itself.

use super::{MachineRole, Phase};
use crate::{
    ansible::{Repository, role_file::RoleFile},
    artefact::{Consumer, Mode},
    variables::{STACK_DIR, STACK_START},
    yaml::Yaml,
};
use minijinja::context;
use stack_model::{Site, stack::Plane};

/// The questions, which people ask by the same script.
const FILES: &[RoleFile] = &[RoleFile::shared(
    "scripts/smoke-test.sh",
    "smoke-test.sh",
    Mode::Program,
    ("main.yml", "Put the test on the machine"),
    Consumer::SmokeTest,
)];

pub(super) const ROLE: MachineRole = MachineRole {
    name: "smoke-tests",
    about: "What runs is asked for what the routes promise, by the machine itself",
    files: FILES,
    reads: || vec![STACK_DIR.untyped(), STACK_START.untyped()],
    phase: Phase::Verify,
    view: |repository| {
        let stack = repository.stack;
        let mut environments = stack.resolved().deployments().map(|(name, _)| name);
        let asked = environments.any(|name| !stack.resolved().smoke_checks(name).is_empty());
        asked.then(|| context! { wait => stack.delivery().smoke.wait.seconds() })
    },
    variables,
};

/// Where the machine asks, and as whom. At its own address on the VPN its requests come from that address, so the gate
/// takes it for a member. A machine that is made for one run is no member: there it asks as the Internet does.
fn variables(repository: &Repository<'_>, site: &Site<'_>) -> Vec<(&'static str, Yaml)> {
    let stack = repository.stack;
    let addresses = &site.machine.addresses;
    let on = |plane| addresses.on(plane).and_then(|addresses| addresses.get(site.environment));
    let trial = stack.is_trial(site.environment);
    let mesh = on(Plane::Mesh).filter(|_| stack.access().vpn.is_some());
    let address = match mesh.or_else(|| on(Plane::Public)).or_else(|| on(Plane::Lan)) {
        _ if trial => crate::ansible::machine_names::TRIAL_ADDRESS.into(),
        Some(address) => Yaml::text(address.to_string()),
        None => Yaml::text("127.0.0.1"),
    };
    vec![
        ("smoke_tests_environment", Yaml::text(site.environment.as_str())),
        ("smoke_tests_machine", Yaml::text(site.host.as_str())),
        ("smoke_tests_vantage", Yaml::text(if mesh.is_some() { "host" } else { "internet" })),
        ("smoke_tests_address", address),
    ]
}

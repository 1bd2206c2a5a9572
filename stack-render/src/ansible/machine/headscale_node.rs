//! `headscale-node`: membership of the VPN, of the machines that have an address there.

use super::{MachineRole, Phase};
use crate::{
    ansible::{machine_names::inventory_name, role_file::RoleFile},
    artefact::{Consumer, Mode},
    engine::verbatim,
    jinja::Expression,
    variables::{Group, Var, Variables},
    yaml::Yaml,
};
use minijinja::context;
use stack_model::{
    CheckedStack,
    stack::{Plane, Vpn},
};

/// The key, for as long as it takes to join.
const FILES: &[RoleFile] = &[RoleFile::text(
    "/run/headscale-node.key",
    Mode::Private,
    ("join.yml", "Write the key where only root reads it"),
    Consumer::VpnClient,
)];

pub(super) const ROLE: MachineRole = MachineRole {
    name: "headscale-node",
    about: "Membership of the VPN, under the machine's own name and with the address that stack.yml gives it",
    files: FILES,
    reads: || vec![LOGIN_SERVER.untyped()],
    phase: Phase::Configure,
    view: |repository| {
        let vpn = repository.stack.access().vpn.as_ref()?;
        vpn.login_server.as_ref()?;
        let pattern = repository.stack.resolved().secrets.get(&Vpn::auth_key())?.pattern();
        Some(context! {
            vault => verbatim(Expression::vault(&Vpn::auth_key()).as_str()),
            pattern,
            // Words of YAML, printed as they are.
            accept_dns => verbatim(if vpn.accept_dns { "true" } else { "false" }),
        })
    },
    variables: |_, site| {
        let addresses = site.machine.addresses.on(Plane::Mesh);
        let address = addresses.and_then(|addresses| addresses.get(site.environment));
        // No name of the model has two hyphens in a row, so no two machines share a name; the VPN takes no dots.
        let name = inventory_name(site).replace('.', "--");
        vec![
            ("headscale_node_name", Yaml::text(name)),
            ("headscale_node_address", Yaml::text(address.map(ToString::to_string).unwrap_or_default())),
        ]
    },
};

/// Where machines join the VPN.
const LOGIN_SERVER: Var<String> = Var::named("vpn_login_server");

/// Adds the variable by which machines find where they join.
pub(in crate::ansible) fn add_variables(stack: &CheckedStack, variables: &mut Variables) {
    let server = stack.access().vpn.as_ref().and_then(|vpn| vpn.login_server.as_ref());
    if let Some(server) = server {
        let about = "where machines join the VPN";
        variables.all(Group::Main, &LOGIN_SERVER, about, server.to_string());
    }
}

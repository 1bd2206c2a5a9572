//! How Ansible names and finds the machines of a stack: what the inventory is written with, and what roles and playbooks say of it.

use crate::jinja::Expression;
use stack_model::Site;

/// The variable that holds the address of the machine that is made for one run. It is not known before, so that it has no default:
/// who makes the machine sets it.
pub(super) const TRIAL_ADDRESS: Expression = Expression::given("trial_address");

/// The user by whom Ansible reaches a machine.
pub(super) static ANSIBLE_USER: Expression = Expression::given("ansible_user");

/// The port on which Ansible reaches a machine.
pub(super) static ANSIBLE_PORT: Expression = Expression::given("ansible_port");

/// The port on which a provider delivers a machine.
pub(super) const DELIVERED_PORT: u32 = 22;

/// The name of a machine in the inventory: one for each environment, because each is a machine of its own. No name holds
/// a dot, so no two pairs share one.
pub(super) fn inventory_name(site: &Site<'_>) -> String {
    format!("{}.{}", site.environment, site.host)
}

/// The group of a machine: all of its incarnations.
pub(super) fn host_group(host: &str) -> String {
    format!("host_{}", host.replace('-', "_"))
}

//! `File`: a compose file, with its networks.

use super::{Form, Service};
use crate::yaml;
use indexmap::IndexMap;
use serde::Serialize;
use stack_model::{NetworkName, ServiceName, Subnet};

/// A compose file (<https://docs.docker.com/reference/compose-file/>).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(bound = "")]
pub struct File<F: Form> {
    /// The project: what compose groups containers, networks and labels by
    /// (<https://docs.docker.com/reference/compose-file/version-and-name/#name-top-level-element>).
    pub name: F::Leaf<String>,
    /// The networks that a service of the file joins, in the order of the stack
    /// (<https://docs.docker.com/reference/compose-file/networks/>).
    pub networks: IndexMap<NetworkName, Network<F>>,
    /// The services, in the order of the stack (<https://docs.docker.com/reference/compose-file/services/>).
    pub services: IndexMap<ServiceName, Service<F>>,
}

impl<F: Form> File<F> {
    /// The text of the file.
    pub fn print(&self) -> String {
        yaml::document(self)
    }
}

/// A network.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(bound = "")]
pub struct Network<F: Form> {
    /// Its name for the engine; compose would put the project's before the key otherwise
    /// (<https://docs.docker.com/reference/compose-file/networks/#name>).
    pub name: F::Text,
    /// What makes it (<https://docs.docker.com/reference/compose-file/networks/#driver>).
    pub driver: NetworkDriver,
    /// Whether it has no way out of the machine (<https://docs.docker.com/reference/compose-file/networks/#internal>).
    #[serde(skip_serializing_if = "is_false")]
    pub internal: bool,
    /// Its addresses (<https://docs.docker.com/reference/compose-file/networks/#ipam>).
    pub ipam: Ipam<F>,
}

/// What makes a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NetworkDriver {
    /// A bridge of the machine's own.
    Bridge,
}

/// The addresses of a network.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(bound = "")]
pub struct Ipam<F: Form> {
    /// Its ranges (<https://docs.docker.com/reference/compose-file/networks/#ipam>).
    pub config: Vec<AddressRange<F>>,
}

/// A range of addresses.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(bound = "")]
pub struct AddressRange<F: Form> {
    /// The range, in CIDR form.
    pub subnet: F::Leaf<Subnet>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference to what it may skip")]
pub(super) const fn is_false(value: &bool) -> bool {
    !*value
}

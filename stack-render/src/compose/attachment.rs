//! `ServiceNetworks`: the networks that a service joins.

use super::Form;
use indexmap::IndexMap;
use serde::Serialize;
use stack_model::NetworkName;
use std::net::IpAddr;

/// The networks of a service (<https://docs.docker.com/reference/compose-file/services/#networks>).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(bound = "", untagged)]
pub enum ServiceNetworks<F: Form> {
    /// Their names, where it takes any address on each.
    Joined(Vec<NetworkName>),
    /// How it joins each, where it keeps an address on any.
    Attached(IndexMap<NetworkName, Attachment<F>>),
}

impl<F: Form> ServiceNetworks<F> {
    /// Their names, in order.
    pub fn names(&self) -> Vec<&NetworkName> {
        match self {
            Self::Joined(names) => names.iter().collect(),
            Self::Attached(attachments) => attachments.keys().collect(),
        }
    }
}

/// How a service joins a network.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(bound = "")]
pub struct Attachment<F: Form> {
    /// The address that it keeps there; any if none
    /// (<https://docs.docker.com/reference/compose-file/services/#ipv4_address-ipv6_address>).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ipv4_address: Option<F::Leaf<IpAddr>>,
}

//! `Access`: VPN, ssh, firewall and bans.

use super::Plane;
use crate::value::{Duration, HostName, HttpsOrigin, Port, Protocol, SecretName, Subnet, UserName};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::net::IpAddr;

/// How administrators get in, and how all others are kept out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Access {
    /// The VPN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vpn: Option<Vpn>,
    /// The SSH server.
    #[serde(default)]
    pub ssh: Ssh,
    /// The machine's firewall.
    #[serde(default)]
    pub firewall: Firewall,
    /// How long one who guesses passwords is locked out. Left out: one hour for three failures in ten minutes, as in
    /// §3.3 of the specification.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bans: Option<Bans>,
}

impl Access {
    /// Whether sshd listens on addresses of the VPN alone: on the plane `mesh`, or on addresses in its ranges.
    pub fn is_ssh_behind_vpn(&self) -> bool {
        let ranges = self.vpn.as_ref().map(|vpn| vpn.ranges.as_slice()).unwrap_or_default();
        let inside = |listen: &ListenAddress| match listen {
            ListenAddress::Plane(plane) => *plane == Plane::Mesh,
            ListenAddress::Address(address) => ranges.iter().any(|range| range.contains(*address)),
            ListenAddress::Any => false,
        };
        !self.ssh.listen.is_empty() && self.ssh.listen.iter().all(inside)
    }
}

/// The VPN whose members may reach `vpn` routes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vpn {
    /// Its address ranges. Headscale's defaults are `100.64.0.0/10` and `fd7a:115c:a1e0::/48`
    /// (headscale 0.29, `config-example.yaml`).
    #[schemars(length(min = 1))]
    pub ranges: Vec<Subnet>,
    /// The machine that coordinates it, where Headscale runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hub: Option<HostName>,
    /// Where machines enrol: Headscale's `server_url`. Each deployed machine joins there with the secret
    /// `headscale_auth_key`; without it they do not become members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login_server: Option<HttpsOrigin>,
    /// Whether deployed machines ask the VPN's resolver too. Not unless written: a server then finds names while the
    /// VPN is down.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub accept_dns: bool,
    /// Who serves the names of `vpn` routes to the VPN's members.
    #[serde(default, skip_serializing_if = "VpnDns::is_default")]
    pub dns: VpnDns,
}

/// Who serves the names of `vpn` routes to the VPN's members, with the addresses that machines have there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum VpnDns {
    /// The hub: `playbooks/vpn-dns.yml` gives Headscale the records.
    #[default]
    Hub,
    /// Some resolver that is not known here. The records are written to `compose/<env>/extra-records.json` all the same.
    Elsewhere,
}

impl VpnDns {
    /// Whether this is what is meant when nothing is written.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over by reference")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Vpn {
    /// The secret that a machine enrols with. Headscale makes it: `headscale preauthkeys create`.
    ///
    /// # Panics
    /// Never: the name is a constant.
    pub fn auth_key() -> SecretName {
        SecretName::new("headscale_auth_key").expect("`headscale_auth_key` is a secret's name")
    }
}

/// The SSH server of every deployed machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ssh {
    /// The port it listens on.
    #[serde(default = "default_port")]
    pub port: Port,
    /// The addresses it listens on.
    #[serde(default = "default_listen")]
    pub listen: Vec<ListenAddress>,
    /// Users that may log in, beside the deploying user.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow_users: Vec<UserName>,
}

impl Default for Ssh {
    fn default() -> Self {
        Self { port: default_port(), listen: default_listen(), allow_users: Vec::new() }
    }
}

const fn default_port() -> Port {
    Port::constant(22)
}

fn default_listen() -> Vec<ListenAddress> {
    vec![ListenAddress::Any]
}

/// An address that a server listens on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListenAddress {
    /// Every address; a firewall decides.
    Any,
    /// The machine's own address on a plane.
    Plane(Plane),
    /// An address as written, which must be one of the machine's own.
    Address(IpAddr),
}

impl Serialize for ListenAddress {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Any => serializer.serialize_str("any"),
            Self::Plane(plane) => plane.serialize(serializer),
            Self::Address(address) => address.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for ListenAddress {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.as_str() {
            "any" => Ok(Self::Any),
            "public" => Ok(Self::Plane(Plane::Public)),
            "mesh" => Ok(Self::Plane(Plane::Mesh)),
            "lan" => Ok(Self::Plane(Plane::Lan)),
            _ => text.parse().map(Self::Address).map_err(|_| {
                de::Error::custom(format!(
                    "`{text}` is not `any`, a plane (`public`, `mesh`, `lan`) or an address"
                ))
            }),
        }
    }
}

impl JsonSchema for ListenAddress {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ListenAddress".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "`any`, a plane (`public`, `mesh`, `lan`) or one of the machine's own addresses.",
            "type": "string",
            "examples": ["any", "mesh", "100.64.0.10"]
        })
    }
}

/// The machine's firewall: what may come in. Ports that Docker publishes do not pass through it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Firewall {
    /// What may come in; the rest is refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<FirewallRule>,
}

/// Something that may come in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FirewallRule {
    /// The port.
    pub port: Port,
    /// The transport.
    #[serde(default)]
    pub proto: Protocol,
    /// From where; from everywhere if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Subnet>,
}

/// How long one who guesses passwords is locked out (fail2ban's words).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bans {
    /// Failures that earn a ban.
    #[schemars(range(min = 1))]
    pub max_retry: u8,
    /// The time in which they count.
    pub find_time: Duration,
    /// The length of a ban.
    pub ban_time: Duration,
    /// Who is never banned, beside the VPN and the machine itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<Subnet>,
}

//! `DockerCall`: a request to the Docker engine that reads something.

/// A request to the Docker engine that reads something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DockerCall {
    /// Its name: lower-case words, joined by `-`.
    pub name: &'static str,
    /// A regular expression of its path, without the version in front, and without anchors.
    pub path: &'static str,
}

impl DockerCall {
    /// Whether the engine answers: the health check of the proxy, and of every client that negotiates its version.
    pub const PING: Self = Self { name: "ping", path: "/_ping" };
    /// The version of the engine.
    pub const VERSION: Self = Self { name: "version", path: "/version" };
    /// The list of containers.
    pub const CONTAINERS: Self = Self { name: "containers", path: "/containers/json" };
    /// A container: shows its environment, and so its secrets.
    pub const CONTAINER: Self =
        Self { name: "container", path: "/containers/[A-Za-z0-9][A-Za-z0-9_.-]*/json" };
    /// The logs of a container.
    pub const LOGS: Self = Self { name: "logs", path: "/containers/[A-Za-z0-9][A-Za-z0-9_.-]*/logs" };
    /// An image. No part of a name begins with a dot, so that no path leads out of the images.
    pub const IMAGE: Self = Self {
        name: "image",
        path: "/images/[A-Za-z0-9][A-Za-z0-9_.:@-]*(/[A-Za-z0-9][A-Za-z0-9_.:@-]*)*/json",
    };
    /// The list of networks.
    pub const NETWORKS: Self = Self { name: "networks", path: "/networks" };
}

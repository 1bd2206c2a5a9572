//! `Image` and `Build`: what a container is made from.

use super::Form;
use serde::Serialize;
use stack_model::ImageRef;

/// The image of a service (<https://docs.docker.com/reference/compose-file/services/#image>).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(bound = "", untagged)]
pub enum Image<F: Form> {
    /// One of a registry.
    Pulled(F::Leaf<ImageRef>),
    /// The name of the one that is built on the machine.
    Built(F::Text),
}

/// How an image is built (<https://docs.docker.com/reference/compose-file/build/>).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(bound = "")]
pub struct Build<F: Form> {
    /// The folder with the `Dockerfile`, beside the compose file
    /// (<https://docs.docker.com/reference/compose-file/build/#context>).
    pub context: F::Text,
}

/// When compose fetches or builds an image (<https://docs.docker.com/reference/compose-file/services/#pull_policy>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PullPolicy {
    /// It is built at each start, from what is cached; no registry is asked for it.
    Build,
}

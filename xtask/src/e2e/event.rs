//! `Event`: what happened to a container, as the engine tells it.

use super::deployment::Deployment;
use anyhow::Context as _;

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// It was started.
    Start,
    /// Its health check succeeded after it had not.
    Healthy,
    /// Its first process ended.
    Die,
}

/// Something that happened to a container.
#[derive(Debug, Clone)]
pub(super) struct Event {
    /// What.
    pub(super) what: What,
    /// The container's name.
    pub(super) container: String,
    /// When, in nanoseconds since 1970.
    pub(super) at: u64,
}

impl Event {
    /// What happened since a moment that [`Deployment::now`] gave, in order.
    ///
    /// # Errors
    /// If the engine cannot be read.
    pub(super) fn since(deployment: &Deployment<'_>, since: &str) -> anyhow::Result<Vec<Self>> {
        let until = deployment.now()?;
        // {"type":["container"]}
        let path =
            format!("/events?since={since}&until={until}&filters=%7B%22type%22%3A%5B%22container%22%5D%7D");
        let mut events = Vec::new();
        for event in deployment.engine.docker().lines(&path)? {
            let what = match event["Action"].as_str().unwrap_or_default() {
                "start" => What::Start,
                "health_status: healthy" => What::Healthy,
                "die" => What::Die,
                _ => continue,
            };
            let container =
                event["Actor"]["Attributes"]["name"].as_str().context("an event has a container")?;
            let at = event["timeNano"].as_u64().context("an event has a time")?;
            events.push(Self { what, container: container.to_owned(), at });
        }
        Ok(events)
    }
}

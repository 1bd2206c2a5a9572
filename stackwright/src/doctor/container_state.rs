//! `ContainerState`: how a container is set up, aspect by aspect, each as a set of words. The stack gives the expected state and
//! the engine the actual one; each difference is a `Drift`.

use super::Code;
use std::collections::{BTreeMap, BTreeSet};

/// The words that describe a container, by aspect. The aspect is the code of a difference in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct ContainerState {
    aspects: BTreeMap<Code, BTreeSet<String>>,
}

impl ContainerState {
    /// Adds words to an aspect. An aspect without an entry in the expected state is not compared.
    pub(super) fn record(&mut self, about: Code, words: impl IntoIterator<Item = String>) {
        self.aspects.entry(about).or_default().extend(words);
    }

    /// The aspects, with their words.
    pub(super) fn aspects(&self) -> impl Iterator<Item = (Code, &BTreeSet<String>)> {
        self.aspects.iter().map(|(code, words)| (*code, words))
    }

    /// The words of an aspect; none if there is no entry.
    pub(super) fn words(&self, about: Code) -> BTreeSet<String> {
        self.aspects.get(&about).cloned().unwrap_or_default()
    }
}

/// How an amount of memory is written.
pub(super) fn memory(bytes: u64) -> String {
    if bytes == 0 {
        return "without a limit".into();
    }
    if bytes.is_multiple_of(1 << 20) { format!("{} MiB", bytes >> 20) } else { format!("{bytes} bytes") }
}

/// How a share of CPUs is written, in thousandths.
pub(super) fn cpus(milli: u64) -> String {
    if milli == 0 { "without a limit".into() } else { format!("{milli} thousandths of a CPU") }
}

/// How a mount is written.
pub(super) fn mount(source: &str, target: &str, writable: bool) -> String {
    format!("{source} at {target}, {}", if writable { "writable" } else { "read-only" })
}

/// How a folder in memory is written.
pub(super) fn in_memory(target: &str) -> String {
    mount("memory", target, true)
}

/// How a published port is written.
pub(super) fn port(address: Option<&str>, published: &str, target: &str) -> String {
    format!("{}:{published} to {target}", address.unwrap_or("every address"))
}

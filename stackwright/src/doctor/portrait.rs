//! `Portrait`: what can be said of a container, trait by trait, each as a set of words. The stack paints one and the engine
//! another; where they differ is a finding.

use super::Code;
use std::collections::{BTreeMap, BTreeSet};

/// The words that describe a container, by what they are about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Portrait {
    traits: BTreeMap<Code, BTreeSet<String>>,
}

impl Portrait {
    /// Says something; a trait that nothing is said of is one that nobody asks for.
    pub(super) fn say(&mut self, about: Code, words: impl IntoIterator<Item = String>) {
        self.traits.entry(about).or_default().extend(words);
    }

    /// The traits, with their words.
    pub(super) fn traits(&self) -> impl Iterator<Item = (Code, &BTreeSet<String>)> {
        self.traits.iter().map(|(code, words)| (*code, words))
    }

    /// The words of a trait.
    pub(super) fn words(&self, about: Code) -> BTreeSet<String> {
        self.traits.get(&about).cloned().unwrap_or_default()
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

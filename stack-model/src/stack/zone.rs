//! `Zone`: those who are no part of the stack, by where they ask from.

use std::fmt;

/// Those who are no part of the stack, by where they ask from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Zone {
    /// Any address of the Internet.
    Internet,
    /// An address in the local network of a machine.
    Lan,
    /// A member of the VPN.
    Vpn,
    /// The machine of GitHub that deploys.
    Runner,
}

impl Zone {
    /// Every zone, in the order in which they are listed.
    pub const ALL: [Self; 4] = [Self::Internet, Self::Lan, Self::Vpn, Self::Runner];

    /// Its word, as policies and the command line spell it. A service of that name is written `services.NAME` there.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Internet => "internet",
            Self::Lan => "lan",
            Self::Vpn => "vpn",
            Self::Runner => "runner",
        }
    }

    /// The zone of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|zone| zone.word() == word)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

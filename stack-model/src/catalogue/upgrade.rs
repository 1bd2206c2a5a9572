//! `UpgradeFact`: what another version does with the data of an application, and whether it can be undone.

use super::Origin;

/// What another version does with the data of an application, and where that is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UpgradeFact {
    /// What it does.
    pub upgrade: Upgrade,
    /// Where that is from.
    pub from: Origin,
}

/// What another version does with data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upgrade {
    /// It alters them when it starts, and the version before does not take them any more.
    OneWay,
    /// The same, and it takes only what the minor version before it has left.
    MinorByMinor,
    /// Within a major version nothing; another major version does not read them at all.
    MajorFromDump,
}

impl Upgrade {
    /// The word by which it goes.
    pub const fn word(self) -> &'static str {
        match self {
            Self::OneWay => "one-way",
            Self::MinorByMinor => "minor-by-minor",
            Self::MajorFromDump => "major-from-dump",
        }
    }

    /// What it means, as a sentence.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::OneWay => {
                "It alters its data when it starts, and the version before does not take them any more."
            }
            Self::MinorByMinor => {
                "It alters its data when it starts, and takes only what the minor version before it has left."
            }
            Self::MajorFromDump => {
                "It does not read the data of another major version, which have to come from the dump, into an empty folder."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::catalogue::{Interface, Kind, Method};

    #[test]
    fn every_application_with_data_says_what_an_upgrade_does_to_it() {
        for kind in Kind::ALL {
            let application = kind.application();
            let copied = !matches!(application.backup.method, Method::None(_));
            let has_database = application.needs.iter().any(|need| need.interface == Interface::Postgresql);
            // A container may have volumes that are copied, and a database.
            let expected = copied || has_database || kind.is_container();
            assert_eq!(application.upgrade.is_some(), expected, "{kind}");
        }
    }
}

//! `Origin`: where a fact of the catalogue is from. No fact of an application can be written without one.

use super::Application;
use crate::value::Duration;
use std::fmt;

/// Where a fact is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A program was run: its name and version, and what was seen. Where the value has a margin above it, both are said.
    Observed(&'static str),
    /// Read: project and version, a comma, and the file or page.
    Read(&'static str),
    /// Told by somebody else who ran it: an issue by its number, or a field report.
    Reported(&'static str),
    /// Nobody measured it: why the value is safe.
    Estimated(&'static str),
    /// A decision of ours that no program makes for us: why.
    Decided(&'static str),
}

impl Origin {
    /// What is said.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Observed(text)
            | Self::Read(text)
            | Self::Reported(text)
            | Self::Estimated(text)
            | Self::Decided(text) => text,
        }
    }

    /// How it is known, as one word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Observed(_) => "observed",
            Self::Read(_) => "read",
            Self::Reported(_) => "reported",
            Self::Estimated(_) => "estimated",
            Self::Decided(_) => "decided",
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// A time, and where it is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timed {
    /// The time.
    pub value: Duration,
    /// Where it is from.
    pub from: Origin,
}

impl Timed {
    /// A probe by wget of `BusyBox`.
    pub(super) const WGET: Self = Self::seconds(
        5,
        Origin::Observed(
            "BusyBox 1.35 asks VictoriaMetrics 1.79.5 in 0.01 s on one core; the rest is for a core that is busy",
        ),
    );
    /// A probe that is a line of bash.
    pub(super) const BASH: Self = Self::seconds(
        5,
        Origin::Observed(
            "bash 5.2 asks VictoriaMetrics 1.79.5 in 0.01 s on one core; the rest is for a core that is busy",
        ),
    );

    pub(super) const fn seconds(seconds: u64, from: Origin) -> Self {
        Self { value: Duration::from_seconds(seconds), from }
    }
}

/// A capability that an application needs when all are dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capability {
    /// Its name, without `CAP_`.
    pub name: &'static str,
    /// Where the need of it is from.
    pub from: Origin,
}

impl Capability {
    pub(super) const fn new(name: &'static str, from: Origin) -> Self {
        Self { name, from }
    }
}

/// Where the facts of an application are from that carry no origin of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sources {
    /// `image`: who attests the tag.
    pub image: Origin,
    /// `user`, and that no other capability is needed.
    pub user: Origin,
    /// `tools`.
    pub tools: Origin,
    /// `root`.
    pub root: Origin,
    /// `volumes` and `host_mounts`.
    pub storage: Origin,
    /// `listeners`.
    pub listeners: Origin,
    /// `probe`, by version.
    pub probe: Origin,
    /// `sub_path`.
    pub sub_path: Origin,
    /// `needs` and `egress`: whom it calls.
    pub calls: Origin,
    /// `environment`, `command`, `secrets` and `obsolete`.
    pub settings: Origin,
}

impl Application {
    /// Every fact that has an origin, by the name of its field, with what it is of where the field holds more than one.
    pub fn origins(&self) -> Vec<(&'static str, &'static str, Origin)> {
        // Taken apart, so that a new field is missed by nobody.
        let Sources { image, user, tools, root, storage, listeners, probe, sub_path, calls, settings } =
            self.sources;
        let mut origins = vec![
            ("image", "", image),
            ("user", "", user),
            ("tools", "", tools),
            ("root file system", "", root),
            ("volumes and mounts", "", storage),
            ("backup", "", self.backup.from),
            ("ports", "", listeners),
            ("probe", "", probe),
            ("probe time-out", "", self.probe_timeout.from),
            ("first boot", "", self.first_boot.from),
            ("path of a site", "", sub_path),
            ("calls", "", calls),
            ("settings", "", settings),
        ];
        origins.extend(self.seed.map(|fact| ("seed", "", fact.from)));
        origins.extend(self.upgrade.map(|fact| ("upgrade", "", fact.from)));
        origins.extend(self.memory_floor.map(|floor| ("memory floor", "", floor.from)));
        origins.extend(self.capabilities.iter().map(|one| ("capability", one.name, one.from)));
        origins.extend(self.paths.iter().map(|fact| ("path", fact.path, fact.source)));
        origins
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Kind, Proof};

    /// A version as programs write theirs: numbers with dots between them, perhaps after a `v` or before `-stable`.
    fn is_version(word: &str) -> bool {
        let word = word.trim_end_matches([':', ';', ',', '.', ')']);
        let numbers = word.strip_prefix('v').unwrap_or(word);
        let numbers = numbers.strip_suffix("-stable").unwrap_or(numbers);
        let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        numbers.split('.').all(number)
    }

    /// Whether a text names a program with its version. `0.1 s` is a time, and `of 2` no program.
    fn names_a_version(text: &str) -> bool {
        let words: Vec<&str> = text.split(' ').collect();
        let next = |index: usize| words.get(index + 1).copied().unwrap_or_default();
        words.iter().enumerate().any(|(index, word)| {
            let unit =
                ["s", "ms", "MiB", "GiB", "%"].contains(&next(index + 1).trim_end_matches([';', ',', ':']));
            let named = word.contains(|letter: char| letter.is_alphabetic());
            let dotted = next(index).contains('.') && !next(index).ends_with('.');
            // A whole number is a version behind a proper name only.
            let proper = word.starts_with(|letter: char| letter.is_uppercase());
            is_version(next(index)) && named && !unit && (dotted || proper)
        })
    }

    /// Whether a text names what can be looked up: a file, or a page by what it is.
    fn names_a_page(text: &str) -> bool {
        let known = ["Dockerfile", "Makefile", "SystemPing", "guide", "npm", "page", "paths", "release"];
        let words = text.split(' ').map(|word| word.trim_end_matches([':', ';', ',']));
        words.clone().any(|word| known.contains(&word) || word.trim_matches('.').contains(['/', '.']))
    }

    /// Why a text says too little of where its fact is from.
    fn lacks(origin: Origin) -> Option<&'static str> {
        let text = origin.text();
        if text.trim() != text || text.ends_with('.') {
            return Some("it is a phrase, without a full stop");
        }
        match origin {
            Origin::Read(_) => match text.split_once(", ") {
                Some((project, page)) if names_a_version(project) && names_a_page(page) => None,
                _ => Some("a page is named as project and version, a comma, and the file or page"),
            },
            Origin::Observed(_) if !names_a_version(text) => Some("what was run has a version"),
            Origin::Reported(_)
                if !(text.contains("issue")
                    || text.contains("pull request")
                    || text.contains("field report")) =>
            {
                Some("a report is an issue, a pull request or a field report")
            }
            Origin::Reported(_) if !text.contains(|letter: char| letter.is_ascii_digit()) => {
                Some("a report has a number or a version")
            }
            Origin::Estimated(_) | Origin::Decided(_) if text.split(' ').count() < 5 => {
                Some("a value that nobody measured has a reason")
            }
            _ => None,
        }
    }

    #[test]
    fn every_fact_says_where_it_is_from() {
        let mut facts = 0;
        for kind in Kind::ALL {
            for (fact, of, origin) in kind.application().origins() {
                let what = || format!("{kind}: {fact} {of}: `{origin}`");
                assert_eq!(lacks(origin), None, "{}", what());
                facts += 1;
            }
        }
        assert!(facts > 12 * Kind::ALL.len());
    }

    #[test]
    fn every_proof_names_a_version() {
        for kind in Kind::ALL.iter().filter(|kind| !kind.is_container()) {
            let (Proof::Observed(text) | Proof::Read(text)) = kind.application().proof;
            // A text that begins with a version means the application itself.
            let own = text.split(' ').next().is_some_and(|word| word.contains('.') && is_version(word));
            assert!(own || lacks(Origin::Observed(text)).is_none(), "{kind}: `{text}`");
        }
    }

    #[test]
    fn most_facts_of_an_application_are_known() {
        let known =
            |origin: &Origin| matches!(origin, Origin::Observed(_) | Origin::Read(_) | Origin::Reported(_));
        let mut applications = 0;
        for kind in Kind::ALL.iter().filter(|kind| !kind.is_container()) {
            let origins: Vec<Origin> =
                kind.application().origins().iter().map(|(_, _, origin)| *origin).collect();
            let count = origins.iter().filter(|origin| known(origin)).count();
            assert!(2 * count > origins.len(), "{kind}: {count} of {} facts are known", origins.len());
            // Whether it starts depends on these: no estimate is on the safe side.
            let Sources { image, user, tools, listeners, .. } = kind.application().sources;
            for origin in [image, user, tools, listeners] {
                assert!(!matches!(origin, Origin::Estimated(_)), "{kind}: `{origin}`");
            }
            applications += 1;
        }
        assert!(applications > 10);
    }

    #[test]
    fn an_origin_without_a_source_is_found() {
        let empty = [
            Origin::Observed(""),
            Origin::Observed("it was run"),
            Origin::Observed("it was run 2 times and took 0.1 s"),
            Origin::Observed("ready after 12.5 s on one core"),
            Origin::Observed("Loki rests at 329 MiB"),
            Origin::Read("Loki 3.7"),
            Origin::Read("Loki, cmd/loki/Dockerfile"),
            Origin::Read("Loki 3.x, cmd/loki/Dockerfile"),
            Origin::Read("3.7.6, cmd/loki/Dockerfile"),
            Origin::Read("Loki 3.7.6, its code"),
            Origin::Reported("an issue"),
            Origin::Reported("said by 2 people"),
            Origin::Estimated("it is safe"),
            Origin::Decided(""),
            Origin::Observed("Loki 3.7 was run."),
        ];
        for origin in empty {
            assert!(lacks(origin).is_some(), "{origin:?}");
        }
    }

    #[test]
    fn every_list_of_metrics_names_its_source() {
        let mut lists = 0;
        for kind in Kind::ALL {
            let Some(metrics) = kind.application().metrics else { continue };
            for file in metrics.files() {
                let first = file.lines().next().unwrap_or_default();
                let source = first.strip_prefix("# ").unwrap_or_else(|| panic!("{kind}: {first}"));
                let named = names_a_version(source.split(',').next().unwrap_or_default())
                    || source.starts_with("decided: ") && names_a_page(source);
                assert!(named, "{kind}: {first}");
                lists += 1;
            }
        }
        assert!(lists > 5);
    }
}

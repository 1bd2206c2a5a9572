//! `Heartbeat`: the report that something of the backups went well. Each one that reports has a monitor of its own: two that
//! report to one hide each other's failures.

use super::Resolved;
use crate::{
    stack::{Archive, UptimeKuma},
    value::{Cron, Duration, EnvironmentName, HostName, JobName, SecretName},
};
use std::fmt;

/// A report that is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Heartbeat {
    /// Who reports.
    pub of: Reporter,
    /// The secret that holds the token by which it reports.
    pub token: SecretName,
    /// How long it may be silent before that is a fault, in whole seconds.
    pub max_silence: Duration,
}

/// Who reports.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reporter {
    /// A machine, when every step of its dump has succeeded, and never otherwise.
    Dumps(HostName),
    /// A job of Zerobyte, when it has made a snapshot.
    Job(JobName),
    /// A machine, when its newest dumps lie in the bucket of raw exports, and nothing else does.
    Export(HostName),
    /// The machine of Zerobyte, when it has made a snapshot of what that knows.
    State,
    /// The same machine, when it has looked at the archive, and the newest copies of all repositories are young enough.
    Archive,
}

impl fmt::Display for Reporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dumps(host) => write!(f, "the dumps of `{host}`"),
            Self::Job(job) => write!(f, "the job `{job}`"),
            Self::Export(host) => write!(f, "the export of `{host}`"),
            Self::State => f.write_str("the copy of Zerobyte's state"),
            Self::Archive => f.write_str("the archive"),
        }
    }
}

impl UptimeKuma {
    /// The secret that holds the token by which somebody reports from an environment.
    pub fn push_token(environment: &EnvironmentName, of: &Reporter) -> SecretName {
        let of = match of {
            Reporter::Dumps(host) => host.identifier(),
            Reporter::Job(job) => format!("job_{}", job.identifier()),
            Reporter::Export(host) => format!("export_{}", host.identifier()),
            Reporter::State => "zerobyte_state".into(),
            Reporter::Archive => "backup_archive".into(),
        };
        let mut name = format!("uptime_kuma_push_{}_{of}", environment.identifier());
        // Two names of 63 letters are more than a secret's name takes; `secret-name-collision` sees to those that are then equal.
        name.truncate(128);
        SecretName::new(name.trim_end_matches('_')).expect("names of the stack end a secret's name")
    }

    /// The longest silence that a monitor can be told to wait for: 24 days, because a timer of its program counts milliseconds in 31
    /// bits (Uptime Kuma 2.5.3, `src/util.ts`, `MAX_INTERVAL_SECOND`).
    pub const LONGEST_SILENCE: Duration = Duration::from_minutes(24 * 24 * 60);
}

/// How long what runs by a schedule may be silent: the longest time between two of its starts, the time that a run takes at most,
/// and an hour, because a run that starts a little later than the day before has not failed.
fn max_silence(at: &Cron, within: Duration) -> Duration {
    at.schedule().longest_gap() + Duration::from_seconds(within.seconds()) + Duration::from_minutes(60)
}

impl Resolved {
    /// The reports that somebody waits for in an environment: one of each machine that dumps anything, one of each job, one
    /// of each machine that exports, one of what Zerobyte knows, and one of the archive, as far as they run often enough for a
    /// monitor to wait for them.
    pub fn heartbeats(&self, environment: &EnvironmentName) -> Vec<Heartbeat> {
        let kuma = self.stack.monitoring.uptime_kuma.as_ref().filter(|kuma| kuma.watches(environment));
        if kuma.is_none() {
            return Vec::new();
        }
        let dumps = self.local_dump();
        let machines = self.dumping_hosts(environment).into_iter();
        let machines = machines.map(|host| (Reporter::Dumps(host), max_silence(&dumps.at, dumps.within)));
        let jobs = self.pulls(environment).into_iter();
        let jobs =
            jobs.map(|pull| (Reporter::Job(pull.name.clone()), max_silence(pull.at, pull.job.window())));
        let exports = self.machine_exports(environment).into_iter();
        let exports =
            exports.map(|one| (Reporter::Export(one.host), max_silence(&one.export.at, one.export.within)));
        let state = self.state_of(environment);
        let state = state.map(|one| (Reporter::State, max_silence(&one.copy.at, one.copy.within)));
        let archived = !self.archived(environment).is_empty();
        let archive = archived
            .then(|| (Reporter::Archive, max_silence(&Archive::watched_at(), Duration::from_seconds(60))));
        let reports = machines
            .chain(jobs)
            .chain(exports)
            .chain(state)
            .chain(archive)
            .filter(|(_, max_silence)| *max_silence <= UptimeKuma::LONGEST_SILENCE);
        reports
            .map(|(of, max_silence)| Heartbeat {
                token: UptimeKuma::push_token(environment, &of),
                of,
                max_silence,
            })
            .collect()
    }

    /// The machines of an environment that dump anything, in the order of the file.
    pub fn dumping_hosts(&self, environment: &EnvironmentName) -> Vec<HostName> {
        let sources = self.backup_sources(environment);
        let dumps = |host: &&HostName| sources.iter().any(|source| source.host == **host);
        self.deployed_hosts().filter(dumps).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{HostName, Reporter, UptimeKuma};
    use crate::value::EnvironmentName;

    #[test]
    fn a_token_has_a_name_however_long_those_of_the_stack_are() {
        let longest = |last: &str| format!("{}{last}", "m".repeat(63 - last.len()));
        let environment = EnvironmentName::new("e".repeat(63)).expect("a name");
        let token = |host: &str| {
            let host = HostName::new(longest(host)).expect("a name");
            UptimeKuma::push_token(&environment, &Reporter::Dumps(host)).to_string()
        };
        let whole = format!("uptime_kuma_push_{}_{}", "e".repeat(63), "m".repeat(47));
        assert_eq!(token("a"), whole);
        assert_eq!(whole.len(), 128);
        // What tells them apart is cut off: `secret-name-collision` has a fixture of it.
        assert_eq!(token("a"), token("b"));
    }
}

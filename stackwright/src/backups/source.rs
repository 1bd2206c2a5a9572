//! `SourceSummary`: what stays of what a service keeps, and what its loss costs.

use serde::{Serialize, Serializer};
use stack_model::{Duration, HostName, JobName, Recoverable, RepositoryName, Taken, stack::Retention};

/// What stays of what a service keeps, and what its loss costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SourceSummary {
    /// What is dumped: a service, or a service and one of its volumes.
    pub source: String,
    /// The machine that it is on.
    pub host: HostName,
    /// The folder of its dumps.
    pub folder: String,
    /// How long its dumps stay on the machine.
    #[serde(rename = "local_keep_seconds", serialize_with = "seconds")]
    pub local_keep: Duration,
    /// The jobs that take its dumps away.
    pub jobs: Vec<JobSummary>,
    /// How much work a loss costs at most.
    pub recovery_point_minutes: RecoveryPoint,
    /// Minutes until it is back, as the author of the stack has measured them; none if the stack says nothing of it.
    pub recovery_time_minutes: Option<u64>,
}

/// A job that takes dumps away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct JobSummary {
    /// Its name.
    pub job: JobName,
    /// Where to.
    pub repository: RepositoryName,
    /// Which snapshots stay.
    #[serde(serialize_with = "counts")]
    pub keep: Retention,
    /// Days that the oldest of them reaches back.
    pub reaches_back_days: i64,
}

/// How many minutes of work a loss costs at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RecoveryPoint {
    /// If the dumps on the machine are left.
    pub machine_left: u64,
    /// If the machine is lost; none if all is lost then.
    pub machine_lost: Option<u64>,
}

impl SourceSummary {
    /// The heads of its cells.
    pub(super) const HEAD: [&str; 9] = [
        "source",
        "machine",
        "here",
        "taken by",
        "keeps",
        "reaches back",
        "loss here",
        "loss elsewhere",
        "back within",
    ];

    pub(super) fn of(one: &Recoverable, local_keep: Duration) -> Self {
        Self {
            source: one.source.name().to_string(),
            host: one.source.host.clone(),
            folder: one.source.folder.clone(),
            local_keep,
            jobs: one.taken.iter().map(JobSummary::of).collect(),
            recovery_point_minutes: RecoveryPoint {
                machine_left: one.point_here.minutes(),
                machine_lost: one.point_elsewhere.map(Duration::minutes),
            },
            recovery_time_minutes: one.time.map(Duration::minutes),
        }
    }

    pub(super) fn cells(&self) -> [String; 9] {
        let join =
            |of: &dyn Fn(&JobSummary) -> String| self.jobs.iter().map(of).collect::<Vec<_>>().join("; ");
        let names = join(&|job| job.job.to_string());
        let point = self.recovery_point_minutes;
        [
            self.source.clone(),
            self.host.to_string(),
            self.local_keep.to_string(),
            if names.is_empty() { "no job".to_owned() } else { names },
            join(&|job| job.keep.to_string()),
            join(&|job| format!("{} d", job.reaches_back_days)),
            hours(point.machine_left),
            point.machine_lost.map_or_else(|| "all".to_owned(), hours),
            self.recovery_time_minutes
                .map_or_else(|| "not measured".to_owned(), |time| format!("{time} min")),
        ]
    }
}

impl JobSummary {
    fn of(taken: &Taken) -> Self {
        Self {
            job: taken.job.clone(),
            repository: taken.repository.clone(),
            keep: taken.keep,
            reaches_back_days: taken.reach_days,
        }
    }
}

fn hours(minutes: u64) -> String {
    format!("{} h", minutes.div_ceil(60))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a field over by reference")]
fn seconds<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(duration.seconds())
}

/// The words of restic's options with their numbers: `--keep-daily` is `daily`.
fn counts<S: Serializer>(keep: &Retention, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(keep.counts())
}

//! Backups of a stack that is otherwise whole: a job for each service that keeps anything, each at a time of its own, and an export
//! of all of them.

use super::{ground::Ground, valid};
use crate::{
    Resolved,
    stack::{Archive, Backups, Export, Job, JobSource, PerEnv, Repository, StateCopy, Zerobyte},
    value::{Cron, EnvironmentName, Port},
};
use indexmap::IndexMap;

/// Jobs for everything that is dumped; none where nothing is.
pub(super) fn backups(resolved: &Resolved, ground: &Ground) -> Option<Backups> {
    let [of_repository, of_job, of_state] = ground.retentions();
    let environments: Vec<&EnvironmentName> = resolved
        .deployments()
        .map(|(environment, _)| environment)
        .filter(|environment| !resolved.is_trial(environment))
        .collect();
    let mut jobs: IndexMap<_, Job> = IndexMap::new();
    // Five minutes after each other, from 04:00 on.
    let mut slot = 0;
    for environment in &environments {
        for source in resolved.backup_sources(environment) {
            let Some(service) = source.service else { continue };
            let minute = 4 * 60 + 5 * slot;
            slot += 1;
            let at: Cron = valid(&format!("{} {} * * *", minute % 60, minute / 60));
            // A service may have a name as long as any.
            let name =
                valid(&format!("job-{}", resolved.services.get_index_of(&service).unwrap_or_default()));
            let job = jobs.entry(name).or_insert_with(|| Job {
                source: JobSource::Service(service),
                host: None,
                into: valid("offsite"),
                at: PerEnv::Each(IndexMap::new()),
                within: valid("5m"),
                retry: None,
                back_within: None,
                keep: of_job,
            });
            if let PerEnv::Each(times) = &mut job.at {
                times.insert((*environment).clone(), at);
            }
        }
    }
    let buckets = environments.iter().map(|name| ((*name).clone(), valid(&format!("backups-{name}"))));
    let repository = Repository {
        endpoint: valid("https://objects.example.net"),
        bucket: PerEnv::Each(buckets.collect()),
        keep: of_repository,
    };
    let buckets = environments.iter().map(|name| ((*name).clone(), valid(&format!("exports-{name}"))));
    let export = Export {
        sources: Vec::new(),
        endpoint: valid("https://objects.example.net"),
        bucket: PerEnv::Each(buckets.collect()),
        at: valid("30 3 * * *"),
        within: valid("10m"),
    };
    // A day has room for so many of five minutes each.
    (!jobs.is_empty() && slot < 200).then(|| Backups {
        zerobyte: Some(Zerobyte {
            host: valid("hub"),
            url: valid("https://backup.example.net"),
            organization: valid("of-the-test"),
            public_key: valid(
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJyJOgHUT5w4hTaVkWvGvyXnOj9J0ZrmaPCRnWr3hYQ0",
            ),
            timezone: valid("UTC"),
            repositories: IndexMap::from([(valid("offsite"), repository)]),
            jobs,
            state: StateCopy {
                into: valid("offsite"),
                environment: None,
                at: valid("30 2 * * *"),
                within: valid("5m"),
                keep: of_state,
            },
            // Two hundred slots of five minutes from four on end before.
            archive: Some(Archive {
                host: valid("nas"),
                user: valid("archive"),
                port: Port::constant(22),
                host_key: valid(
                    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJyJOgHUT5w4hTaVkWvGvyXnOj9J0ZrmaPCRnWr3hYQ0",
                ),
                path: valid("/mnt/tank/restic"),
                repositories: Vec::new(),
                at: valid("0 22 1 * *"),
                within: valid("2h"),
            }),
        }),
        export: Some(export),
        ..Backups::default()
    })
}

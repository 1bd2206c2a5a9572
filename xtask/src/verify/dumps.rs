//! `dumps`: what each machine keeps, dumped and put back by the scripts that are emitted, on the real PostgreSQL and the real
//! Redis, and on stand-ins of what cannot run here.

mod stage;
mod unit;

use super::{Check, CheckOutcome, Subject, namespace};
use anyhow::Context as _;
pub(crate) use stage::Stage;
use std::collections::BTreeSet;

pub(super) const CHECK: Check = Check {
    name: "dumps",
    proves: "pre-backup.sh dumps every database and every service that keeps anything, with a manifest; one that fails, is empty, cut, changes while it is read or cannot be read by who takes it away is counted and stops no other, and a run that is killed leaves nothing for long; restore.sh brings rows, owners, keys, collections, dashboards and files back, keeps what was there, and touches nothing when a dump is cut short or is not what was dumped; what waits for a report hears of a whole success, once, and of nothing else, by the unit that the role writes",
    needs: &[
        "pg_lsclusters",
        "runuser",
        "redis-server",
        "redis-cli",
        "redis-check-rdb",
        "promtool",
        "curl",
        "python3",
        "ansible-playbook",
        "ip",
        "namespaces",
    ],
    run,
};

const SCENES: [&str; 3] =
    [include_str!("dumps/databases.sh"), include_str!("dumps/services.sh"), include_str!("dumps/faults.sh")];

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let mut tried = BTreeSet::new();
    let (mut machines, mut database_count, mut service_count) = (0, 0, 0);
    let stages = Stage::all(subject)?;
    if stages.is_empty() {
        return CheckOutcome::nothing_to_do("no machine dumps anything");
    }
    for stage in stages {
        let [databases, services, faults] = SCENES;
        let mut script = [&stage.start()?, databases, services].concat();
        // A way fails alike on each machine.
        let untried: Vec<String> =
            stage.ways()?.into_iter().filter(|way| tried.insert(way.clone())).collect();
        if !untried.is_empty() {
            let unit = unit::lines(&stage)?;
            script.push_str(&format!("{unit}untried=' {} '\n{faults}", untried.join(" ")));
        }
        namespace::play(&script, &stage.scratch).with_context(|| stage.at())?;
        machines += 1;
        database_count += stage.databases()?.len();
        service_count += stage.sources() - usize::from(!stage.databases()?.is_empty());
    }
    CheckOutcome::proven([
        (machines, "machines"),
        (database_count, "databases"),
        (service_count, "other sources dumped and put back; what fails, is empty, cut or unreadable refused"),
    ])
}

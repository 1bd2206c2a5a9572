//! `dumps`: what each machine keeps, dumped and put back by the scripts that are emitted, on the real PostgreSQL and the real
//! Redis, and on stand-ins of what cannot run here.

mod stage;

use super::{Check, Subject, namespace};
use anyhow::Context as _;
pub(crate) use stage::Stage;

pub(super) const CHECK: Check = Check {
    name: "dumps",
    proves: "pre-backup.sh dumps every database and every service that keeps anything, with a manifest; one that fails, is empty or cannot be read by who takes it away is counted and stops no other; restore.sh brings rows, owners, keys, collections, dashboards and files back, keeps what was there, and touches nothing when a dump is cut short or is not what was dumped; what waits for a report hears of a whole success, once, and of nothing else",
    needs: &[
        "pg_lsclusters",
        "runuser",
        "redis-server",
        "redis-cli",
        "redis-check-rdb",
        "curl",
        "python3",
        "ip",
        "namespaces",
    ],
    run,
};

const SCENES: [&str; 3] =
    [include_str!("dumps/databases.sh"), include_str!("dumps/services.sh"), include_str!("dumps/faults.sh")];

fn run(subject: &Subject) -> anyhow::Result<String> {
    let (mut machines, mut databases, mut services) = (0, 0, 0);
    for stage in Stage::all(subject)? {
        let script = [stage.start()?.as_str(), &SCENES.concat()].concat();
        namespace::play(&script, &stage.scratch).with_context(|| stage.at())?;
        machines += 1;
        databases += stage.databases()?.len();
        services += stage.sources() - usize::from(!stage.databases()?.is_empty());
    }
    Ok(format!(
        "{databases} databases and {services} other sources of {machines} machines dumped and put back; what fails, is empty, cut or unreadable refused"
    ))
}

//! What a run of Ansible says that it did.

use anyhow::Context as _;
use std::collections::BTreeMap;

/// The counts of a run, and the names of what it changed and failed at.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Recap {
    /// By machine.
    pub(crate) hosts: BTreeMap<String, Counts>,
    /// The tasks that changed something, with the machine.
    pub(crate) changed: Vec<String>,
    /// The tasks that failed, with what they said.
    pub(crate) failed: Vec<String>,
}

/// The counts of one machine.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) ok: u32,
    pub(crate) changed: u32,
    pub(crate) failed: u32,
    pub(crate) unreachable: u32,
}

impl Recap {
    /// Reads the output of Ansible's default callback.
    ///
    /// # Errors
    /// If it has no recap: then Ansible did not come to its end.
    pub(crate) fn read(log: &str) -> anyhow::Result<Self> {
        let (run, end) = log.split_once("\nPLAY RECAP ").context("Ansible printed no recap")?;
        let mut recap = Self::default();
        let mut task = "";
        for line in run.lines() {
            if let Some(name) = named(line, "TASK [").or_else(|| named(line, "RUNNING HANDLER [")) {
                task = name;
            } else if let Some((host, _)) =
                line.strip_prefix("changed: [").and_then(|rest| rest.split_once(']'))
            {
                let change = format!("{host}: {task}");
                if recap.changed.last() != Some(&change) {
                    recap.changed.push(change);
                }
            } else if line.starts_with("fatal: [") || line.starts_with("failed: [") {
                recap.failed.push(format!("{task}: {line}"));
            }
        }
        for line in end.lines() {
            let Some((host, counts)) = line.split_once(" : ") else { continue };
            let counts = counts.split_whitespace().filter_map(|word| word.split_once('='));
            let counts: BTreeMap<&str, u32> =
                counts.filter_map(|(what, count)| Some((what, count.parse().ok()?))).collect();
            let count = |what: &str| {
                counts
                    .get(what)
                    .copied()
                    .with_context(|| format!("the recap does not count `{what}`: {line}"))
            };
            recap.hosts.insert(
                host.trim().to_owned(),
                Counts {
                    ok: count("ok")?,
                    changed: count("changed")?,
                    failed: count("failed")?,
                    unreachable: count("unreachable")?,
                },
            );
        }
        Ok(recap)
    }

    /// How many tasks did something, on all machines.
    pub(crate) fn changes(&self) -> u32 {
        self.hosts.values().map(|counts| counts.changed).sum()
    }

    /// Whether a machine was reached, and nothing failed there.
    pub(crate) fn is_good(&self, host: &str) -> bool {
        self.hosts
            .get(host)
            .is_some_and(|counts| counts.ok > 0 && counts.failed == 0 && counts.unreachable == 0)
    }
}

/// The text between an opening and the last bracket: a name may have brackets of its own.
fn named<'a>(line: &'a str, opening: &str) -> Option<&'a str> {
    let rest = line.strip_prefix(opening)?;
    Some(rest.rsplit_once(']').map_or(rest, |(name, _)| name))
}

#[cfg(test)]
mod tests {
    use super::Recap;

    const LOG: &str = "
PLAY [Prepare the machines] ****

TASK [common : Make the folder [of] the stack] ***
changed: [prod.vps]

TASK [common : Each] ***
ok: [prod.vps] => (item=a)
changed: [prod.vps] => (item=b)
changed: [prod.vps] => (item=c)
failed: [prod.vps] (item=d) => {\"msg\": \"no\"}

PLAY RECAP *********************************************************************
localhost                  : ok=1    changed=0    unreachable=0    failed=0    skipped=0    rescued=0    ignored=0
prod.vps                   : ok=3    changed=2    unreachable=0    failed=1    skipped=0    rescued=0    ignored=0
";

    #[test]
    fn recap_of_a_finished_run_is_read() {
        let recap = Recap::read(LOG).expect("a recap");
        assert_eq!(recap.changes(), 2);
        assert_eq!(
            recap.changed,
            ["prod.vps: common : Make the folder [of] the stack", "prod.vps: common : Each"]
        );
        assert_eq!(recap.failed.len(), 1);
        assert!(recap.is_good("localhost"));
        assert!(!recap.is_good("prod.vps"), "it failed");
        assert!(!recap.is_good("prod.other"), "it was never reached");
    }

    #[test]
    fn recap_of_a_run_without_an_end_is_none() {
        assert!(Recap::read("TASK [a] ***\nchanged: [b]\n").is_err());
        let cut = LOG.replace("changed=2", "");
        assert!(Recap::read(&cut).is_err());
    }
}

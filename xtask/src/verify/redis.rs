//! `redis`: the real Redis, started with the generated command and file.

use super::{Check, CheckOutcome, Subject, container, namespace};
use crate::application::kind;
use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use stack_model::{
    CheckedService, RedisIndex,
    catalogue::applications::redis::{Eviction, RedisSettings},
    resolve::{Part, Text},
};

pub(super) const CHECK: Check = Check {
    name: "redis",
    proves: "Redis starts with the generated command, asks for the password, shows it in no list of processes, and refuses to start without one; full, it drops keys or keeps them as its eviction says",
    needs: &["redis-server", "redis-cli", "ip", "namespaces"],
    run,
};

/// Where the image keeps the file that is mounted.
const IN_IMAGE: &str = "/usr/local/etc/redis";

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let (mut servers, mut caches) = (0, 0);
    let all = subject.running(kind("redis"));
    if all.is_empty() {
        return CheckOutcome::nothing_to_do("no Redis runs");
    }
    for running in all {
        let server = Server::prepare(running.service, &running.folder, &running.scratch)?;
        namespace::play(&script(&server, running.service, &running.scratch), &running.scratch)
            .with_context(|| running.to_string())?;
        servers += 1;
        caches += usize::from(evicts(running.service));
    }
    CheckOutcome::proven([
        (servers, "servers started, and refused to start without a password"),
        (caches, "full caches drop keys"),
        (servers - caches, "full queues keep their keys"),
    ])
}

/// A server that can be started in a namespace.
pub(super) struct Server {
    /// The command of the compose file, with the mounted folder replaced.
    command: String,
    maxmemory: String,
    log: Utf8PathBuf,
}

impl Server {
    /// Copies the generated file, with the data folder replaced.
    pub(super) fn prepare(
        service: &CheckedService,
        folder: &Utf8Path,
        scratch: &Utf8Path,
    ) -> anyhow::Result<Self> {
        let config = folder.join(format!("configs/{}/redis.conf", service.name));
        fs_err::create_dir_all(scratch)?;
        let text = fs_err::read_to_string(&config)?;
        anyhow::ensure!(text.contains("\ndir /data\n"), "the data folder is not where the volume is mounted");
        let maxmemory =
            text.lines().find_map(|line| line.strip_prefix("maxmemory ")).context("no maxmemory")?;
        fs_err::write(
            scratch.join("redis.conf"),
            text.replace("\ndir /data\n", &format!("\ndir {scratch}\n")),
        )?;
        let word = |text: &Text| -> String {
            text.parts()
                .iter()
                .map(|part| if let Part::Literal(text) = part { text.as_str() } else { "" })
                .collect()
        };
        let command = service.command.iter().map(|text| word(text).replace(IN_IMAGE, scratch.as_str()));
        Ok(Self {
            command: container::words(command),
            maxmemory: maxmemory.to_owned(),
            log: scratch.join("server.log"),
        })
    }

    /// Lines for bash that start it with a password and wait for it; `$server` is its process.
    pub(super) fn start(&self, password: &str) -> String {
        format!(
            r"
export REDISCLI_AUTH='{password}'
{command} >'{log}' 2>&1 &
server=$!
for _ in $(seq 50); do redis-cli -h 127.0.0.1 ping 2>/dev/null | grep -q '^PONG' && break; sleep 0.1; done
redis-cli -h 127.0.0.1 ping | grep -q '^PONG' || {{ cat '{log}'; exit 1; }}
",
            command = self.command,
            log = self.log,
        )
    }
}

/// Whether it drops keys when it is full.
fn evicts(service: &CheckedService) -> bool {
    service.settings_of::<RedisSettings>().is_some_and(|settings| settings.eviction == Eviction::AllkeysLru)
}

fn script(server: &Server, service: &CheckedService, scratch: &Utf8Path) -> String {
    let evicts = evicts(service);
    format!(
        r#"
cd '{scratch}'
status=0
REDISCLI_AUTH= timeout 3 {command} >empty.log 2>&1 || status=$?
if [ $status -eq 124 ] || [ $status -eq 0 ]; then echo 'it runs without a password'; exit 1; fi
{start}
REDISCLI_AUTH= redis-cli -h 127.0.0.1 ping 2>&1 | grep -q NOAUTH || {{ echo 'it answers without the password'; exit 1; }}
if tr '\0' ' ' <"/proc/$server/cmdline" | grep -q "$REDISCLI_AUTH"; then echo 'the argument list shows the password'; exit 1; fi
wanted=$(numfmt --from=iec "$(sed 's/mb/M/' <<<'{maxmemory}')")
given=$(redis-cli -h 127.0.0.1 config get maxmemory | tail -n 1)
[ "$given" = "$wanted" ] || {{ echo "maxmemory is $given, not $wanted"; exit 1; }}
redis-cli -h 127.0.0.1 select {last} | grep -q '^OK' || {{ echo 'there is no database {last}'; exit 1; }}
if redis-cli -h 127.0.0.1 select {beyond} 2>&1 | grep -q '^OK'; then echo 'there is a database {beyond}'; exit 1; fi
redis-cli -h 127.0.0.1 config set maxmemory 4mb >/dev/null
seq 20000 | sed 's/.*/SET job:& {filler}/' | redis-cli -h 127.0.0.1 --pipe >full.log 2>&1 || true
dropped=$(redis-cli -h 127.0.0.1 info stats | sed -n 's/^evicted_keys:\([0-9]*\).*/\1/p')
if {evicts}; then
  [ "$dropped" -gt 0 ] || {{ echo 'a full cache drops nothing'; exit 1; }}
else
  [ "$dropped" -eq 0 ] || {{ echo "a full queue drops $dropped keys"; exit 1; }}
  grep -q OOM full.log || {{ echo 'a full queue takes more'; exit 1; }}
  redis-cli -h 127.0.0.1 exists job:1 | grep -q 1 || {{ echo 'a full queue lost its first job'; exit 1; }}
fi
"#,
        command = server.command,
        start = server.start("a-password-of-the-test_1"),
        maxmemory = server.maxmemory,
        last = RedisIndex::COUNT - 1,
        beyond = RedisIndex::COUNT,
        filler = "x".repeat(400),
    )
}

//! A PostgreSQL server with the generated files, as bash starts it in a namespace.

use crate::verify::{Running, Subject, container};
use camino::{Utf8Path, Utf8PathBuf};
use stack_model::{
    CheckedService, ServiceName,
    resolve::{ResolvedDatabase, ResolvedMonitor},
};
use std::{collections::BTreeSet, process::Command};

/// What starting one needs.
pub(in crate::verify) const NEEDS: [&str; 4] = ["pg_lsclusters", "runuser", "ip", "namespaces"];

/// A server that can be started in a namespace.
pub(in crate::verify) struct Server<'a> {
    subject: &'a Subject,
    service: &'a CheckedService,
    /// The databases that it is provisioned with.
    pub(in crate::verify) databases: Vec<&'a ResolvedDatabase>,
    /// The roles that read its statistics.
    pub(in crate::verify) monitors: Vec<&'a ResolvedMonitor>,
    programs: Utf8PathBuf,
    scratch: Utf8PathBuf,
}

impl<'a> Server<'a> {
    /// Copies the generated files of a server to a folder below the scratch folder of the check.
    pub(in crate::verify) fn prepare(
        subject: &'a Subject,
        service: &'a CheckedService,
        folder: &Utf8Path,
        scratch: &Utf8Path,
    ) -> anyhow::Result<Self> {
        let configs = folder.join(format!("configs/{}", service.name));
        fs_err::create_dir_all(scratch)?;
        for file in ["postgresql.conf", "pg_hba.conf", "provision.sql"] {
            fs_err::copy(configs.join(file), scratch.join(file))?;
        }
        let databases = subject.stack.databases_of(&service.name).collect();
        let monitors = subject.stack.monitors_of(&service.name).collect();
        let scratch = scratch.to_owned();
        Ok(Self { subject, service, databases, monitors, programs: programs()?, scratch })
    }

    /// The server that a client uses, on the same machine; none if it uses none.
    pub(in crate::verify) fn of_client(
        subject: &'a Subject,
        client: &Running<'_>,
        scratch: &Utf8Path,
    ) -> anyhow::Result<Option<(Self, &'a ResolvedDatabase)>> {
        let uses = |database: &&ResolvedDatabase| database.clients.contains(&client.service.name);
        let Some(database) = subject.stack.resolved().databases.iter().find(uses) else { return Ok(None) };
        let Some(service) = subject.stack.service(&database.server) else { return Ok(None) };
        Ok(Some((Self::prepare(subject, service, &client.folder, scratch)?, database)))
    }

    /// An address that the server's `pg_hba.conf` lets in: one of a network that one of these clients shares with it.
    pub(in crate::verify) fn address<'n>(
        &self,
        clients: impl IntoIterator<Item = &'n ServiceName>,
    ) -> Option<String> {
        let mut shared = clients
            .into_iter()
            .filter_map(|client| self.subject.stack.service(client))
            .flat_map(|client| &client.networks)
            .filter(|network| self.service.networks.contains(network));
        let network = shared.next()?;
        let (_, network) = self.subject.stack.networks().find(|(name, _)| *name == network)?;
        let subnet = network.subnet.to_string();
        let (base, _) = subnet.rsplit_once('.')?;
        Some(format!("{base}.5"))
    }

    /// Its name among the services.
    pub(in crate::verify) fn name(&self) -> &'a ServiceName {
        &self.service.name
    }

    /// Lines for bash that start it; `$postgres` is its folder, `provision` provisions it, `sql` asks it.
    pub(in crate::verify) fn start(&self) -> String {
        let mut script = format!("export PATH={}:$PATH\npostgres='{}'\n", self.programs, self.scratch);
        // These folders are private to the user who runs this; the server only needs to pass through them.
        let root = self.subject.dist.parent();
        for folder in
            self.scratch.ancestors().take_while(|folder| root.is_some_and(|root| folder.starts_with(root)))
        {
            script.push_str(&format!("chmod o+x '{folder}'\n"));
        }
        let clients = self.databases.iter().map(|database| database.clients.as_slice());
        let clients =
            clients.chain(self.monitors.iter().map(|monitor| std::slice::from_ref(&monitor.client)));
        let addresses: BTreeSet<String> = clients.filter_map(|clients| self.address(clients)).collect();
        for address in addresses {
            script.push_str(&format!("ip addr add {address}/32 dev lo\n"));
        }
        let owners = self.databases.iter().filter_map(|database| database.password());
        for password in owners.chain(self.monitors.iter().map(|monitor| monitor.password())) {
            let password = password.variable();
            script.push_str(&format!("export {password}={}\n", container::secret(password.as_str())));
        }
        let superuser = container::secret("POSTGRES_PASSWORD");
        script.push_str(&format!("export POSTGRES_PASSWORD={superuser}\n"));
        script.push_str(START);
        script
    }
}

/// The folder of the newest server's programs.
fn programs() -> anyhow::Result<Utf8PathBuf> {
    let output =
        Command::new("sh").args(["-c", "ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1"]).output()?;
    let folder = Utf8PathBuf::from(String::from_utf8(output.stdout)?.trim());
    anyhow::ensure!(folder.join("postgres").exists(), "no PostgreSQL server is installed");
    Ok(folder)
}

const START: &str = r#"
mkdir -p "$postgres/run"
chown -R postgres: "$postgres"
as() {
  LC_ALL=C.UTF-8 HOME=$postgres PSQLRC=/dev/null runuser --user postgres --preserve-environment -- "$@"
}
server_fails() { echo "$1"; tail -n 20 "$postgres/server.log"; exit 1; }
# An empty server; who had one before ends it first.
new_server() {
  as initdb --pgdata "$postgres/data" --encoding UTF8 --auth peer >"$postgres/initdb.log"
  as postgres -D "$postgres/data" -c config_file="$postgres/postgresql.conf" -c hba_file="$postgres/pg_hba.conf" \
    -c unix_socket_directories="$postgres/run" >"$postgres/server.log" 2>&1 &
  for _ in $(seq 100); do as pg_isready -q -h 127.0.0.1 && break; sleep 0.1; done
  as pg_isready -q -h 127.0.0.1 || server_fails 'the server does not start'
}
new_server
provision() {
  as psql --no-psqlrc -h "$postgres/run" --username postgres --dbname postgres --file "$postgres/provision.sql" \
    >"$postgres/provision.log" 2>&1
}
provision || { cat "$postgres/provision.log"; server_fails 'provisioning fails'; }
sql() { PGPASSWORD=$3 as psql --no-psqlrc -qAt -h "$1" -U "$2" -d "$4" -c "$5" >"$postgres/sql.log" 2>&1; }
"#;

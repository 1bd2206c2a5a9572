//! `Raw`: text that a template prints as it is.

use crate::{compose::data_folder, jinja::Expression, variables};
use minijinja::Value;
use serde::{Serialize, Serializer};
use stack_model::{
    AbsolutePath, BucketName, CheckedService, CpuShare, Cron, DatabaseName, DomainName, Duration,
    EnvironmentName, HostName, HttpsOrigin, ImageRef, JobName, LocationName, MemorySize, NetworkName,
    PathPattern, Port, PortMapping, ProfileName, ProjectName, Protocol, RateLimit, RedisIndex,
    RepositoryName, RouteAddress, SecretName, ServiceName, SshPublicKey, Subnet, Timezone, UrlPath, UserName,
    VariableName,
    resolve::{
        DumpFile, MachineExport, ResolvedVolume, ResticRepository, RestorePlan, SeededDatabase, Source,
    },
    stack::{JobSource, Keeps, Plane, Retention},
};
use std::{fmt, net::IpAddr};

/// Text that a template prints as it is, in whatever language the file is written.
///
/// It is made of parts that are [`Plain`], and of nothing else: text of `stack.yml` that may hold any character has to be
/// a `String` of a view, which the engine escapes for the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Raw(String);

/// What has no character that any of our files gives a meaning: quotes, a backtick, a bar, a dollar, a brace, an angle bracket,
/// a backslash, or an end of a line. Text that is written in our own source is meant as it stands.
pub(crate) trait Plain: fmt::Display {}

/// A name, which Ansible, SQL and Jinja know with `_` for each `-`.
pub(crate) trait Name: Plain {
    /// The name as an identifier.
    fn identifier(&self) -> String;
}

impl Raw {
    /// A value alone.
    pub(crate) fn of(value: impl Plain) -> Self {
        Self(value.to_string())
    }

    /// Parts after each other; [`raw!`] spells it.
    pub(crate) fn concat(parts: &[&dyn Plain]) -> Self {
        Self(parts.iter().map(ToString::to_string).collect())
    }

    /// Values with the same words between each two of them.
    pub(crate) fn join(values: impl IntoIterator<Item = impl Plain>, between: &'static str) -> Self {
        let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
        Self(values.join(between))
    }

    /// A name as Ansible, SQL and Jinja take it.
    pub(crate) fn identifier(name: &impl Name) -> Self {
        Self(name.identifier())
    }

    /// What Jinja evaluates, without its braces.
    pub(crate) fn expression(expression: &Expression) -> Self {
        Self(expression.as_str().to_owned())
    }

    /// The reference to what Jinja evaluates.
    pub(crate) fn reference(expression: &Expression) -> Self {
        Self(expression.print())
    }

    /// The variable of the vault that holds a secret.
    pub(crate) fn vault(secret: &SecretName) -> Self {
        Self::expression(&Expression::vault(secret))
    }

    /// The names of a dump's files.
    pub(crate) fn pattern_of(file: &DumpFile) -> Self {
        Self(file.pattern())
    }

    /// The folder of a source's dumps, below the stack's.
    pub(crate) fn folder_of(source: &Source) -> Self {
        Self(source.folder.clone())
    }

    /// The folder that has the newest dump of a database that another environment is filled from.
    pub(crate) fn folder_of_dump(database: &SeededDatabase<'_>) -> Self {
        Self(database.folder.clone())
    }

    /// The folder of a volume, below the stack's.
    pub(crate) fn data_folder_of(service: &CheckedService, volume: &ResolvedVolume) -> Self {
        Self(data_folder(service, volume))
    }

    /// What a person calls the thing that a plan puts back.
    pub(crate) fn name_of(plan: &RestorePlan) -> Self {
        Self(plan.name())
    }

    /// Where a repository of restic is.
    pub(crate) fn url_of(repository: &ResticRepository<'_>) -> Self {
        Self(repository.url())
    }

    /// The folder of a bucket that a machine's plain files go to.
    pub(crate) fn target_of(export: &MachineExport<'_>) -> Self {
        Self(export.target())
    }

    /// The condition under which a service runs, as Jinja evaluates it; empty if it always does.
    pub(crate) fn condition_of(service: &CheckedService) -> Self {
        Self(variables::condition(service).map(String::from).unwrap_or_default())
    }

    /// What another template gave, without the end of its last line.
    pub(super) fn rendered(text: &str) -> Self {
        Self(text.trim_end().to_owned())
    }
}

/// Parts that are printed as they are, one after the other: `raw![environment, ".", host]`.
macro_rules! raw {
    ($($part:expr),+ $(,)?) => {
        $crate::engine::Raw::concat(&[$(&$part as &dyn $crate::engine::Plain),+])
    };
}

pub(crate) use raw;

impl fmt::Display for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Raw {
    /// As a string that the engine takes for escaped: minijinja hands its own values through (`serializing_for_value`).
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Value::from_safe_string(self.0.clone()).serialize(serializer)
    }
}

impl Plain for Raw {}

impl Plain for &'static str {}

impl<T: Plain + ?Sized> Plain for &T {}

macro_rules! plain {
    ($($type:ty),* $(,)?) => { $(impl Plain for $type {})* };
}

/// Newtypes of text, each with a value that it takes.
macro_rules! plain_text {
    ($($type:ident: $example:literal),* $(,)?) => {
        $(impl Plain for $type {})*

        /// What each type prints of a text, if it takes it, with its name and an example of what it takes.
        #[cfg(test)]
        const TEXTS: &[(&str, &str, fn(&str) -> Option<String>)] =
            &[$((stringify!($type), $example, |text| Some($type::new(text).ok()?.to_string()))),*];
    };
}

macro_rules! names {
    ($($type:ident),* $(,)?) => {
        $(impl Name for $type {
            fn identifier(&self) -> String {
                Self::identifier(self)
            }
        })*
    };
}

// Numbers, and what is printed from numbers and words of our own.
plain!(
    u8, u16, u32, u64, i64, usize, IpAddr, Port, RedisIndex, Protocol, Plane, MemorySize, CpuShare, Duration,
    Retention, Keeps, JobSource,
);

plain_text! {
    AbsolutePath: "/srv/archive",
    BucketName: "backups",
    Cron: "55 2 * * *",
    DatabaseName: "litellm",
    EnvironmentName: "prod",
    DomainName: "example.com",
    VariableName: "GENERIC_TIMEZONE",
    HostName: "vps",
    HttpsOrigin: "https://example.com",
    ImageRef: "docker.io/library/redis:8.4",
    JobName: "db-full",
    LocationName: "nbg1",
    NetworkName: "backend",
    PathPattern: "/v1/*",
    PortMapping: "127.0.0.1:80:8080/tcp",
    ProfileName: "monitoring",
    ProjectName: "vpai",
    RateLimit: "100/1m",
    RepositoryName: "offsite",
    RouteAddress: "www/api",
    SecretName: "redis_password",
    ServiceName: "postgresql",
    SshPublicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJyJOgHUT5w4hTaVkWvGvyXnOj9J0ZrmaPCRnWr3hYQ0",
    Subnet: "172.20.1.0/24",
    Timezone: "Europe/Paris",
    UrlPath: "/healthz",
    UserName: "deploy",
}

names!(DatabaseName, EnvironmentName, HostName, NetworkName, ProjectName, SecretName, ServiceName);

#[cfg(test)]
mod tests {
    use super::*;
    use minijinja::value::Serde;

    #[test]
    fn a_plain_type_takes_no_character_that_a_file_gives_a_meaning() {
        for (name, example, printed) in TEXTS {
            assert!(printed(example).is_some(), "{name} does not take its own example, {example:?}");
            let ends = (0..=example.len()).filter(|at| example.is_char_boundary(*at));
            for (at, character) in ends.flat_map(|at| "\"'`$|{}<>\\\n\r\0".chars().map(move |c| (at, c))) {
                let mut text = (*example).to_owned();
                text.insert(at, character);
                let kept = printed(&text).is_some_and(|printed| printed.contains(character));
                assert!(!kept, "{name} takes {text:?}");
            }
        }
    }

    #[test]
    fn raw_text_stays_raw_inside_of_a_view() {
        #[derive(Serialize)]
        struct View {
            items: Vec<Raw>,
        }
        let view = Value::from(Serde(View { items: vec![raw!["a", 1_u32]] }));
        let item = view.get_attr("items").and_then(|items| items.get_item_by_index(0)).unwrap();
        assert!(item.is_safe());
        assert_eq!(item.to_string(), "a1");
    }
}

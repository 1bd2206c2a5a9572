//! The catalogue: what is known of the real software, one file an application, each fact with its source.
//!
//! The type of a fact asks for its [`Origin`]: a program that was run, a page that was read as project, version and file,
//! somebody else's report, an estimate, or a decision of ours. *Field report* is a public deployment's account of itself.

mod alloy;
mod backup;
mod caddy;
mod cadvisor;
mod container;
mod diun;
mod fact;
mod grafana;
mod health;
mod kaneo;
mod kind;
mod listener;
mod litellm;
mod loki;
mod metric;
mod n8n;
mod openclaw;
mod operating_system;
mod origin;
mod postgresql;
pub(crate) mod provider;
mod qdrant;
mod redis;
mod seed;
mod server_type;
mod socketproxy;
mod upgrade;
mod victoriametrics;

pub use backup::{BackupFact, Method};
pub use fact::{
    Application, Category, Change, Cost, HostMount, Manner, MemoryFloor, Need, Obsolete, PathFact, Pool,
    ProbeFact, Proof, RootFilesystem, SecretFact, SubPath, User, VolumeFact,
};
pub use health::{HealthFact, health};
pub use kind::Kind;
pub use listener::Listener;
pub use metric::{Exporter, Metrics};
pub use operating_system::Release;
pub use origin::{Capability, Origin, Sources, Timed};
pub(crate) use postgresql::EXTENSIONS as POSTGRESQL_EXTENSIONS;
pub use seed::{KeptTable, SeedFact, Seeding};
pub use server_type::{SERVER_TYPES, ServerType};
pub use socketproxy::{DockerCall, docker_calls};
pub use upgrade::{Upgrade, UpgradeFact};

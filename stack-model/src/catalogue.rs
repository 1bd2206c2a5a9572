//! The catalogue: what is known of the real software, one file an application, each fact with its source.
//!
//! Sources are named as project, version and file or page. *Observed* means that the program was run and seen to
//! behave so; *field report* means a public deployment's account of it.

mod alloy;
mod caddy;
mod cadvisor;
mod container;
mod diun;
mod fact;
mod grafana;
mod health;
mod kaneo;
mod kind;
mod litellm;
mod loki;
mod metric;
mod n8n;
mod openclaw;
mod postgresql;
pub(crate) mod provider;
mod qdrant;
mod redis;
mod socketproxy;
mod victoriametrics;

pub use fact::{
    Application, Category, Change, Cost, HostMount, Listener, Manner, MemoryFloor, Need, Obsolete, PathFact,
    Pool, ProbeFact, Proof, RootFilesystem, SecretFact, SubPath, User, VolumeFact,
};
pub use health::{HealthFact, health};
pub use kind::Kind;
pub use metric::{Exporter, Metrics};
pub(crate) use postgresql::EXTENSIONS as POSTGRESQL_EXTENSIONS;
pub use socketproxy::{DockerCall, docker_calls};

//! The catalogue: what is known of the real software, one file an application, each fact with its source.
//!
//! The type of a fact asks for its [`Origin`]: a program that was run, a page that was read as project, version and file,
//! somebody else's report, an estimate, or a decision of ours. *Field report* is a public deployment's account of itself.

pub mod applications;
mod backup;
mod docker_call;
mod fact;
mod file;
mod health;
mod image_list;
mod interface;
mod kind;
mod listener;
mod metric;
mod need;
mod operating_system;
mod origin;
mod privileges;
pub(crate) mod provider;
mod seed;
mod server_type;
pub(crate) mod settings;
#[cfg(feature = "testing")]
mod test_fact;
mod upgrade;

pub(crate) use applications::postgresql::EXTENSIONS as POSTGRESQL_EXTENSIONS;
pub use backup::{BackupFact, Export, ExportBy, Method};
pub use docker_call::DockerCall;
pub use fact::{
    Application, Category, Change, Cost, HostMount, MemoryFloor, Obsolete, PathFact, ProbeFact, Proof,
    RootFilesystem, SecretFact, SubPath, User, VolumeFact,
};
pub use file::{AppliedBy, FileFact, MountFact, Reload};
pub use health::HealthFact;
pub use image_list::ImageList;
pub use interface::Interface;
pub use kind::Kind;
pub use listener::Listener;
pub use metric::{Credential, Exporter, Metrics};
pub use need::{Manner, Need, Pool};
pub use operating_system::Release;
pub use origin::{Capability, Origin, Sources, Timed};
pub use privileges::Privileges;
pub use seed::{KeptTable, SeedFact, Seeding};
pub use server_type::{SERVER_TYPES, ServerType};
pub(crate) use settings::{ApplicationSettings, Reference};
pub use settings::{Hook, Notify, Ntfy, RetentionSettings, Settings, SettingsType, Telegram};
#[cfg(feature = "testing")]
pub(crate) use test_fact::{Draw, Lane, TestFact};
pub use upgrade::{Upgrade, UpgradeFact};

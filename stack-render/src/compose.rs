//! The compose file of a machine, as types: what a service is to Docker, a field a key.
//!
//! A [`File`] is there in two [`Form`]s, which differ in their leaves alone: [`ForAnsible`], whose leaves are references to
//! variables of `group_vars`, is the template that Ansible fills; [`Evaluated`], whose leaves are the values of one environment, is
//! what the engine of a machine is compared with.
//!
//! ```
//! use stack_model::{Source, check};
//! use stack_render::compose;
//!
//! let stack = check(Source::new("stack.yml", include_str!("../../fixtures/valid/minimal.yml")).parse()?)?;
//! let site = stack.sites().next().unwrap();
//! let file = compose::evaluated(&stack, &site)?;
//! let limits = &file.services["postgresql"].deploy.resources.limits;
//! assert!(limits.memory.mib() >= 64);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod attachment;
mod backup;
mod container;
mod env_example;
mod file;
mod form;
mod healthcheck;
mod image;
mod logging;
mod mount;
mod of_stack;
mod prepare;
mod resources;
mod service;

pub use crate::{
    scalar::Scalar,
    variables::{Datum, Typed, Var},
};
pub use attachment::{Attachment, ServiceNetworks};
pub use container::{Cgroup, Device, Labels, Restart, SecurityOption, UserId};
pub use file::{AddressRange, File, Ipam, Network, NetworkDriver};
pub use form::{Evaluated, ForAnsible, Form, Known, Text};
pub use healthcheck::{Dependency, Healthcheck, ServiceState};
pub use image::{Build, Image, PullPolicy};
pub use logging::{LogDriver, LogOptions, Logging};
pub use mount::{EnvFile, EnvFormat, Mount, MountKind};
pub use resources::{Deploy, Limits, Reservations, Resources};
pub use service::Service;

pub(crate) use backup::{backup, is_dumped, plans_on, way};
pub(crate) use env_example::{env_example, is_read_on};
pub(crate) use of_stack::data_folder;
pub(crate) use prepare::prepare;

use crate::{
    RenderError,
    config::{self, Config},
    engine::Engine,
    variables::Variables,
};
use form::{Leaves, References, Values};
use indexmap::IndexMap;
use stack_model::{CheckedStack, HostName, ServiceName, Site};

/// The template of the services on `host`.
pub(crate) fn template(
    stack: &CheckedStack,
    host: &HostName,
    configs: &IndexMap<ServiceName, Config>,
) -> File<ForAnsible> {
    of_stack::file(&References, stack, host, configs)
}

/// The compose file of one machine in one environment.
///
/// # Errors
/// [`RenderError`] only if a built-in template is broken.
pub fn evaluated(stack: &CheckedStack, site: &Site<'_>) -> Result<File<Evaluated>, RenderError> {
    let configs = config::of_all(stack, &Engine::new())?;
    let variables = Variables::of(stack, |service| !configs[service].files.is_empty());
    let values = Values { variables: &variables, environment: site.environment };
    Ok(of_stack::file(&values, stack, site.host, &configs))
}

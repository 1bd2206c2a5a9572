//! Scalars that cannot be built wrong: each is parsed once, and holds from then on.

mod absolute_path;
mod answer;
mod bucket_name;
mod civil_time;
#[cfg(feature = "time-zones")]
mod clock_change;
mod cpu_share;
mod cron;
mod cron_field;
mod domain_name;
mod duration;
mod email;
mod extension_name;
mod https_origin;
mod image_ref;
mod line;
mod memory_size;
mod name;
mod organization_id;
mod person_name;
mod port;
mod port_mapping;
mod promql;
mod rate_limit;
mod redis_index;
mod route_address;
mod schedule;
mod ssh_public_key;
mod subnet;
mod text_newtype;
mod timezone;
mod url_path;
mod variable_name;

pub use absolute_path::{AbsolutePath, InvalidAbsolutePath};
pub use answer::{Answer, InvalidAnswer};
pub use bucket_name::{BucketName, InvalidBucketName};
pub use civil_time::CivilTime;
#[cfg(feature = "time-zones")]
pub use clock_change::{ClockChange, Offsets};
pub use cpu_share::{CpuShare, InvalidCpuShare};
pub use cron::{Cron, InvalidCron};
pub use domain_name::{DomainName, InvalidDomainName};
pub use duration::{Duration, InvalidDuration};
pub use email::{Email, InvalidEmail};
pub use extension_name::{ExtensionName, InvalidExtensionName};
pub use https_origin::{HttpsOrigin, InvalidHttpsOrigin};
pub use image_ref::{Digest, ImageRef, InvalidImageRef};
pub use line::{InvalidLine, Line};
pub use memory_size::{InvalidMemorySize, MemorySize};
pub use name::{
    AlertName, DatabaseName, EnvironmentName, HostName, InvalidName, JobName, LocationName, ModelName,
    NetworkName, ProfileName, ProjectName, ProviderName, RepositoryName, SecretName, ServiceName, UserName,
    VolumeName,
};
pub use organization_id::{InvalidOrganizationId, OrganizationId};
pub use person_name::{InvalidPersonName, PersonName};
pub use port::{InvalidPort, Port, Protocol};
pub use port_mapping::{InvalidPortMapping, PortMapping};
pub use promql::{InvalidPromql, Promql};
pub use rate_limit::{InvalidRateLimit, RateLimit};
pub use redis_index::{InvalidRedisIndex, RedisIndex};
pub use route_address::{InvalidRouteAddress, RouteAddress};
pub use schedule::Schedule;
pub use ssh_public_key::{InvalidSshPublicKey, SshPublicKey};
pub use subnet::{InvalidSubnet, Subnet};
pub use timezone::{InvalidTimezone, Timezone};
pub use url_path::{InvalidUrlPath, PathPattern, UrlPath};
pub use variable_name::{InvalidVariableName, VariableName};

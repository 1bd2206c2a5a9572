//! `Project`: the name of the whole.

use crate::value::{Email, Line, ProjectName, Timezone};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de};

/// The version of the format of `stack.yml`. There is one so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(into = "u8")]
pub struct Format;

impl JsonSchema for Format {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Format".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "const": 1 })
    }
}

impl From<Format> for u8 {
    fn from(_: Format) -> Self {
        1
    }
}

impl<'de> Deserialize<'de> for Format {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u64::deserialize(deserializer)? {
            1 => Ok(Self),
            other => Err(de::Error::custom(format!("this Stackwright reads format 1, not {other}"))),
        }
    }
}

/// What the whole is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Project {
    /// Prefix of container and network names; the stack lives in `/opt/<name>`.
    pub name: ProjectName,
    /// The name that people read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<Line>,
    /// The time zone of schedules and logs.
    pub timezone: Timezone,
    /// Where the certificate authority and alerts write to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
}

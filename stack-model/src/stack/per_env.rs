//! `PerEnv`: a value written once, or once for each environment.

use crate::value::EnvironmentName;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, IntoDeserializer, value::MapAccessDeserializer},
};
use std::{fmt, marker::PhantomData};

/// A value written once, or once for each environment: `512M` or `{ prod: 512M, preprod: 256M }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum PerEnv<T> {
    /// The same everywhere.
    All(T),
    /// By environment.
    Each(IndexMap<EnvironmentName, T>),
}

impl<T> PerEnv<T> {
    /// The value in one environment; none if it is written by environment and this one is left out.
    pub fn get(&self, environment: &EnvironmentName) -> Option<&T> {
        match self {
            Self::All(value) => Some(value),
            Self::Each(values) => values.get(environment),
        }
    }

    /// The value of all environments, or of the first.
    pub fn any(&self) -> Option<&T> {
        match self {
            Self::All(value) => Some(value),
            Self::Each(values) => values.values().next(),
        }
    }

    /// The environments that are named; none if the value is the same everywhere.
    pub fn named(&self) -> Vec<&EnvironmentName> {
        match self {
            Self::All(_) => Vec::new(),
            Self::Each(values) => values.keys().collect(),
        }
    }
}

macro_rules! forward_scalars {
    ($($visit:ident $type:ty;)*) => {$(
        fn $visit<E: de::Error>(self, value: $type) -> Result<PerEnv<T>, E> {
            T::deserialize(value.into_deserializer()).map(PerEnv::All)
        }
    )*};
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for PerEnv<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> de::Visitor<'de> for Visitor<T> {
            type Value = PerEnv<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value, or one for each environment")
            }

            forward_scalars! { visit_str &str; visit_bool bool; visit_u64 u64; visit_i64 i64; visit_f64 f64; }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<PerEnv<T>, A::Error> {
                IndexMap::deserialize(MapAccessDeserializer::new(map)).map(PerEnv::Each)
            }
        }

        deserializer.deserialize_any(Visitor(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for PerEnv<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("PerEnv_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let value = generator.subschema_for::<T>();
        schemars::json_schema!({
            "anyOf": [value, { "type": "object", "additionalProperties": value, "minProperties": 1 }]
        })
    }
}

//! The one macro behind the newtypes that are spelled as text.

/// Gives a newtype that holds canonical text its conversions, its serde form and its JSON Schema.
///
/// The type brings an inherent `fn new(text: impl Into<String>) -> Result<Self, $error>`; everything else calls it. One whose first
/// field is its text, written `Type(String)`, gets `as_str` and `Display` as well.
macro_rules! text_newtype {
    ($type:ident(String), $error:ty, pattern = $pattern:expr, example = $example:expr) => {
        impl $type {
            /// As written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        text_newtype!($type, $error, pattern = $pattern, example = $example);
    };
    ($type:ident, $error:ty, pattern = $pattern:expr, example = $example:expr) => {
        text_newtype!(@conversions $type, $error);

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::new(text).map_err(serde::de::Error::custom)
            }
        }

        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "pattern": $pattern, "examples": [$example] })
            }
        }
    };
    (@conversions $type:ident, $error:ty) => {
        impl TryFrom<String> for $type {
            type Error = $error;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::new(text)
            }
        }

        impl std::str::FromStr for $type {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::new(text)
            }
        }
    };
}

pub(crate) use text_newtype;

//! `Value`: a literal, or a reference to a secret; never both in one string.

use crate::value::SecretName;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de};
use std::fmt;

/// What an environment variable or a word of a command holds: a literal, or the value of a secret.
///
/// Two types, so that no spelling of a literal can ever become a reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Value {
    /// The text itself, in every interpreter that will read it.
    Literal(String),
    /// The value of a secret, which Stackwright never sees.
    Secret {
        /// The secret's name.
        secret: SecretName,
    },
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Reference {
            secret: SecretName,
        }

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Value;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text in quotes, or `{ secret: name }`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
                match text.chars().find(|c| c.is_control() && *c != '\t') {
                    Some(c) => {
                        Err(E::custom(format!("a value is one line; it contains U+{:04X}", u32::from(c))))
                    }
                    None => Ok(Value::Literal(text.into())),
                }
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Value, A::Error> {
                let reference = Reference::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(Value::Secret { secret: reference.secret })
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

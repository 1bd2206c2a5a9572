//! `Kind`: an application of the catalogue, by its name.

use super::{
    Application, Interface,
    applications::{ALL, NAMES, container},
};
use crate::value::ServiceName;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{EnumAccess, Error, VariantAccess, Visitor},
};
use std::{borrow::Cow, cmp::Ordering, fmt, hash};

/// An application of the catalogue. Nothing can be matched on it: what differs from one application to another is a fact of its
/// definition.
#[derive(Clone, Copy)]
pub struct Kind(pub(super) &'static Application);

impl Kind {
    /// Every kind, in alphabetical order.
    pub const ALL: &'static [Self] = ALL;

    /// The kind for what the catalogue does not know: its author says everything about it.
    pub const CONTAINER: Self = Self(&container::APPLICATION);

    /// The kind's name, as `kind:` spells it.
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// What is known of it.
    pub const fn application(self) -> &'static Application {
        self.0
    }

    /// Whether its clients speak this with it.
    pub fn speaks(self, interface: Interface) -> bool {
        self.0.speaks(interface)
    }

    /// Whether the catalogue does not know it, and its author says everything about it.
    pub fn is_container(self) -> bool {
        self == Self::CONTAINER
    }

    /// The kind of this name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// The kind that a service's name stands for, if the catalogue has it.
    pub fn of_name(name: &ServiceName) -> Option<Self> {
        Self::of(name.as_str()).filter(|kind| !kind.is_container())
    }
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Kind {}

impl PartialOrd for Kind {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Kind {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name().cmp(other.name())
    }
}

impl hash::Hash for Kind {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kind({})", self.name())
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_enum("Kind", NAMES, Names)
    }
}

/// Reads a name as a variant of an enum, so that a wrong one is reported with those that there are.
struct Names;

impl<'de> Visitor<'de> for Names {
    type Value = Kind;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of an application of the catalogue")
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Kind, A::Error> {
        let (name, rest): (Cow<'de, str>, _) = data.variant()?;
        rest.unit_variant()?;
        Kind::of(&name).ok_or_else(|| A::Error::unknown_variant(&name, NAMES))
    }
}

impl JsonSchema for Kind {
    fn schema_name() -> Cow<'static, str> {
        "Kind".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<_> = Self::ALL
            .iter()
            .map(|kind| serde_json::json!({ "type": "string", "const": kind.name(), "description": kind.0.summary }))
            .collect();
        schemars::json_schema!({ "oneOf": names, "description": "The name of an entry of the catalogue." })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::ImageRef;

    #[test]
    fn an_application_has_the_name_of_its_file() {
        let names: Vec<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names, NAMES, "`name` of each definition is the name of its file, with `-` for `_`");
        assert!(names.is_sorted_by(|one, next| one < next), "in alphabetical order, none twice");
    }

    #[test]
    fn an_image_names_a_version_and_has_the_tool_of_its_probe() {
        for kind in Kind::ALL {
            let application = kind.application();
            let Some(image) = application.image else { continue };
            let image = ImageRef::new(image).unwrap();
            assert!(image.is_pinned(), "{kind}: {image} names no version");
            if let Some(probe) = (application.probe)(&image) {
                assert!(
                    application.tools.contains(&probe.tool()),
                    "{kind}: its own probe needs {}",
                    probe.tool()
                );
            }
        }
    }
}

//! serde's view of a marked tree. An error carries the key path of the value that caused it.

use super::{
    marked::{Entry, Marked, MarkedKind},
    misfit::Misfit,
    variant::Variant,
    yaml_traps::other_reading,
};
use crate::syntax::Segment;
use serde::de::{self, DeserializeSeed, IntoDeserializer, Visitor};
use std::fmt;

/// A value of the tree, to be deserialised.
#[derive(Clone, Copy)]
pub(crate) struct Deserializer<'n>(pub(crate) &'n Marked);

impl<'n> Deserializer<'n> {
    fn plain(self) -> Option<&'n str> {
        match &self.0.kind {
            MarkedKind::Scalar { text, plain: true } => Some(text),
            _ => None,
        }
    }

    fn is_null(self) -> bool {
        self.plain().is_some_and(|text| matches!(text, "" | "~" | "null" | "Null" | "NULL"))
    }

    fn expected<T>(self, what: &str) -> Result<T, Misfit> {
        let found = match &self.0.kind {
            MarkedKind::Mapping(_) | MarkedKind::Pruned => "a mapping".into(),
            MarkedKind::Sequence(_) => "a list".into(),
            MarkedKind::Scalar { .. } if self.is_null() => "nothing".into(),
            MarkedKind::Scalar { text, .. } => format!("`{}`", text.escape_debug()),
        };
        Err(Misfit::value(format!("expected {what}, found {found}")))
    }

    /// The entries of a mapping; one whose key is not among `known` is a misfit.
    fn entries(self, known: Option<&'static [&'static str]>) -> Result<Entries<'n>, Misfit> {
        let rest = match &self.0.kind {
            MarkedKind::Mapping(entries) => entries.iter(),
            // `redis:` with nothing behind it is how people write "all defaults".
            _ if self.is_null() => [].iter(),
            _ => return self.expected("a mapping"),
        };
        Ok(Entries { rest, current: None, known })
    }

    /// The text of a scalar that every YAML reader takes for text.
    fn text(self) -> Result<&'n str, Misfit> {
        match &self.0.kind {
            MarkedKind::Scalar { text, plain: false } => Ok(text),
            MarkedKind::Scalar { text, plain: true } => match other_reading(text) {
                None => Ok(text),
                Some(_) if self.is_null() => self.expected("text"),
                Some(reading) => {
                    Err(Misfit::value(format!("`{text}` is {reading} to YAML, where text is expected"))
                        .with_help(format!("write it in quotes: \"{text}\"")))
                }
            },
            _ => self.expected("text"),
        }
    }

    fn bool(self) -> Result<bool, Misfit> {
        match self.plain() {
            Some("true") => Ok(true),
            Some("false") => Ok(false),
            _ => self.expected("`true` or `false`"),
        }
    }

    fn integer<T: TryFrom<i128>>(self, low: impl fmt::Display, high: impl fmt::Display) -> Result<T, Misfit> {
        let plain = self.plain().filter(|text| is_integer(text)).and_then(|text| text.parse::<i128>().ok());
        match plain {
            None => self.expected("a whole number"),
            Some(number) => match T::try_from(number) {
                Ok(number) => Ok(number),
                Err(_) => self.expected(&format!("a whole number from {low} to {high}")),
            },
        }
    }
}

/// Decimal digits with an optional sign; nothing that another base could claim.
fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'))
}

fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    unsigned.split_once('.').is_some_and(|(whole, decimals)| {
        is_integer(whole) && !decimals.is_empty() && decimals.bytes().all(|b| b.is_ascii_digit())
    })
}

macro_rules! integers {
    ($($method:ident $visit:ident $type:ty;)*) => {$(
        fn $method<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Misfit> {
            visitor.$visit(self.integer::<$type>(<$type>::MIN, <$type>::MAX)?)
        }
    )*};
}

impl<'n> de::Deserializer<'n> for Deserializer<'n> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match &self.0.kind {
            MarkedKind::Mapping(_) => self.deserialize_map(visitor),
            MarkedKind::Sequence(_) | MarkedKind::Pruned => self.deserialize_seq(visitor),
            MarkedKind::Scalar { text, .. } => {
                let plain = self.plain().unwrap_or_default();
                if self.is_null() {
                    visitor.visit_unit()
                } else if let Ok(value) = self.bool() {
                    visitor.visit_bool(value)
                } else if is_integer(plain)
                    && let Ok(number) = text.parse::<u64>()
                {
                    visitor.visit_u64(number)
                } else if is_integer(plain)
                    && let Ok(number) = text.parse::<i64>()
                {
                    visitor.visit_i64(number)
                } else if is_decimal(plain)
                    && let Ok(number) = text.parse::<f64>()
                {
                    visitor.visit_f64(number)
                } else {
                    visitor.visit_borrowed_str(self.text()?)
                }
            }
        }
    }

    integers! {
        deserialize_u8 visit_u8 u8;
        deserialize_u16 visit_u16 u16;
        deserialize_u32 visit_u32 u32;
        deserialize_u64 visit_u64 u64;
        deserialize_i8 visit_i8 i8;
        deserialize_i16 visit_i16 i16;
        deserialize_i32 visit_i32 i32;
        deserialize_i64 visit_i64 i64;
    }

    fn deserialize_bool<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_bool(self.bool()?)
    }

    fn deserialize_f64<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self
            .plain()
            .filter(|text| is_integer(text) || is_decimal(text))
            .and_then(|text| text.parse().ok())
        {
            Some(number) => visitor.visit_f64(number),
            None => self.expected("a number"),
        }
    }

    fn deserialize_f32<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_str<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_borrowed_str(self.text()?)
    }

    fn deserialize_string<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_str(visitor)
    }

    fn deserialize_char<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if self.is_null() {
            return Err(Misfit::value("this key has no value")
                .with_help("write a value, or leave the key out".into()));
        }
        visitor.visit_some(self)
    }

    fn deserialize_unit<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if self.is_null() { visitor.visit_unit() } else { self.expected("nothing") }
    }

    fn deserialize_seq<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match &self.0.kind {
            MarkedKind::Sequence(items) => visitor.visit_seq(Items(items.iter().enumerate())),
            _ => self.expected("a list"),
        }
    }

    fn deserialize_map<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_map(self.entries(None)?)
    }

    fn deserialize_struct<V: Visitor<'n>>(
        self,
        _name: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_map(self.entries(Some(known))?)
    }

    fn deserialize_enum<V: Visitor<'n>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match &self.0.kind {
            MarkedKind::Scalar { .. } => {
                let text = self.text()?;
                if !variants.contains(&text) {
                    return Err(de::Error::unknown_variant(text, variants));
                }
                visitor.visit_enum(text.into_deserializer())
            }
            MarkedKind::Mapping(entries) if entries.len() == 1 => visitor.visit_enum(Variant(&entries[0])),
            _ => self.expected(&format!("one of {}", variants.join(", "))),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'n>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! { <W: Visitor<'n>> i128 u128 bytes byte_buf unit_struct tuple tuple_struct identifier }
}

struct Items<'n>(std::iter::Enumerate<std::slice::Iter<'n, Marked>>);

impl<'n> de::SeqAccess<'n> for Items<'n> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'n>>(&mut self, seed: T) -> Result<Option<T::Value>, Misfit> {
        let Some((index, node)) = self.0.find(|(_, node)| node.kind != MarkedKind::Pruned) else {
            return Ok(None);
        };
        seed.deserialize(Deserializer(node)).map(Some).map_err(|misfit| misfit.at(Segment::Index(index)))
    }
}

struct Entries<'n> {
    rest: std::slice::Iter<'n, Entry>,
    current: Option<&'n Entry>,
    known: Option<&'static [&'static str]>,
}

impl<'n> de::MapAccess<'n> for Entries<'n> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'n>>(&mut self, seed: K) -> Result<Option<K::Value>, Misfit> {
        let Some(entry) = self.rest.next() else { return Ok(None) };
        let here = |misfit: Misfit| misfit.at(Segment::Key(entry.key.clone()));
        if let Some(known) = self.known
            && !known.contains(&entry.key.as_str())
        {
            return Err(here(de::Error::unknown_field(&entry.key, known)));
        }
        self.current = Some(entry);
        seed.deserialize(entry.key.as_str().into_deserializer()).map(Some).map_err(here)
    }

    fn next_value_seed<T: DeserializeSeed<'n>>(&mut self, seed: T) -> Result<T::Value, Misfit> {
        let entry =
            self.current.take().ok_or_else(|| Misfit::value("a value was asked for before its key"))?;
        seed.deserialize(Deserializer(&entry.value))
            .map_err(|misfit| misfit.at(Segment::Key(entry.key.clone())))
    }
}

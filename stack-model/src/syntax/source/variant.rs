//! An enum with a value: a mapping with one key.

use super::{deserializer::Deserializer, marked::Entry, misfit::Misfit};
use crate::syntax::Segment;
use serde::de::{self, DeserializeSeed, IntoDeserializer, Visitor};

/// The one entry of the mapping.
pub(super) struct Variant<'n>(pub(super) &'n Entry);

impl<'n> de::EnumAccess<'n> for Variant<'n> {
    type Error = Misfit;
    type Variant = VariantValue<'n>;

    fn variant_seed<T: DeserializeSeed<'n>>(self, seed: T) -> Result<(T::Value, VariantValue<'n>), Misfit> {
        let key = seed
            .deserialize(self.0.key.as_str().into_deserializer())
            .map_err(|misfit: Misfit| misfit.at(Segment::Key(self.0.key.clone())))?;
        Ok((key, VariantValue(self.0)))
    }
}

/// What stands behind the variant's name.
pub(super) struct VariantValue<'n>(&'n Entry);

impl VariantValue<'_> {
    fn here(&self, misfit: Misfit) -> Misfit {
        misfit.at(Segment::Key(self.0.key.clone()))
    }
}

impl<'n> de::VariantAccess<'n> for VariantValue<'n> {
    type Error = Misfit;

    fn unit_variant(self) -> Result<(), Misfit> {
        Err(self.here(Misfit::value(format!("`{}` takes no value here", self.0.key))))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'n>>(self, seed: T) -> Result<T::Value, Misfit> {
        seed.deserialize(Deserializer(&self.0.value)).map_err(|misfit| self.here(misfit))
    }

    fn tuple_variant<V: Visitor<'n>>(self, _: usize, visitor: V) -> Result<V::Value, Misfit> {
        de::Deserializer::deserialize_seq(Deserializer(&self.0.value), visitor)
            .map_err(|misfit| self.here(misfit))
    }

    fn struct_variant<V: Visitor<'n>>(
        self,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        de::Deserializer::deserialize_struct(Deserializer(&self.0.value), "", known, visitor)
            .map_err(|misfit| self.here(misfit))
    }
}

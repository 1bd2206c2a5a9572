//! `MemorySize`: an amount of memory in Docker's units.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, iter::Sum, ops::Add, str::FromStr};
use thiserror::Error;

/// An amount of memory. Docker's units are binary: `1536M` is 1536 MiB (compose-go, `types/bytes.go`).
///
/// ```
/// use stack_model::MemorySize;
/// let limit: MemorySize = "1536M".parse()?;
/// assert_eq!(limit.mib(), 1536);
/// assert_eq!(limit.to_string(), "1536M");
/// assert_eq!("2GiB".parse::<MemorySize>()?.to_string(), "2048M");
/// # Ok::<(), stack_model::InvalidMemorySize>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct MemorySize {
    kib: u64,
}

/// Why a memory size is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidMemorySize {
    /// A bare number is ambiguous: it could be bytes or MiB.
    #[error("`{0}` has no unit; write `{0}M` for MiB or `{0}G` for GiB")]
    Unit(String),
    /// Not a whole number followed by a known unit.
    #[error(
        "`{0}` is not a memory size; write a whole number and `K`, `M`, `G` or `T`, such as `1536M` or `8GiB`"
    )]
    Syntax(String),
    /// Zero, which Docker reads as "no limit".
    #[error("a memory size of zero means \"no limit\" to Docker; leave the key out or write the amount")]
    Zero,
    /// More than a machine can have.
    #[error("`{0}` is more than 1024 TiB")]
    Huge(String),
}

impl MemorySize {
    /// A number of MiB, for the catalogue's constants.
    pub const fn from_mib(mib: u64) -> Self {
        Self { kib: mib * 1024 }
    }

    /// Whole MiB, rounded down.
    pub const fn mib(self) -> u64 {
        self.kib / 1024
    }

    /// `numerator/denominator` of this amount, rounded down to a whole MiB.
    #[must_use]
    pub const fn fraction(self, numerator: u64, denominator: u64) -> Self {
        Self::from_mib(self.mib() * numerator / denominator)
    }
}

impl FromStr for MemorySize {
    type Err = InvalidMemorySize;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at(digits);
        if unit.is_empty() && digits > 0 {
            return Err(InvalidMemorySize::Unit(text.into()));
        }
        let unit = unit.to_ascii_lowercase();
        let unit = unit.strip_suffix("ib").or(unit.strip_suffix('b')).unwrap_or(&unit);
        let shift = match unit {
            "k" => 0,
            "m" => 10,
            "g" => 20,
            "t" => 30,
            _ => return Err(InvalidMemorySize::Syntax(text.into())),
        };
        if digits == 0 {
            return Err(InvalidMemorySize::Syntax(text.into()));
        }
        let number: u64 = number.parse().map_err(|_| InvalidMemorySize::Huge(text.into()))?;
        if number == 0 {
            return Err(InvalidMemorySize::Zero);
        }
        let kib = number.checked_mul(1 << shift).filter(|kib| *kib <= 1 << 40);
        kib.map(|kib| Self { kib }).ok_or_else(|| InvalidMemorySize::Huge(text.into()))
    }
}

impl fmt::Display for MemorySize {
    /// Compose's spelling, in `M` where that is exact.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.kib.is_multiple_of(1024) { write!(f, "{}M", self.mib()) } else { write!(f, "{}K", self.kib) }
    }
}

impl Add for MemorySize {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { kib: self.kib.saturating_add(other.kib) }
    }
}

impl Sum for MemorySize {
    fn sum<I: Iterator<Item = Self>>(sizes: I) -> Self {
        sizes.fold(Self::default(), Add::add)
    }
}

impl Serialize for MemorySize {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MemorySize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = MemorySize;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an amount of memory such as 512M")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<MemorySize, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<MemorySize, E> {
                number.to_string().parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

impl JsonSchema for MemorySize {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "MemorySize".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9]+([kKmMgGtT])([iI]?[bB])?$", "examples": ["1536M"] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn docker_units_are_binary() {
        for (text, mib) in
            [("512M", 512), ("512m", 512), ("512MB", 512), ("512MiB", 512), ("2g", 2048), ("1048576K", 1024)]
        {
            assert_eq!(text.parse::<MemorySize>().unwrap().mib(), mib, "{text}");
        }
    }

    #[test]
    fn a_rejected_memory_size_says_why() {
        assert_eq!("512".parse::<MemorySize>(), Err(InvalidMemorySize::Unit("512".into())));
        assert_eq!("0M".parse::<MemorySize>(), Err(InvalidMemorySize::Zero));
        assert!(matches!("99999999999999999999G".parse::<MemorySize>(), Err(InvalidMemorySize::Huge(_))));
        for text in ["", "M", "1.5G", "-1M", "1 M", "1Q", "é", "1é"] {
            assert!(matches!(text.parse::<MemorySize>(), Err(InvalidMemorySize::Syntax(_))), "{text}");
        }
    }
}

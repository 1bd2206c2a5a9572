//! `CpuShare`: a share of the processors, in thousandths of one CPU.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, iter::Sum, str::FromStr};
use thiserror::Error;

/// A share of the processors, kept in milli-CPU so that sums are exact: `0.75` is 750.
///
/// ```
/// use stack_model::CpuShare;
/// let share: CpuShare = "0.75".parse()?;
/// assert_eq!(share.milli(), 750);
/// assert_eq!(share.to_string(), "0.75");
/// # Ok::<(), stack_model::InvalidCpuShare>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct CpuShare {
    milli: u32,
}

/// Why a CPU share is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` is not a share of CPUs; write a number from 0.001 to 4096 with at most three decimals, such as `1.5`"
)]
pub struct InvalidCpuShare(String);

impl CpuShare {
    /// A number of thousandths of a CPU, for the catalogue's constants.
    pub const fn from_milli(milli: u32) -> Self {
        Self { milli }
    }

    /// Thousandths of a CPU.
    pub const fn milli(self) -> u32 {
        self.milli
    }

    /// CPUs as a number, for reports.
    pub fn cpus(self) -> f64 {
        f64::from(self.milli) / 1000.0
    }
}

impl FromStr for CpuShare {
    type Err = InvalidCpuShare;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || InvalidCpuShare(text.into());
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(decimals) || decimals.len() > 3 || whole.len() > 4 {
            return Err(refuse());
        }
        let whole: u32 = whole.parse().map_err(|_| refuse())?;
        let decimals: u32 = format!("{decimals:0<3}").parse().map_err(|_| refuse())?;
        let milli = whole * 1000 + decimals;
        if (1..=4_096_000).contains(&milli) { Ok(Self { milli }) } else { Err(refuse()) }
    }
}

impl fmt::Display for CpuShare {
    /// The shortest decimal, with at least one place: `1.0`, `0.75`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = format!("{:03}", self.milli % 1000);
        let decimals = decimals.trim_end_matches('0');
        write!(f, "{}.{}", self.milli / 1000, if decimals.is_empty() { "0" } else { decimals })
    }
}

impl Sum for CpuShare {
    fn sum<I: Iterator<Item = Self>>(shares: I) -> Self {
        shares.fold(Self::default(), |sum, share| Self { milli: sum.milli.saturating_add(share.milli) })
    }
}

impl Serialize for CpuShare {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CpuShare {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = CpuShare;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of CPUs such as 1.5")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<CpuShare, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_u64<E: de::Error>(self, cpus: u64) -> Result<CpuShare, E> {
                cpus.to_string().parse().map_err(E::custom)
            }

            fn visit_i64<E: de::Error>(self, cpus: i64) -> Result<CpuShare, E> {
                cpus.to_string().parse().map_err(E::custom)
            }

            fn visit_f64<E: de::Error>(self, cpus: f64) -> Result<CpuShare, E> {
                cpus.to_string().parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

impl JsonSchema for CpuShare {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "CpuShare".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "anyOf": [
                { "type": "number", "exclusiveMinimum": 0, "maximum": 4096 },
                { "type": "string", "pattern": "^[0-9]{1,4}(\\.[0-9]{1,3})?$" }
            ],
            "examples": [0.75]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cpu_share_keeps_thousandths() {
        for (text, milli, printed) in
            [("1", 1000, "1.0"), ("0.5", 500, "0.5"), ("0.25", 250, "0.25"), ("2.125", 2125, "2.125")]
        {
            let share: CpuShare = text.parse().unwrap();
            assert_eq!((share.milli(), share.to_string().as_str()), (milli, printed));
        }
    }

    #[test]
    fn a_cpu_share_of_zero_or_in_another_notation_is_rejected() {
        for text in ["", "0", "0.0", ".5", "1.", "1.2345", "-1", "1e3", "inf", "99999"] {
            assert!(text.parse::<CpuShare>().is_err(), "{text}");
        }
    }
}

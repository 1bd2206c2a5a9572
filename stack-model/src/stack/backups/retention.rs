//! `Retention`: which snapshots stay.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{fmt, num::NonZeroU32};
use thiserror::Error;

/// Which snapshots stay: the newest of each of so many hours, days, weeks, months and years, as `restic forget` counts them.
/// There is always one number at least: a retention without any would keep everything for good, and Zerobyte would never
/// clean up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Retention(Written);

/// A retention without a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "a retention without a number never forgets anything; write one of `last`, `hourly`, `daily`, `weekly`, `monthly`, `yearly`"
)]
pub struct EmptyRetention;

/// The numbers as they stand in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Written {
    /// The newest snapshots, however close to each other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last: Option<NonZeroU32>,
    /// The newest of each hour that has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hourly: Option<NonZeroU32>,
    /// The newest of each day that has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    daily: Option<NonZeroU32>,
    /// The newest of each week that has one, from Monday to Sunday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    weekly: Option<NonZeroU32>,
    /// The newest of each month that has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    monthly: Option<NonZeroU32>,
    /// The newest of each year that has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    yearly: Option<NonZeroU32>,
}

impl Retention {
    /// A retention of so many of the newest, then of hours, days, weeks, months and years; none where a number is zero.
    ///
    /// # Errors
    /// [`EmptyRetention`] if all numbers are zero.
    pub fn new(counts: [u32; 6]) -> Result<Self, EmptyRetention> {
        let [last, hourly, daily, weekly, monthly, yearly] = counts.map(NonZeroU32::new);
        Written { last, hourly, daily, weekly, monthly, yearly }.try_into()
    }

    /// The newest snapshots that stay.
    pub const fn last(&self) -> Option<NonZeroU32> {
        self.0.last
    }

    /// The hours whose newest snapshot stays.
    pub const fn hourly(&self) -> Option<NonZeroU32> {
        self.0.hourly
    }

    /// The days whose newest snapshot stays.
    pub const fn daily(&self) -> Option<NonZeroU32> {
        self.0.daily
    }

    /// The weeks whose newest snapshot stays.
    pub const fn weekly(&self) -> Option<NonZeroU32> {
        self.0.weekly
    }

    /// The months whose newest snapshot stays.
    pub const fn monthly(&self) -> Option<NonZeroU32> {
        self.0.monthly
    }

    /// The years whose newest snapshot stays.
    pub const fn yearly(&self) -> Option<NonZeroU32> {
        self.0.yearly
    }

    /// The numbers with the words of restic's options: `--keep-daily` is `daily`.
    pub fn counts(&self) -> impl Iterator<Item = (&'static str, NonZeroU32)> {
        let Written { last, hourly, daily, weekly, monthly, yearly } = self.0;
        let counts = [
            ("last", last),
            ("hourly", hourly),
            ("daily", daily),
            ("weekly", weekly),
            ("monthly", monthly),
            ("yearly", yearly),
        ];
        counts.into_iter().filter_map(|(word, count)| Some((word, count?)))
    }
}

impl TryFrom<Written> for Retention {
    type Error = EmptyRetention;

    fn try_from(written: Written) -> Result<Self, EmptyRetention> {
        if written == Written::default() { Err(EmptyRetention) } else { Ok(Self(written)) }
    }
}

impl From<Retention> for Written {
    fn from(retention: Retention) -> Self {
        retention.0
    }
}

impl fmt::Display for Retention {
    /// `7 daily, 4 weekly`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts: Vec<String> = self.counts().map(|(word, count)| format!("{count} {word}")).collect();
        f.write_str(&counts.join(", "))
    }
}

impl JsonSchema for Retention {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Retention".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = Written::json_schema(generator);
        schema.insert("description".into(), "Which snapshots stay, as `restic forget` counts them.".into());
        schema.insert("minProperties".into(), 1.into());
        schema
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retention_that_keeps_nothing_is_rejected() {
        assert_eq!(Retention::new([0; 6]), Err(EmptyRetention));
        let read = |text: &str| serde_json::from_str::<Retention>(text);
        for text in ["{}", r#"{ "daily": 0 }"#, r#"{ "within": 3 }"#, r#"{ "daily": -1 }"#] {
            assert!(read(text).is_err(), "{text}");
        }
        let retention = read(r#"{ "daily": 7, "weekly": 4 }"#).unwrap();
        assert_eq!(retention.to_string(), "7 daily, 4 weekly");
        assert_eq!(retention, Retention::new([0, 0, 7, 4, 0, 0]).unwrap());
    }
}

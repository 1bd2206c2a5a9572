//! `Duration`: a length of time in compose's spelling.

use super::text_newtype::text_newtype;
use std::{fmt, ops::Add};
use thiserror::Error;

/// A length of time in compose's spelling (whole hours, minutes, seconds, milliseconds; largest unit first).
///
/// ```
/// use stack_model::Duration;
/// let wait = Duration::new("1m30s")?;
/// assert_eq!(wait.seconds(), 90);
/// assert_eq!(Duration::new("120s")?.to_string(), "2m");
/// # Ok::<(), stack_model::InvalidDuration>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration {
    millis: u64,
}

/// Why a duration is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a duration; write whole numbers with `h`, `m`, `s` or `ms`, such as `30s` or `1m30s`")]
pub struct InvalidDuration(String);

const UNITS: [(&str, u64); 4] = [("h", 3_600_000), ("ms", 1), ("m", 60_000), ("s", 1000)];

impl Duration {
    /// Takes a duration, at most 1000 hours.
    ///
    /// # Errors
    /// [`InvalidDuration`] if it is not a sequence of whole numbers with units.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidDuration> {
        let text = text.into();
        match Self::parse(&text) {
            Some(millis) if (1..=3_600_000_000).contains(&millis) => Ok(Self { millis }),
            _ => Err(InvalidDuration(text)),
        }
    }

    fn parse(text: &str) -> Option<u64> {
        let (mut rest, mut total, mut last) = (text, 0_u64, u64::MAX);
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let number: u64 = rest[..digits].parse().ok()?;
            rest = &rest[digits..];
            let (unit, millis) = UNITS.into_iter().find(|(unit, _)| rest.starts_with(unit))?;
            if millis >= last {
                return None;
            }
            last = millis;
            total = total.checked_add(number.checked_mul(millis)?)?;
            rest = &rest[unit.len()..];
        }
        Some(total)
    }

    /// A number of seconds.
    pub const fn from_seconds(seconds: u64) -> Self {
        Self { millis: seconds.saturating_mul(1000) }
    }

    /// A number of minutes.
    pub const fn from_minutes(minutes: u64) -> Self {
        Self { millis: minutes.saturating_mul(60_000) }
    }

    /// Whole seconds, rounded down.
    pub const fn seconds(self) -> u64 {
        self.millis / 1000
    }

    /// Whole minutes, rounded down.
    pub const fn minutes(self) -> u64 {
        self.millis / 60_000
    }

    /// The next length in whole minutes that is not shorter.
    #[must_use]
    pub const fn rounded_up_to_minutes(self) -> Self {
        Self::from_minutes(self.millis.div_ceil(60_000))
    }
}

/// As long as both together; the longest there is where that is too long for the type.
impl Add for Duration {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { millis: self.millis.saturating_add(other.millis) }
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.millis;
        if rest == 0 {
            return f.write_str("0s");
        }
        for (unit, millis) in [("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)] {
            if rest >= millis {
                write!(f, "{}{unit}", rest / millis)?;
                rest %= millis;
            }
        }
        Ok(())
    }
}

text_newtype!(
    Duration,
    InvalidDuration,
    pattern = "^([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",
    example = "30s"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_the_canonical_form() {
        for (text, printed) in [("30s", "30s"), ("90s", "1m30s"), ("1h0m5s", "1h5s"), ("1500ms", "1s500ms")] {
            assert_eq!(Duration::new(text).unwrap().to_string(), printed);
        }
    }

    #[test]
    fn a_length_is_rounded_up_to_minutes_and_sums_never_overflow() {
        let rounded = |seconds| Duration::from_seconds(seconds).rounded_up_to_minutes().seconds();
        assert_eq!([0, 1, 60, 61].map(rounded), [0, 60, 60, 120]);
        assert_eq!(Duration::from_seconds(119).minutes(), 1);
        assert_eq!((Duration::from_minutes(1) + Duration::from_seconds(30)).to_string(), "1m30s");
        let longest = Duration::from_minutes(u64::MAX);
        assert_eq!(longest + Duration::from_seconds(1), longest);
        assert_eq!(Duration::from_seconds(0).to_string(), "0s");
    }

    #[test]
    fn refuses_what_go_refuses_and_what_is_ambiguous() {
        for text in ["", "30", "s", "1d", "-5s", "5s1h", "1.5s", "0s", "1001h", "1s1s"] {
            assert!(Duration::new(text).is_err(), "{text}");
        }
    }
}

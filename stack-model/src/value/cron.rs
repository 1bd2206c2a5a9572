//! `Cron`: a schedule in the five classic fields.

use super::{
    cron_field::{CronField, FIELDS},
    schedule::Schedule,
    text_newtype::text_newtype,
};
use std::fmt;
use thiserror::Error;

/// A schedule in the five fields of crontab(5): minute, hour, day of month, month, day of week.
///
/// Names, steps, lists and ranges are taken; seconds, `@daily` and the Quartz letters are not, because the tools that
/// read a schedule disagree on them. The text is read once, by [`Cron::new`].
///
/// ```
/// use stack_model::Cron;
/// assert!(Cron::new("55 2 * * *").is_ok());
/// assert!(Cron::new("60 3 * * *").is_err());
/// assert!(Cron::new("0 55 2 * * *").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cron {
    text: String,
    fields: [CronField; 5],
    schedule: Schedule,
}

/// Why a schedule is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidCron {
    /// Not five fields.
    #[error("`{0}` has {1} fields; a schedule has five: minute, hour, day of month, month, day of week")]
    Fields(String, usize),
    /// A field that is out of range or not of the grammar.
    #[error("`{field}` is not a {name}: {low} to {high}, lists, ranges, steps or `*`")]
    Field {
        /// The field as written.
        field: String,
        /// What it stands for.
        name: &'static str,
        /// Its smallest value.
        low: u8,
        /// Its largest value.
        high: u8,
    },
}

impl Cron {
    /// Takes a schedule.
    ///
    /// # Errors
    /// [`InvalidCron`] names the field that is wrong.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidCron> {
        let text = text.into();
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        let Ok(words) = <[&str; 5]>::try_from(words.as_slice()) else {
            return Err(InvalidCron::Fields(text.clone(), words.len()));
        };
        let read = |index: usize| {
            let range = &FIELDS[index];
            range.read(words[index]).ok_or_else(|| InvalidCron::Field {
                field: words[index].into(),
                name: range.name,
                low: *range.values.start(),
                high: *range.values.end(),
            })
        };
        let fields = [read(0)?, read(1)?, read(2)?, read(3)?, read(4)?];
        Ok(Self { text: words.join(" "), schedule: Schedule::new(&fields), fields })
    }

    /// As written, with one space between two fields.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The values of its fields, in order: minutes, hours, days of the month, months, days of the week (Sunday is 0, and 7). `None`
    /// for a field that is `*`: it takes every value.
    pub fn fields(&self) -> [Option<&[u8]>; 5] {
        self.fields.each_ref().map(|field| (!field.is_star).then_some(field.values.as_slice()))
    }

    /// The times at which it fires.
    pub const fn schedule(&self) -> &Schedule {
        &self.schedule
    }
}

impl fmt::Display for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

text_newtype!(Cron, InvalidCron, pattern = "^\\S+( \\S+){4}$", example = "55 2 * * *");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_crontab_takes() {
        for text in ["0 3 * * *", "*/15 * * * *", "0 3 * * sun", "0 0-6/2 1,15 jan-mar 1-5", "0 3 * * 7"] {
            assert_eq!(Cron::new(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn refuses_what_readers_disagree_on() {
        for text in [
            "",
            "@daily",
            "0 0 3 * * *",
            "60 3 * * *",
            "H 3 * * *",
            "0 3 L * *",
            "5/10 * * * *",
            "5-1 * * * *",
            "*/0 * * * *",
        ] {
            assert!(Cron::new(text).is_err(), "{text}");
        }
    }
}

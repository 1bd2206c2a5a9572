//! `Cron`: a schedule in the five classic fields.

use super::{schedule::Schedule, text_newtype::text_newtype};
use thiserror::Error;

/// A schedule in the five fields of crontab(5): minute, hour, day of month, month, day of week.
///
/// Names, steps, lists and ranges are taken; seconds, `@daily` and the Quartz letters are not, because the tools that
/// read a schedule disagree on them.
///
/// ```
/// use stack_model::Cron;
/// assert!(Cron::new("55 2 * * *").is_ok());
/// assert!(Cron::new("60 3 * * *").is_err());
/// assert!(Cron::new("0 55 2 * * *").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cron(String);

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

const FIELDS: [(&str, u8, u8, &[&str]); 5] = [
    ("minute", 0, 59, &[]),
    ("hour", 0, 23, &[]),
    ("day of month", 1, 31, &[]),
    ("month", 1, 12, &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
    ("day of week", 0, 7, &["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
];

impl Cron {
    /// Takes a schedule.
    ///
    /// # Errors
    /// [`InvalidCron`] names the field that is wrong.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidCron> {
        let text = text.into();
        let fields: Vec<&str> = text.split_ascii_whitespace().collect();
        if fields.len() != FIELDS.len() {
            return Err(InvalidCron::Fields(text.clone(), fields.len()));
        }
        for (field, (name, low, high, names)) in fields.iter().zip(FIELDS) {
            if !field.split(',').all(|item| is_item(item, low, high, names)) {
                return Err(InvalidCron::Field { field: (*field).into(), name, low, high });
            }
        }
        Ok(Self(fields.join(" ")))
    }

    /// The values of its fields, in order: minutes, hours, days of the month, months, days of the week (Sunday is 0, and 7). None
    /// for a field that begins with `*` and has no step: it takes every value.
    pub fn fields(&self) -> [Option<Vec<u8>>; 5] {
        let mut fields = self.0.split(' ');
        std::array::from_fn(|index| {
            let field = fields.next().filter(|field| *field != "*")?;
            Some(values(field, index))
        })
    }

    /// The times at which it fires.
    pub fn schedule(&self) -> Schedule {
        Schedule::new(self)
    }
}

/// The values of a field that was accepted, in order.
pub(super) fn values(field: &str, index: usize) -> Vec<u8> {
    let (_, low, high, names) = FIELDS[index];
    let mut values: Vec<u8> =
        field.split(',').filter_map(|item| item_values(item, low, high, names)).flatten().collect();
    values.sort_unstable();
    values.dedup();
    values
}

fn is_item(item: &str, low: u8, high: u8, names: &[&str]) -> bool {
    item_values(item, low, high, names).is_some()
}

/// The values of one item of a list; none if it is not of the grammar.
fn item_values(item: &str, low: u8, high: u8, names: &[&str]) -> Option<Vec<u8>> {
    let (range, step) = item.split_once('/').map_or((item, None), |(range, step)| (range, Some(step)));
    let value = |text: &str| {
        let position = names.iter().position(|name| name.eq_ignore_ascii_case(text));
        let value = position.and_then(|index| u8::try_from(index).ok()).map(|index| index + low);
        value.or_else(|| number(text)).filter(|value| (low..=high).contains(value))
    };
    let (from, to) = match range.split_once('-') {
        _ if range == "*" => (low, high),
        Some((from, to)) => (value(from)?, value(to)?),
        None if step.is_some() => return None,
        None => (value(range)?, value(range)?),
    };
    let step = match step {
        Some(step) => number(step).filter(|step| (1..=high).contains(step))?,
        None => 1,
    };
    (from <= to).then(|| (from..=to).step_by(usize::from(step)).collect())
}

fn number(text: &str) -> Option<u8> {
    text.parse().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()))
}

text_newtype!(Cron(String), InvalidCron, pattern = "^\\S+( \\S+){4}$", example = "55 2 * * *");

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

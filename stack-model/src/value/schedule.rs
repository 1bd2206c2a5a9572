//! `Schedule`: the times that the five fields of a schedule choose.

use super::{CivilTime, Duration, cron_field::CronField};

/// The times at which a [`Cron`](super::Cron) fires: minutes of a day, on the days that fit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Schedule {
    /// Minutes of a day, in order.
    minutes: Vec<u16>,
    days_of_month: u32,
    months: u16,
    /// Monday is the lowest bit.
    weekdays: u8,
    /// Whether a field of days is written: crontab(5) then takes a day that fits either of them.
    by_date: bool,
    by_weekday: bool,
}

const EVERY_WEEKDAY: u8 = 0x7f;
const DAY: u32 = 24 * 60;
/// Days in which a schedule that is the same in every week shows each of its gaps.
const FORTNIGHT: u32 = 15;
/// Days of eight years.
const YEARS: u32 = 2922;

impl Schedule {
    /// What [`Schedule::longest_gap`] gives where a schedule fires once in eight years, or never.
    pub const ENDLESS_GAP: Duration = Duration::from_minutes(u32::MAX as u64);

    /// The times that five fields choose.
    pub(super) fn new(fields: &[CronField; 5]) -> Self {
        let [minutes, hours, dates, months, weekdays] = fields;
        let bits = |values: &[u8]| values.iter().fold(0_u32, |bits, value| bits | 1 << value);
        let minute_of_day = |hour: u8, minute: u8| u16::from(hour) * 60 + u16::from(minute);
        let of_hour = |hour: &u8| {
            let hour = *hour;
            minutes.values.iter().map(move |minute| minute_of_day(hour, *minute))
        };
        Self {
            minutes: hours.values.iter().flat_map(of_hour).collect(),
            days_of_month: bits(&dates.values),
            months: u16::try_from(bits(&months.values)).unwrap_or(u16::MAX),
            // Sunday is 0 and 7 there.
            weekdays: weekdays.values.iter().fold(0_u8, |bits, day| bits | 1 << ((day + 6) % 7)),
            by_date: !dates.begins_with_star,
            by_weekday: !weekdays.begins_with_star,
        }
    }

    /// Whether it fires on a day.
    pub fn is_on(&self, day: CivilTime) -> bool {
        let (_, month, date, ..) = day.parts();
        let by_date = self.days_of_month >> date & 1 == 1;
        let by_weekday = self.weekdays >> day.weekday() & 1 == 1;
        let days =
            if self.by_date && self.by_weekday { by_date || by_weekday } else { by_date && by_weekday };
        days && self.months >> month & 1 == 1
    }

    /// The minutes of a day at which it fires, in order.
    pub fn minutes_of_day(&self) -> &[u16] {
        &self.minutes
    }

    /// The longest time between two starts within eight years, those around a leap day, in whole minutes;
    /// [`Schedule::ENDLESS_GAP`] if there are no two.
    pub fn longest_gap(&self) -> Duration {
        let (Some(first), Some(last)) = (self.minutes.first(), self.minutes.last()) else {
            return Self::ENDLESS_GAP;
        };
        let (first, last) = (u32::from(*first), u32::from(*last));
        let inside = self.minutes.windows(2).map(|pair| u32::from(pair[1] - pair[0])).max().unwrap_or(0);
        let from = CivilTime::new(2023, 1, 1, 0, 0);
        let days: Vec<u32> = (0..self.period())
            .filter(|day| self.is_on(from.plus_minutes(i64::from(*day) * i64::from(DAY))))
            .collect();
        let between = days.windows(2).map(|pair| (pair[1] - pair[0]) * DAY - last + first).max();
        between.map_or(Self::ENDLESS_GAP, |between| Duration::from_minutes(between.max(inside).into()))
    }

    /// How old the newest result of what runs by this schedule is at most while no run fails, in whole minutes: the longest time
    /// between two starts, and the time that a run takes at most.
    pub fn max_age(&self, within: Duration) -> Duration {
        self.longest_gap() + within.rounded_up_to_minutes()
    }

    /// The days after which nothing new comes.
    fn period(&self) -> u32 {
        if self.is_weekly() { FORTNIGHT } else { YEARS }
    }

    /// Whether every week is the same.
    pub fn is_weekly(&self) -> bool {
        !self.by_date && self.days_of_month.count_ones() == 31 && self.months.count_ones() == 12
    }

    /// The minutes of a week at which it may fire, counted from Monday; any day may be a day of the month.
    pub fn minutes_of_week(&self) -> impl Iterator<Item = u32> + '_ {
        let weekdays = if self.by_date { EVERY_WEEKDAY } else { self.weekdays };
        let days = (0..7_u32).filter(move |day| weekdays >> day & 1 == 1);
        days.flat_map(|day| self.minutes.iter().map(move |minute| day * DAY + u32::from(*minute)))
    }

    /// The shortest time from a start of this one to a start of another, in whole minutes, if it is below a limit; `None` if the
    /// other never begins so soon after it. Starts meet over midnight, and over eight years: those around a leap day.
    pub fn soonest(&self, other: &Self, below: Duration) -> Option<Duration> {
        // Gaps are whole minutes: one is below the limit if it is below the limit rounded up.
        let below = u32::try_from(below.rounded_up_to_minutes().minutes()).unwrap_or(u32::MAX);
        // The gap of two days that lie so far apart; most are too long on any two days.
        let gap = |apart: u32| {
            let from = self.minutes.iter().copied().map(u32::from);
            let gaps = from.filter_map(|from| {
                let to = other.minutes.iter().copied().map(|to| apart * DAY + u32::from(to));
                to.filter(|to| *to >= from).map(|to| to - from).min()
            });
            gaps.min().filter(|gap| *gap < below)
        };
        let near = (0..=below / DAY + 1).filter_map(|apart| Some((gap(apart)?, apart)));
        let gaps = near.filter(|(_, apart)| self.is_followed_by(other, *apart)).map(|(gap, _)| gap);
        gaps.min().map(|minutes| Duration::from_minutes(minutes.into()))
    }

    /// Whether some day of this one is so many days before a day of another, in eight years.
    fn is_followed_by(&self, other: &Self, apart: u32) -> bool {
        let first = CivilTime::new(2023, 1, 1, 0, 0);
        let day = |day: u32| first.plus_minutes(i64::from(day) * i64::from(DAY));
        let days = self.period().max(other.period());
        (0..days).any(|one| self.is_on(day(one)) && other.is_on(day(one + apart)))
    }

    /// Whether it may fire on a weekday (Monday is 0) of a month that falls on one of some days of the month.
    pub fn may_fire_on(&self, month: u32, weekday: u32, dates: std::ops::RangeInclusive<u32>) -> bool {
        let by_date = dates.clone().any(|date| self.days_of_month >> date & 1 == 1);
        let by_weekday = self.weekdays >> weekday & 1 == 1;
        let days =
            if self.by_date && self.by_weekday { by_date || by_weekday } else { by_date && by_weekday };
        days && self.months >> month & 1 == 1
    }

    /// The times at which it fires, from one day on, for so many days.
    pub fn times(&self, from: CivilTime, days: u32) -> impl Iterator<Item = CivilTime> + '_ {
        let midnight = from.plus_minutes(-(from.parts().3 * 60 + from.parts().4));
        let days = (0..i64::from(days)).map(move |day| midnight.plus_minutes(day * i64::from(DAY)));
        let days = days.filter(|day| self.is_on(*day));
        days.flat_map(|day| self.minutes.iter().map(move |minute| day.plus_minutes(i64::from(*minute))))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Cron, *};

    fn schedule(text: &str) -> Schedule {
        Cron::new(text).unwrap().schedule().clone()
    }

    #[test]
    fn a_schedule_lists_its_starts_of_a_week() {
        assert_eq!(schedule("0 3 * * *").minutes_of_week().count(), 7);
        assert_eq!(schedule("*/15 * * * 1-5").minutes_of_week().count(), 4 * 24 * 5);
        for sunday in ["30 3 * * 0", "30 3 * * 7", "30 3 * * sun"] {
            assert_eq!(schedule(sunday).minutes_of_week().collect::<Vec<_>>(), [6 * DAY + 210]);
        }
        assert_eq!(schedule("0 5 1 * *").minutes_of_week().count(), 7, "any day may be the first");
        assert!(!schedule("0 5 1 * *").is_weekly() && schedule("0 5 * * 1").is_weekly());
    }

    #[test]
    fn the_longest_gap_is_between_two_starts() {
        let longest = |text: &str| schedule(text).longest_gap();
        let days = |days: u32| Duration::from_minutes((days * DAY).into());
        assert_eq!(longest("0 3 * * *"), days(1));
        assert_eq!(longest("0 3 * * sun"), days(7));
        assert_eq!(longest("0 3,5 * * *"), Duration::from_minutes(22 * 60));
        assert_eq!(longest("*/15 * * * *"), Duration::from_minutes(15));
        assert_eq!(longest("0 5 1 * *"), days(31));
        assert_eq!(longest("0 5 29 2 *"), days(1461));
        assert_eq!(longest("0 5 30 2 *"), Schedule::ENDLESS_GAP);
    }

    #[test]
    fn a_schedule_with_date_and_weekday_fires_on_either() {
        let either = schedule("0 3 1 * mon");
        let (first, monday, neither) = (
            CivilTime::new(2026, 9, 1, 0, 0),
            CivilTime::new(2026, 9, 7, 0, 0),
            CivilTime::new(2026, 9, 8, 0, 0),
        );
        assert!(either.is_on(first) && either.is_on(monday) && !either.is_on(neither));
        assert_eq!(schedule("0 5 29 2 *").times(CivilTime::new(2025, 1, 1, 0, 0), 1461).count(), 1);
    }

    #[test]
    fn starts_meet_over_midnight_and_on_no_day_that_differs() {
        let soonest = |one: &str, other: &str, below: u32| {
            let gap = schedule(one).soonest(&schedule(other), Duration::from_minutes(below.into()));
            gap.map(Duration::minutes)
        };
        assert_eq!(soonest("0 3 * * *", "5 3 * * *", 10), Some(5));
        assert_eq!(soonest("5 3 * * *", "0 3 * * *", 10), None);
        assert_eq!(soonest("55 23 1 * *", "2 0 2 * *", 10), Some(7));
        assert_eq!(soonest("55 23 31 12 *", "2 0 1 1 *", 10), Some(7));
        assert_eq!(soonest("55 23 * * sun", "2 0 * * mon", 10), Some(7));
        assert_eq!(soonest("0 3 1 * *", "0 3 15 * *", 60), None);
        assert_eq!(soonest("0 3 1 1 *", "0 3 1 2 *", 60), None);
        assert_eq!(soonest("0 3 1 * *", "0 3 3 * *", 2 * DAY + 1), Some(u64::from(2 * DAY)));
        assert_eq!(soonest("0 3 1 * *", "0 3 * * *", 1), Some(0));
        // Both days come together in one year of eight.
        assert_eq!(soonest("50 23 28 2 *", "10 0 29 2 *", 30), Some(20));
    }
}

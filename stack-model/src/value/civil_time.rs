//! `CivilTime`: a time as a clock on the wall shows it, without a zone.

/// A time as a clock on the wall shows it: what the buckets of a retention are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilTime {
    minutes: i64,
}

const DAY: i64 = 24 * 60;

impl CivilTime {
    /// A time of a day, in the calendar that every clock shows. A day beyond the month's end is one of the next month.
    pub const fn new(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> Self {
        let days = days_from_civil(year as i64, month as i64, day as i64);
        Self { minutes: days * DAY + hour as i64 * 60 + minute as i64 }
    }

    /// The time so many minutes later.
    #[must_use]
    pub const fn plus_minutes(self, minutes: i64) -> Self {
        Self { minutes: self.minutes + minutes }
    }

    /// Minutes from another time to this one.
    pub const fn minutes_since(self, other: Self) -> i64 {
        self.minutes - other.minutes
    }

    /// The hour: equal for two times of one hour of one day.
    pub const fn hour_number(self) -> i64 {
        self.minutes.div_euclid(60)
    }

    /// The day, counted from the first of 1970.
    pub const fn day_number(self) -> i64 {
        self.minutes.div_euclid(DAY)
    }

    /// The week: equal for two times of one week that begins on a Monday (ISO 8601). The year adds nothing to it, because
    /// such a week belongs to one year as a whole.
    pub const fn week_number(self) -> i64 {
        // The first of 1970 was a Thursday.
        (self.day_number() + 3).div_euclid(7)
    }

    /// The month: equal for two times of one month of one year.
    pub const fn month_number(self) -> i64 {
        let (year, month, _) = civil_from_days(self.day_number());
        year * 12 + month - 1
    }

    /// The year.
    pub const fn year(self) -> i64 {
        civil_from_days(self.day_number()).0
    }

    /// Year, month, day, hour and minute.
    pub const fn parts(self) -> (i64, i64, i64, i64, i64) {
        let (year, month, day) = civil_from_days(self.day_number());
        let rest = self.minutes.rem_euclid(DAY);
        (year, month, day, rest / 60, rest % 60)
    }

    /// The day of the week, Monday being 0.
    pub const fn weekday(self) -> i64 {
        (self.day_number() + 3).rem_euclid(7)
    }
}

/// Days since the first of 1970 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day (the same source).
const fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days - era * 146_097;
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + if month <= 2 { 1 } else { 0 }, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_numbers_round_trip() {
        for day in (-800_000..800_000).step_by(17) {
            let (year, month, date) = civil_from_days(day);
            assert_eq!(days_from_civil(year, month, date), day);
        }
    }

    #[test]
    fn week_numbers_continue_over_a_turn_of_the_year() {
        // 30 December 2024 is the Monday of the week that the first of 2025 is in.
        let (monday, first) = (CivilTime::new(2024, 12, 30, 3, 0), CivilTime::new(2025, 1, 1, 3, 0));
        assert_eq!(monday.weekday(), 0);
        assert_eq!(monday.week_number(), first.week_number());
        assert_ne!(CivilTime::new(2024, 12, 29, 23, 59).week_number(), first.week_number());
        assert_ne!(monday.year(), first.year());
        assert_eq!(first.parts(), (2025, 1, 1, 3, 0));
    }
}

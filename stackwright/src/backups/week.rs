//! `WeeklyRun`: something that runs for the backups, and when.

use serde::Serialize;
use stack_model::{Cron, Run, Timezone};

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Something that runs for the backups, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct WeeklyRun {
    /// What it is: `dumps`, `export`, `job db-full`, `zerobyte` or `archive`.
    pub run: String,
    /// When it begins.
    pub at: Cron,
    /// The time zone of that.
    pub timezone: Timezone,
    /// How long it takes at most, with its tries.
    pub within_seconds: u64,
    /// The minutes of a week at which it begins, from Monday, 00:00 on.
    pub minutes_of_week: Vec<u32>,
}

impl WeeklyRun {
    pub(super) fn of(run: &Run) -> Self {
        Self {
            run: run.what.clone(),
            at: run.at.clone(),
            timezone: run.timezone.clone(),
            within_seconds: run.within.seconds(),
            minutes_of_week: run.at.schedule().minutes_of_week().collect(),
        }
    }

    pub(super) fn cells(&self) -> [String; 4] {
        [self.run.clone(), self.begins(), self.ends_by(), self.timezone.to_string()]
    }

    /// The days of a week, and the times of a day.
    fn begins(&self) -> String {
        let mut days: Vec<&str> = Vec::new();
        for minute in &self.minutes_of_week {
            let day = WEEKDAYS[(minute / (24 * 60)) as usize % 7];
            if days.last() != Some(&day) {
                days.push(day);
            }
        }
        let schedule = self.at.schedule();
        let days = if !schedule.is_weekly() {
            format!("`{}`", self.at)
        } else if days == WEEKDAYS {
            "daily".to_owned()
        } else {
            days.join(" ")
        };
        let times: Vec<String> =
            schedule.minutes_of_day().iter().map(|minute| clock(u64::from(*minute))).collect();
        format!("{days} {}", times.join(" "))
    }

    /// When the last run of a day has ended at the latest.
    fn ends_by(&self) -> String {
        let last = self.at.schedule().minutes_of_day().last().copied().unwrap_or_default();
        clock(u64::from(last) + self.within_seconds.div_ceil(60))
    }
}

/// A minute of a day as the time of day.
fn clock(minutes: u64) -> String {
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}

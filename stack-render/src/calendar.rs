//! A schedule in the words of systemd (systemd.time(7), "Calendar events").

use stack_model::{Cron, Timezone};

const WEEKDAYS: [&str; 8] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The events at which a schedule fires, each for a line `OnCalendar=`. There are two where a day of the month and a day of the
/// week are written: a crontab takes a day that fits either, an event of systemd one that fits both.
pub(crate) fn events(at: &Cron, timezone: &Timezone) -> Vec<String> {
    let [minutes, hours, dates, months, weekdays] = at.fields();
    let list = |values: Option<&[u8]>| match values {
        None => "*".to_owned(),
        Some(values) => values.iter().map(|value| format!("{value:02}")).collect::<Vec<_>>().join(","),
    };
    let weekly = weekdays.map(|days| {
        let mut names: Vec<&str> = days.iter().map(|day| WEEKDAYS[usize::from(*day)]).collect();
        names.dedup();
        // 0 and 7 are both Sunday.
        if names.len() > 1 && names.first() == names.last() {
            names.pop();
        }
        names.join(",")
    });
    let event = |weekdays: Option<&str>, dates: Option<&[u8]>| {
        let day = weekdays.map(|names| format!("{names} ")).unwrap_or_default();
        format!("{day}*-{}-{} {}:{}:00 {timezone}", list(months), list(dates), list(hours), list(minutes))
    };
    match (&weekly, dates) {
        (Some(_), Some(_)) => vec![event(None, dates), event(weekly.as_deref(), None)],
        _ => vec![event(weekly.as_deref(), dates)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calendar_fires_when_its_crontab_does() {
        let events = |text: &str| events(&Cron::new(text).unwrap(), &Timezone::utc());
        assert_eq!(events("55 2 * * *"), ["*-*-* 02:55:00 UTC"]);
        assert_eq!(events("25 3 * * sun"), ["Sun *-*-* 03:25:00 UTC"]);
        assert_eq!(events("0 5 1 * *"), ["*-*-01 05:00:00 UTC"]);
        assert_eq!(
            events("*/20 1-3 * 1 0-7"),
            ["Sun,Mon,Tue,Wed,Thu,Fri,Sat *-01-* 01,02,03:00,20,40:00 UTC"]
        );
        assert_eq!(events("0 5 1 * mon"), ["*-*-01 05:00:00 UTC", "Mon *-*-* 05:00:00 UTC"]);
    }
}

//! `Retention::survivors`: the snapshots that `restic forget` leaves.

use super::Retention;
use crate::value::CivilTime;

/// Which restic forgets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Restic {
    /// Up to 0.15.
    Old,
    /// 0.16 and later, Zerobyte's among them: while a number is not used up, the oldest snapshot stays too
    /// (restic 0.16.0, `changelog/0.16.0_2023-07-31/issue-3624`).
    #[default]
    Filling,
}

impl Retention {
    /// Which of some snapshots `restic forget` leaves, in their order. A snapshot is the time at which it was taken, as its
    /// machine's clock showed it.
    ///
    /// From the newest to the oldest, each number counts periods: a snapshot stays if it is the first one of a period, until
    /// the number is used up. A week is one of ISO 8601 (restic 0.19, `internal/data/snapshot_policy.go`, `ApplyPolicy`).
    pub fn survivors(&self, snapshots: &[CivilTime], restic: Restic) -> Vec<bool> {
        let mut order: Vec<usize> = (0..snapshots.len()).collect();
        // Stable, as restic's sort is: of two at one time the first one listed counts as the newer.
        order.sort_by_key(|index| std::cmp::Reverse(snapshots[*index]));
        let mut stays = vec![false; snapshots.len()];
        for (word, count) in self.counts() {
            let (mut left, mut last) = (count.get(), None);
            for (number, index) in order.iter().enumerate() {
                let period = period(word, snapshots[*index], number);
                let fills = restic == Restic::Filling && number + 1 == order.len();
                if left > 0 && (last != Some(period) || fills) {
                    (left, last) = (left - 1, Some(period));
                    stays[*index] = true;
                }
            }
        }
        stays
    }
}

/// The period that a snapshot is in; for `last` each is one of its own.
fn period(word: &str, time: CivilTime, number: usize) -> i64 {
    match word {
        "hourly" => time.hour_number(),
        "daily" => time.day_number(),
        "weekly" => time.week_number(),
        "monthly" => time.month_number(),
        "yearly" => time.year(),
        _ => i64::try_from(number).unwrap_or(i64::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Days before the newest snapshot that stay, of one snapshot each day.
    fn ages(counts: [u32; 6], days: i64, restic: Restic) -> Vec<i64> {
        let newest = CivilTime::new(2026, 8, 20, 3, 0);
        let snapshots: Vec<_> = (0..days).rev().map(|day| newest.plus_minutes(-day * 24 * 60)).collect();
        let stays = Retention::new(counts).unwrap().survivors(&snapshots, restic);
        let mut ages: Vec<i64> =
            (0..days).rev().zip(stays).filter(|(_, stays)| *stays).map(|(age, _)| age).collect();
        ages.reverse();
        ages
    }

    #[test]
    fn each_number_counts_periods_from_the_newest() {
        assert_eq!(ages([0, 0, 3, 0, 0, 0], 10, Restic::Old), [0, 1, 2]);
        // 20 August 2026 is a Thursday: the Sundays before it end their weeks.
        assert_eq!(ages([0, 0, 0, 3, 0, 0], 40, Restic::Old), [0, 4, 11]);
        assert_eq!(ages([0, 0, 0, 0, 2, 0], 400, Restic::Old), [0, 20]);
        assert_eq!(ages([0, 0, 0, 0, 0, 2], 400, Restic::Old), [0, 232]);
        assert_eq!(ages([1, 0, 2, 0, 2, 0], 400, Restic::Old), [0, 1, 20]);
    }

    #[test]
    fn the_oldest_stays_while_a_number_is_not_used_up() {
        assert_eq!(ages([0, 0, 0, 0, 0, 2], 30, Restic::Old), [0]);
        assert_eq!(ages([0, 0, 0, 0, 0, 2], 30, Restic::Filling), [0, 29]);
        assert_eq!(ages([0, 0, 0, 0, 0, 1], 30, Restic::Filling), [0]);
        assert_eq!(ages([5, 0, 0, 0, 0, 0], 3, Restic::Filling), [0, 1, 2]);
    }

    #[test]
    fn the_order_of_the_list_is_kept() {
        let times = [20, 1, 10].map(|day| CivilTime::new(2026, 8, day, 3, 0));
        let stays = Retention::new([1, 0, 0, 0, 0, 0]).unwrap().survivors(&times, Restic::Filling);
        assert_eq!(stays, [true, false, false]);
    }
}

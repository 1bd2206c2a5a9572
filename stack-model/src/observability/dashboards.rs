//! The dashboards of specification §4.5, one file each.

mod alerting;
mod containers;
mod litellm;
mod logs;
mod n8n;
mod postgresql;
mod system;

use super::{Dashboard, Panel, Query, Unit, Variable, View};

/// Every dashboard, in the order of the specification.
pub(crate) static ALL: &[Dashboard] = &[
    system::DASHBOARD,
    containers::DASHBOARD,
    n8n::DASHBOARD,
    litellm::DASHBOARD,
    postgresql::DASHBOARD,
    logs::DASHBOARD,
    alerting::DASHBOARD,
];

/// Lines over time, as wide as `columns`.
const fn series(title: &'static str, unit: Unit, columns: u8, queries: &'static [Query]) -> Panel {
    Panel { title, view: View::TimeSeries, unit, columns, queries }
}

/// The last number, as wide as `columns`.
const fn stat(title: &'static str, unit: Unit, columns: u8, queries: &'static [Query]) -> Panel {
    Panel { title, view: View::Stat, unit, columns, queries }
}

/// A number between two ends, as wide as `columns`.
const fn gauge(title: &'static str, columns: u8, queries: &'static [Query]) -> Panel {
    Panel { title, view: View::Gauge, unit: Unit::Percent, columns, queries }
}

const fn query(expr: &'static str, legend: &'static str) -> Query {
    Query { expr, legend }
}

//! `Panel`: a part of a dashboard.

use crate::value::Promql;

/// A part of a dashboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Panel {
    /// Its title.
    pub title: &'static str,
    /// How it shows its queries.
    pub view: View,
    /// What its numbers are.
    pub unit: Unit,
    /// Its width, in the 24 columns of a dashboard.
    pub columns: u8,
    /// What it shows.
    pub queries: &'static [Query],
}

/// What a panel shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Query {
    /// The expression: `PromQL`, or `LogQL` in a panel of logs. `$__rate_interval`, `$__range` and the dashboard's
    /// variables stand in it.
    pub expr: &'static str,
    /// What a series is called; `{{label}}` stands for a label.
    pub legend: &'static str,
}

impl Query {
    /// The query with times in the place of what Grafana fills in, and every variable at "all".
    ///
    /// # Panics
    /// If it is no `PromQL`: a query of logs, or a misspelled one, which a test holds at "never".
    pub fn filled(&self, rate_interval: &str, range: &str) -> Promql {
        let mut expr = self.expr.replace("$__rate_interval", rate_interval).replace("$__range", range);
        while let Some((before, variable)) = expr.split_once("=~\"$") {
            let after = variable.split_once('"').map_or("", |(_, after)| after);
            expr = format!("{before}=~\".+\"{after}");
        }
        Promql::new(expr).expect("the queries of the dashboards are PromQL, as a test holds")
    }
}

/// How a panel shows its queries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Lines over time.
    TimeSeries,
    /// The last number.
    Stat,
    /// A number between two ends.
    Gauge,
    /// Lines of logs.
    Logs,
    /// The alerts that fire.
    Alerts,
}

/// What numbers are, as Grafana names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A plain number.
    Short,
    /// Percent, 0 to 100.
    Percent,
    /// Bytes.
    Bytes,
    /// Bytes in a second.
    BytesPerSecond,
    /// Seconds.
    Seconds,
    /// So many in a second.
    PerSecond,
    /// So many in a minute.
    PerMinute,
    /// US dollars.
    Dollars,
    /// Processor cores.
    Cores,
}

impl Unit {
    /// Grafana's identifier (packages/grafana-data/src/valueFormats/categories.ts).
    pub const fn id(self) -> &'static str {
        match self {
            Self::Short | Self::Cores => "short",
            Self::Percent => "percent",
            Self::Bytes => "bytes",
            Self::BytesPerSecond => "Bps",
            Self::Seconds => "s",
            Self::PerSecond => "ops",
            Self::PerMinute => "opm",
            Self::Dollars => "currencyUSD",
        }
    }
}

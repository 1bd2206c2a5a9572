//! `Alert`: a comparison over metrics, with samples on which it is silent and on which it fires.

use crate::value::{Duration, Line, Promql};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Series by their selector, with their values in the notation of promtool: one value a minute, such as `0+10x60`.
pub type Samples = IndexMap<Line, Line>;

/// A comparison over metrics, with samples on which it is silent and on which it fires.
///
/// The samples are not optional: an alert that was never seen firing may never fire, or always (field report MON-03:
/// three alerts fired when all was well).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alert {
    /// What people read.
    pub title: Line,
    /// The expression.
    pub expr: Promql,
    /// When it fires, for each of its values.
    pub fires: Comparison,
    /// How long the comparison must hold before the alert is sent. At once, unless written.
    #[serde(rename = "for", default, skip_serializing_if = "Option::is_none")]
    pub lasting: Option<Duration>,
    /// How bad it is.
    #[serde(default)]
    pub urgency: Urgency,
    /// What is wrong, in a sentence. `{{ $labels.name }}` and `{{ $values.value.Value }}` stand for what is known.
    pub summary: Line,
    /// Series on which it stays silent.
    pub healthy: Samples,
    /// Series on which it fires.
    pub failing: Samples,
}

/// What a value is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Comparison {
    /// The value is above this.
    Above(f64),
    /// The value is below this.
    Below(f64),
}

impl Comparison {
    /// The operator, as `PromQL` and Grafana's threshold expression spell it, and the number.
    pub const fn operator(self) -> (&'static str, &'static str, f64) {
        match self {
            Self::Above(limit) => (">", "gt", limit),
            Self::Below(limit) => ("<", "lt", limit),
        }
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Urgency {
    /// To be looked at within the day.
    #[default]
    Warning,
    /// To be looked at now.
    Critical,
}

impl Urgency {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }
}

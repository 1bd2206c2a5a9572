//! What is watched: alerts and dashboards over the metrics that the stack really gives.
//!
//! A query is written once, beside the samples on which it must stay silent or fire. What has no producer in a stack is
//! not emitted for it.

mod built_in;
mod dashboard;
mod dashboards;
mod panel;

pub use crate::stack::{Alert, Comparison, Samples, Urgency};
pub use dashboard::{Dashboard, Variable};
pub use panel::{Panel, Query, Unit, View};

pub(crate) use built_in::alerts as built_in_alerts;
pub(crate) use dashboards::ALL as DASHBOARDS;

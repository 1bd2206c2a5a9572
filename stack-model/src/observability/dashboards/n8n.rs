//! n8n Workflows: executions, errors, durations.

use super::{Dashboard, Unit, query, series, stat};

pub(super) const DASHBOARD: Dashboard = Dashboard {
    uid: "n8n-workflows",
    title: "n8n Workflows",
    variables: &[],
    panels: &[
        stat("Active workflows", Unit::Short, 8, &[query("n8n_active_workflow_count", "active")]),
        stat(
            "Executions in the range",
            Unit::Short,
            8,
            &[query("sum(increase(n8n_workflow_execution_duration_seconds_count[$__range]))", "executions")],
        ),
        stat(
            "Failed in the range",
            Unit::Short,
            8,
            &[query(
                "sum(increase(n8n_workflow_execution_duration_seconds_count{status=\"failed\"}[$__range])) or vector(0)",
                "failed",
            )],
        ),
        series(
            "Executions",
            Unit::PerMinute,
            12,
            &[query(
                "60 * sum by (status) (rate(n8n_workflow_execution_duration_seconds_count[$__rate_interval]))",
                "{{status}}",
            )],
        ),
        series(
            "Duration",
            Unit::Seconds,
            12,
            &[
                query(
                    "histogram_quantile(0.5, sum by (le) (rate(n8n_workflow_execution_duration_seconds_bucket[$__rate_interval])))",
                    "half of them",
                ),
                query(
                    "histogram_quantile(0.95, sum by (le) (rate(n8n_workflow_execution_duration_seconds_bucket[$__rate_interval])))",
                    "95 %",
                ),
            ],
        ),
        series(
            "Memory",
            Unit::Bytes,
            12,
            &[
                query("n8n_process_resident_memory_bytes", "resident"),
                query("n8n_nodejs_heap_size_used_bytes", "heap"),
            ],
        ),
        series(
            "Event loop",
            Unit::Seconds,
            12,
            &[
                query("n8n_nodejs_eventloop_lag_p50_seconds", "half of the time"),
                query("n8n_nodejs_eventloop_lag_p99_seconds", "99 %"),
            ],
        ),
    ],
};

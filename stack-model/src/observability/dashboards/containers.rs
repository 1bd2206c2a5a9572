//! Docker Containers: what each uses of its limits.

use super::{Dashboard, Unit, query, series, stat};

pub(super) const DASHBOARD: Dashboard = Dashboard {
    uid: "docker-containers",
    title: "Docker Containers",
    variables: &[],
    panels: &[
        stat("Containers", Unit::Short, 8, &[query("count(container_last_seen{name!=\"\"})", "seen")]),
        stat(
            "Restarts in an hour",
            Unit::Short,
            8,
            &[query("sum(changes(container_start_time_seconds{name!=\"\"}[1h]))", "restarts")],
        ),
        stat(
            "Throttled",
            Unit::Percent,
            8,
            &[query(
                "100 * max(rate(container_cpu_cfs_throttled_periods_total{name!=\"\"}[$__rate_interval]) \
                 / rate(container_cpu_cfs_periods_total{name!=\"\"}[$__rate_interval]))",
                "the most",
            )],
        ),
        series(
            "CPU",
            Unit::Cores,
            12,
            &[query(
                "sum by (name) (rate(container_cpu_usage_seconds_total{name!=\"\"}[$__rate_interval]))",
                "{{name}}",
            )],
        ),
        series(
            "Memory",
            Unit::Bytes,
            12,
            &[query("sum by (name) (container_memory_working_set_bytes{name!=\"\"})", "{{name}}")],
        ),
        series(
            "Memory, of the limit",
            Unit::Percent,
            12,
            &[query(
                "100 * container_memory_working_set_bytes{name!=\"\"} \
                 / (container_spec_memory_limit_bytes{name!=\"\"} > 0)",
                "{{name}}",
            )],
        ),
        series(
            "Restarts",
            Unit::Short,
            12,
            &[query("sum by (name) (changes(container_start_time_seconds{name!=\"\"}[1h]))", "{{name}}")],
        ),
        series(
            "Network in",
            Unit::BytesPerSecond,
            12,
            &[query(
                "sum by (name) (rate(container_network_receive_bytes_total{name!=\"\"}[$__rate_interval]))",
                "{{name}}",
            )],
        ),
        series(
            "Network out",
            Unit::BytesPerSecond,
            12,
            &[query(
                "sum by (name) (rate(container_network_transmit_bytes_total{name!=\"\"}[$__rate_interval]))",
                "{{name}}",
            )],
        ),
    ],
};

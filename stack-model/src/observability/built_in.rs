//! The alerts that every stack gets, as far as it has the metrics: specification §4.5, and what the field reports add.

use super::{Alert, Comparison, Samples, Urgency};
use crate::value::{AlertName, Duration, Line, Promql};
use std::sync::LazyLock;

/// An alert, as it is spelled here.
struct BuiltIn {
    name: &'static str,
    title: &'static str,
    expr: &'static str,
    fires: Comparison,
    minutes: u64,
    urgency: Urgency,
    summary: &'static str,
    healthy: &'static [(&'static str, &'static str)],
    failing: &'static [(&'static str, &'static str)],
}

/// Disks that are real: neither in memory nor a view of another.
const DISK: &str = "100 * (1 - node_filesystem_avail_bytes{fstype!~\"tmpfs|ramfs|overlay|squashfs|nsfs\"} \
                    / node_filesystem_size_bytes{fstype!~\"tmpfs|ramfs|overlay|squashfs|nsfs\"})";

const ALL: &[BuiltIn] = &[
    BuiltIn {
        name: "cpu-high",
        title: "CPU above 80 %",
        expr: "100 * (1 - avg(rate(node_cpu_seconds_total{mode=\"idle\"}[5m])))",
        fires: Comparison::Above(80.0),
        minutes: 10,
        urgency: Urgency::Warning,
        summary: "The processors have been {{ printf \"%.0f\" $values.value.Value }} % busy for ten minutes.",
        healthy: &[
            ("node_cpu_seconds_total{cpu=\"0\",mode=\"idle\"}", "0+30x60"),
            ("node_cpu_seconds_total{cpu=\"0\",mode=\"user\"}", "0+30x60"),
        ],
        failing: &[
            ("node_cpu_seconds_total{cpu=\"0\",mode=\"idle\"}", "0+3x60"),
            ("node_cpu_seconds_total{cpu=\"0\",mode=\"user\"}", "0+57x60"),
        ],
    },
    BuiltIn {
        name: "memory-high",
        title: "Memory above 85 %",
        expr: "100 * (1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)",
        fires: Comparison::Above(85.0),
        minutes: 10,
        urgency: Urgency::Warning,
        summary: "{{ printf \"%.0f\" $values.value.Value }} % of the memory is in use.",
        healthy: &[("node_memory_MemAvailable_bytes", "40x60"), ("node_memory_MemTotal_bytes", "100x60")],
        failing: &[("node_memory_MemAvailable_bytes", "10x60"), ("node_memory_MemTotal_bytes", "100x60")],
    },
    BuiltIn {
        name: "disk-high",
        title: "Disk above 90 %",
        expr: DISK,
        fires: Comparison::Above(90.0),
        minutes: 5,
        urgency: Urgency::Critical,
        summary: "{{ $labels.mountpoint }} is {{ printf \"%.0f\" $values.value.Value }} % full.",
        healthy: &[
            ("node_filesystem_avail_bytes{mountpoint=\"/\",fstype=\"ext4\"}", "30x60"),
            ("node_filesystem_size_bytes{mountpoint=\"/\",fstype=\"ext4\"}", "100x60"),
            ("node_filesystem_avail_bytes{mountpoint=\"/run\",fstype=\"tmpfs\"}", "0x60"),
            ("node_filesystem_size_bytes{mountpoint=\"/run\",fstype=\"tmpfs\"}", "100x60"),
        ],
        failing: &[
            ("node_filesystem_avail_bytes{mountpoint=\"/\",fstype=\"ext4\"}", "5x60"),
            ("node_filesystem_size_bytes{mountpoint=\"/\",fstype=\"ext4\"}", "100x60"),
        ],
    },
    BuiltIn {
        name: "disk-filling",
        title: "Disk full within two days",
        expr: "predict_linear(node_filesystem_avail_bytes{fstype!~\"tmpfs|ramfs|overlay|squashfs|nsfs\"}[6h], 172800)",
        fires: Comparison::Below(0.0),
        minutes: 60,
        urgency: Urgency::Warning,
        summary: "At the pace of the last six hours {{ $labels.mountpoint }} is full within two days.",
        healthy: &[
            ("node_filesystem_avail_bytes{mountpoint=\"/\",fstype=\"ext4\"}", "40000-1x150"),
            ("node_filesystem_avail_bytes{mountpoint=\"/run\",fstype=\"tmpfs\"}", "1000-1x150"),
        ],
        failing: &[("node_filesystem_avail_bytes{mountpoint=\"/\",fstype=\"ext4\"}", "1000-1x150")],
    },
    BuiltIn {
        name: "dump-old",
        title: "A dump is older than it should be",
        expr: "(time() - stack_dump_newest_timestamp_seconds) / stack_dump_patience_seconds",
        fires: Comparison::Above(1.0),
        minutes: 5,
        urgency: Urgency::Critical,
        summary: "The newest whole dump of {{ $labels.artefact }} is {{ printf \"%.1f\" $values.value.Value }} times as old as it may be.",
        healthy: &[
            ("stack_dump_newest_timestamp_seconds{artefact=\"a\"}", "0+60x60"),
            ("stack_dump_patience_seconds{artefact=\"a\"}", "600x60"),
        ],
        failing: &[
            // One that succeeds hides none that does not.
            ("stack_dump_newest_timestamp_seconds{artefact=\"a\"}", "0+60x60"),
            ("stack_dump_patience_seconds{artefact=\"a\"}", "600x60"),
            ("stack_dump_newest_timestamp_seconds{artefact=\"b\"}", "0x60"),
            ("stack_dump_patience_seconds{artefact=\"b\"}", "600x60"),
        ],
    },
    BuiltIn {
        name: "errors-high",
        title: "More than 5 errors a minute",
        expr: "60 * sum by (container) (rate(loki_process_custom_error_lines_total[5m]))",
        fires: Comparison::Above(5.0),
        minutes: 0,
        urgency: Urgency::Warning,
        summary: "{{ $labels.container }} logs {{ printf \"%.0f\" $values.value.Value }} errors a minute.",
        healthy: &[
            ("loki_process_custom_error_lines_total{container=\"a\"}", "0+3x60"),
            ("loki_process_custom_error_lines_total{container=\"b\"}", "0+4x60"),
        ],
        failing: &[
            ("loki_process_custom_error_lines_total{container=\"a\"}", "0+3x60"),
            ("loki_process_custom_error_lines_total{container=\"b\"}", "0+12x60"),
        ],
    },
    BuiltIn {
        name: "target-down",
        title: "A service gives no metrics",
        expr: "1 - up",
        fires: Comparison::Above(0.0),
        minutes: 5,
        urgency: Urgency::Critical,
        summary: "{{ $labels.job }} has not answered for five minutes.",
        healthy: &[("up{job=\"a\"}", "1x60"), ("up{job=\"b\"}", "1x10 0x2 1x60")],
        failing: &[("up{job=\"a\"}", "1x60"), ("up{job=\"b\"}", "1x5 0x60")],
    },
    BuiltIn {
        name: "collector-silent",
        title: "No metrics at all",
        expr: "absent_over_time(up[5m])",
        fires: Comparison::Above(0.0),
        minutes: 5,
        urgency: Urgency::Critical,
        summary: "Nothing has been collected for ten minutes, so no other alert can fire.",
        healthy: &[("up{job=\"a\"}", "0x60")],
        failing: &[("up{job=\"a\"}", "1x3")],
    },
    BuiltIn {
        name: "container-memory-high",
        title: "A container is near its memory limit",
        expr: "100 * container_memory_working_set_bytes{name!=\"\"} / (container_spec_memory_limit_bytes{name!=\"\"} > 0)",
        fires: Comparison::Above(95.0),
        minutes: 10,
        urgency: Urgency::Warning,
        summary: "{{ $labels.name }} uses {{ printf \"%.0f\" $values.value.Value }} % of its memory limit.",
        healthy: &[
            ("container_memory_working_set_bytes{name=\"a\"}", "90x60"),
            ("container_spec_memory_limit_bytes{name=\"a\"}", "100x60"),
            ("container_memory_working_set_bytes{name=\"b\"}", "90x60"),
            ("container_spec_memory_limit_bytes{name=\"b\"}", "0x60"),
        ],
        failing: &[
            ("container_memory_working_set_bytes{name=\"a\"}", "98x60"),
            ("container_spec_memory_limit_bytes{name=\"a\"}", "100x60"),
        ],
    },
    BuiltIn {
        name: "workflows-failing",
        title: "More than half of the workflows fail",
        expr: "100 * sum(rate(n8n_workflow_execution_duration_seconds_count{status=\"failed\"}[15m])) \
               / sum(rate(n8n_workflow_execution_duration_seconds_count[15m]))",
        fires: Comparison::Above(50.0),
        minutes: 15,
        urgency: Urgency::Warning,
        summary: "{{ printf \"%.0f\" $values.value.Value }} % of the executions of n8n have failed.",
        healthy: &[
            ("n8n_workflow_execution_duration_seconds_count{status=\"failed\"}", "0+1x60"),
            ("n8n_workflow_execution_duration_seconds_count{status=\"success\"}", "0+9x60"),
        ],
        failing: &[
            ("n8n_workflow_execution_duration_seconds_count{status=\"failed\"}", "0+9x60"),
            ("n8n_workflow_execution_duration_seconds_count{status=\"success\"}", "0+1x60"),
        ],
    },
    BuiltIn {
        name: "models-failing",
        title: "Model calls fail",
        expr: "100 * sum(rate(litellm_proxy_failed_requests_metric_total[15m])) \
               / sum(rate(litellm_proxy_total_requests_metric_total[15m]))",
        fires: Comparison::Above(20.0),
        minutes: 5,
        urgency: Urgency::Warning,
        summary: "{{ printf \"%.0f\" $values.value.Value }} % of the calls to models have failed.",
        healthy: &[
            ("litellm_proxy_failed_requests_metric_total", "0+1x60"),
            ("litellm_proxy_total_requests_metric_total", "0+20x60"),
        ],
        failing: &[
            ("litellm_proxy_failed_requests_metric_total", "0+10x60"),
            ("litellm_proxy_total_requests_metric_total", "0+20x60"),
        ],
    },
    BuiltIn {
        name: "connections-high",
        title: "PostgreSQL runs out of connections",
        expr: "100 * sum(pg_stat_database_numbackends) / max(pg_settings_max_connections)",
        fires: Comparison::Above(85.0),
        minutes: 5,
        urgency: Urgency::Critical,
        summary: "{{ printf \"%.0f\" $values.value.Value }} % of the connections of PostgreSQL are taken.",
        healthy: &[
            ("pg_stat_database_numbackends{datname=\"n8n\"}", "20x60"),
            ("pg_settings_max_connections", "100x60"),
        ],
        failing: &[
            ("pg_stat_database_numbackends{datname=\"n8n\"}", "90x60"),
            ("pg_settings_max_connections", "100x60"),
        ],
    },
];

/// The alerts with their names. They are read once: a rule, the alerts and those to be forgotten all ask for them.
pub(crate) fn alerts() -> &'static [(AlertName, Alert)] {
    static ALERTS: LazyLock<Vec<(AlertName, Alert)>> =
        LazyLock::new(|| ALL.iter().map(BuiltIn::typed).collect());
    &ALERTS
}

const SPELLED: &str = "the built-in alerts are spelled right, as a test holds";

impl BuiltIn {
    fn typed(&self) -> (AlertName, Alert) {
        let line = |text: &str| Line::new(text).expect(SPELLED);
        let samples = |samples: &[(&str, &str)]| -> Samples {
            samples.iter().map(|(series, values)| (line(series), line(values))).collect()
        };
        let alert = Alert {
            title: line(self.title),
            expr: Promql::new(self.expr).expect(SPELLED),
            fires: self.fires,
            lasting: (self.minutes > 0).then(|| Duration::from_seconds(60 * self.minutes)),
            urgency: self.urgency,
            summary: line(self.summary),
            healthy: samples(self.healthy),
            failing: samples(self.failing),
        };
        (AlertName::new(self.name).expect(SPELLED), alert)
    }
}

#[cfg(test)]
mod tests {
    use crate::catalogue::Kind;
    use std::collections::BTreeSet;

    #[test]
    fn every_alert_is_spelled_right_and_reads_metrics_of_the_catalogue() {
        let known: BTreeSet<&str> = Kind::ALL
            .iter()
            .filter_map(|kind| kind.application().metrics)
            .flat_map(|m| m.names().collect::<Vec<_>>())
            .collect();
        let alerts = super::alerts();
        assert!(alerts.len() >= 4, "the specification names four");
        for (name, alert) in alerts {
            for metric in alert.expr.metrics() {
                assert!(known.contains(metric.as_str()), "{name} reads {metric}");
            }
        }
    }
}

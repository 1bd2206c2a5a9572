//! System Overview: the machine.

use super::{Dashboard, Unit, gauge, query, series, stat};

pub(super) const DASHBOARD: Dashboard = Dashboard {
    uid: "system-overview",
    title: "System Overview",
    variables: &[],
    panels: &[
        gauge(
            "CPU",
            6,
            &[query(
                "100 * (1 - avg(rate(node_cpu_seconds_total{mode=\"idle\"}[$__rate_interval])))",
                "busy",
            )],
        ),
        gauge(
            "Memory",
            6,
            &[query("100 * (1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)", "in use")],
        ),
        gauge(
            "Disk",
            6,
            &[query(
                "100 * (1 - node_filesystem_avail_bytes{fstype!~\"tmpfs|ramfs|overlay|squashfs|nsfs\"} \
                 / node_filesystem_size_bytes{fstype!~\"tmpfs|ramfs|overlay|squashfs|nsfs\"})",
                "{{mountpoint}}",
            )],
        ),
        stat(
            "Up for",
            Unit::Seconds,
            6,
            &[query("node_time_seconds - node_boot_time_seconds", "since the start")],
        ),
        series(
            "CPU by mode",
            Unit::Percent,
            12,
            &[query(
                "100 * avg by (mode) (rate(node_cpu_seconds_total{mode!=\"idle\"}[$__rate_interval]))",
                "{{mode}}",
            )],
        ),
        series(
            "Load",
            Unit::Short,
            12,
            &[
                query("node_load1", "1 minute"),
                query("node_load5", "5 minutes"),
                query("node_load15", "15 minutes"),
            ],
        ),
        series(
            "Memory",
            Unit::Bytes,
            12,
            &[
                query("node_memory_MemTotal_bytes", "there is"),
                query("node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes", "in use"),
                query("node_memory_SwapTotal_bytes - node_memory_SwapFree_bytes", "swapped out"),
            ],
        ),
        series(
            "Network",
            Unit::BytesPerSecond,
            12,
            &[
                query(
                    "sum by (device) (rate(node_network_receive_bytes_total{device!~\"lo|veth.*|br-.*\"}[$__rate_interval]))",
                    "{{device}} in",
                ),
                query(
                    "sum by (device) (rate(node_network_transmit_bytes_total{device!~\"lo|veth.*|br-.*\"}[$__rate_interval]))",
                    "{{device}} out",
                ),
            ],
        ),
        series(
            "Disk space free",
            Unit::Bytes,
            12,
            &[query(
                "node_filesystem_avail_bytes{fstype!~\"tmpfs|ramfs|overlay|squashfs|nsfs\"}",
                "{{mountpoint}}",
            )],
        ),
        series(
            "Disk traffic",
            Unit::BytesPerSecond,
            12,
            &[
                query(
                    "sum by (device) (rate(node_disk_read_bytes_total[$__rate_interval]))",
                    "{{device}} read",
                ),
                query(
                    "sum by (device) (rate(node_disk_written_bytes_total[$__rate_interval]))",
                    "{{device}} written",
                ),
            ],
        ),
    ],
};

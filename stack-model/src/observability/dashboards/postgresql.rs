//! PostgreSQL: connections, queries, cache.

use super::{Dashboard, Unit, gauge, query, series, stat};

pub(super) const DASHBOARD: Dashboard = Dashboard {
    uid: "postgresql",
    title: "PostgreSQL",
    variables: &[],
    panels: &[
        gauge(
            "Connections",
            8,
            &[query(
                "100 * sum(pg_stat_database_numbackends) / max(pg_settings_max_connections)",
                "of those allowed",
            )],
        ),
        gauge(
            "Cache hits",
            8,
            &[query(
                "100 * sum(rate(pg_stat_database_blks_hit[$__rate_interval])) \
                 / (sum(rate(pg_stat_database_blks_hit[$__rate_interval])) \
                 + sum(rate(pg_stat_database_blks_read[$__rate_interval])) > 0)",
                "from memory",
            )],
        ),
        stat("Size", Unit::Bytes, 8, &[query("sum(pg_database_size_bytes)", "all databases")]),
        series(
            "Connections",
            Unit::Short,
            12,
            &[query("sum by (datname) (pg_stat_database_numbackends)", "{{datname}}")],
        ),
        series(
            "Transactions",
            Unit::PerSecond,
            12,
            &[
                query("sum(rate(pg_stat_database_xact_commit[$__rate_interval]))", "committed"),
                query("sum(rate(pg_stat_database_xact_rollback[$__rate_interval]))", "rolled back"),
            ],
        ),
        series(
            "Rows",
            Unit::PerSecond,
            12,
            &[
                query("sum(rate(pg_stat_database_tup_fetched[$__rate_interval]))", "fetched"),
                query("sum(rate(pg_stat_database_tup_inserted[$__rate_interval]))", "inserted"),
                query("sum(rate(pg_stat_database_tup_updated[$__rate_interval]))", "updated"),
                query("sum(rate(pg_stat_database_tup_deleted[$__rate_interval]))", "deleted"),
            ],
        ),
        series(
            "Size by database",
            Unit::Bytes,
            12,
            &[query("sum by (datname) (pg_database_size_bytes)", "{{datname}}")],
        ),
    ],
};

//! LiteLLM Proxy: requests, latency, cost, tokens.

use super::{Dashboard, Unit, query, series, stat};

pub(super) const DASHBOARD: Dashboard = Dashboard {
    uid: "litellm-proxy",
    title: "LiteLLM Proxy",
    variables: &[],
    panels: &[
        stat(
            "Cost in the range",
            Unit::Dollars,
            6,
            &[query("sum(increase(litellm_spend_metric_total[$__range]))", "spent")],
        ),
        stat(
            "Tokens in the range",
            Unit::Short,
            6,
            &[query("sum(increase(litellm_total_tokens_metric_total[$__range]))", "tokens")],
        ),
        stat(
            "Failed in the range",
            Unit::Short,
            6,
            &[query(
                "sum(increase(litellm_proxy_failed_requests_metric_total[$__range])) or vector(0)",
                "failed",
            )],
        ),
        stat(
            "Answered from the cache",
            Unit::Short,
            6,
            &[query("sum(increase(litellm_cache_hits_metric_total[$__range])) or vector(0)", "hits")],
        ),
        series(
            "Requests",
            Unit::PerMinute,
            12,
            &[query(
                "60 * sum by (requested_model) (rate(litellm_proxy_total_requests_metric_total[$__rate_interval]))",
                "{{requested_model}}",
            )],
        ),
        series(
            "Latency",
            Unit::Seconds,
            12,
            &[
                query(
                    "histogram_quantile(0.5, sum by (le) (rate(litellm_request_total_latency_metric_bucket[$__rate_interval])))",
                    "half of them",
                ),
                query(
                    "histogram_quantile(0.95, sum by (le) (rate(litellm_request_total_latency_metric_bucket[$__rate_interval])))",
                    "95 %",
                ),
            ],
        ),
        series(
            "Cost an hour",
            Unit::Dollars,
            12,
            &[query(
                "3600 * sum by (model) (rate(litellm_spend_metric_total[$__rate_interval]))",
                "{{model}}",
            )],
        ),
        series(
            "Tokens",
            Unit::PerSecond,
            12,
            &[
                query("sum(rate(litellm_input_tokens_metric_total[$__rate_interval]))", "read"),
                query("sum(rate(litellm_output_tokens_metric_total[$__rate_interval]))", "written"),
            ],
        ),
    ],
};

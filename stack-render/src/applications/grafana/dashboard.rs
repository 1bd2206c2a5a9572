//! `dashboards/<uid>.json`: one dashboard, laid out row by row.

use super::Sources;
use crate::yaml::{Yaml, map};
use stack_model::observability::{Dashboard, Panel, Query, Variable, View};

/// The columns of a dashboard (Grafana, packages/grafana-data: `GRID_COLUMN_COUNT`).
const COLUMNS: u32 = 24;

pub(super) fn document(dashboard: &Dashboard, sources: &Sources<'_>) -> Yaml {
    let mut panels = Vec::new();
    let (mut x, mut y, mut row) = (0, 0, 0);
    for (index, panel) in (1_u32..).zip(dashboard.panels) {
        let (width, height) = (u32::from(panel.columns), height(panel));
        if x + width > COLUMNS {
            (x, y, row) = (0, y + row, 0);
        }
        let place = map! { "h": height, "w": width, "x": x, "y": y };
        panels.push(view(index, panel, place, sources));
        x += width;
        row = row.max(height);
    }
    map! {
        "uid": dashboard.uid,
        "title": dashboard.title,
        "tags": Yaml::list(["stackwright"]),
        "timezone": "browser",
        "schemaVersion": 41,
        "version": 1,
        "editable": false,
        "refresh": "1m",
        "time": map! { "from": "now-6h", "to": "now" },
        "annotations": map! { "list": Yaml::List(Vec::new()) },
        "links": Yaml::List(Vec::new()),
        "templating": map! { "list": Yaml::list(dashboard.variables.iter().map(|one| variable(one, sources))) },
        "panels": Yaml::List(panels),
    }
}

const fn height(panel: &Panel) -> u32 {
    match panel.view {
        View::Stat | View::Gauge => 5,
        View::TimeSeries | View::Alerts => 8,
        View::Logs => 18,
    }
}

fn view(id: u32, panel: &Panel, place: Yaml, sources: &Sources<'_>) -> Yaml {
    let kind = match panel.view {
        View::TimeSeries => "timeseries",
        View::Stat => "stat",
        View::Gauge => "gauge",
        View::Logs => "logs",
        View::Alerts => "alertlist",
    };
    let mut keys = vec![
        ("id", id.into()),
        ("type", kind.into()),
        ("title", panel.title.into()),
        ("gridPos", place),
        ("options", options(panel.view)),
    ];
    if panel.view == View::Alerts {
        return Yaml::map(keys);
    }
    let source = match panel.view {
        View::Logs => source("loki", sources.logs),
        _ => source("prometheus", sources.metrics),
    };
    keys.push(("datasource", source.clone()));
    keys.push(("fieldConfig", map! { "defaults": defaults(panel), "overrides": Yaml::List(Vec::new()) }));
    let queries = ('A'..='Z').zip(panel.queries).map(|(id, one)| query(id, one, panel.view, &source));
    keys.push(("targets", Yaml::list(queries)));
    Yaml::map(keys)
}

fn source(kind: &str, service: Option<&stack_model::ServiceName>) -> Yaml {
    map! { "type": kind, "uid": service.map_or("", |name| name.as_str()) }
}

fn defaults(panel: &Panel) -> Yaml {
    let mut keys = vec![("unit", Yaml::text(panel.unit.id()))];
    if panel.view == View::Gauge {
        let step = |colour: &str, value: Option<u32>| {
            Yaml::map(
                std::iter::once(("color", Yaml::text(colour)))
                    .chain(value.map(|value| ("value", value.into()))),
            )
        };
        keys.push(("min", 0.into()));
        keys.push(("max", 100.into()));
        let steps = [step("green", None), step("orange", Some(80)), step("red", Some(90))];
        keys.push(("thresholds", map! { "mode": "absolute", "steps": Yaml::list(steps) }));
    }
    Yaml::map(keys)
}

fn query(id: char, query: &Query, view: View, source: &Yaml) -> Yaml {
    let instant = matches!(view, View::Stat | View::Gauge);
    let mut keys = vec![
        ("refId", Yaml::text(id.to_string())),
        ("datasource", source.clone()),
        ("editorMode", "code".into()),
        ("expr", query.expr.into()),
    ];
    if view == View::Logs {
        keys.push(("queryType", "range".into()));
    } else {
        keys.push(("legendFormat", query.legend.into()));
        keys.push(("instant", instant.into()));
        keys.push(("range", (!instant).into()));
    }
    Yaml::map(keys)
}

fn options(view: View) -> Yaml {
    match view {
        View::TimeSeries => map! {
            "legend": map! { "displayMode": "list", "placement": "bottom", "showLegend": true },
            "tooltip": map! { "mode": "multi", "sort": "desc" },
        },
        View::Stat => {
            map! { "reduceOptions": last(), "colorMode": "value", "graphMode": "none", "textMode": "auto" }
        }
        View::Gauge => {
            map! { "reduceOptions": last(), "showThresholdLabels": false, "showThresholdMarkers": true }
        }
        View::Logs => map! {
            "showTime": true,
            "wrapLogMessage": true,
            "enableLogDetails": true,
            "sortOrder": "Descending",
            "dedupStrategy": "none",
        },
        View::Alerts => map! {
            "viewMode": "list",
            "maxItems": 50,
            "sortOrder": 1,
            "stateFilter": map! { "firing": true, "pending": true, "noData": true, "error": true, "normal": false },
        },
    }
}

fn last() -> Yaml {
    map! { "calcs": Yaml::list(["lastNotNull"]), "fields": "", "values": false }
}

/// A variable that takes its values from the labels of the logs.
fn variable(variable: &Variable, sources: &Sources<'_>) -> Yaml {
    map! {
        "name": variable.label,
        "label": variable.title,
        "type": "query",
        "datasource": source("loki", sources.logs),
        // `1` asks for the values of a label (Grafana, public/app/plugins/datasource/loki/types.ts).
        "query": map! { "refId": "values", "type": 1, "label": variable.label, "stream": "" },
        "refresh": 2,
        "includeAll": true,
        "multi": true,
        "allValue": ".+",
        "current": map! { "text": "All", "value": "$__all" },
    }
}

//! Which path of an application a monitor asks for.

use super::Kind;

/// What a monitor may ask an application for: paths that answer 200 without credentials and cost nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HealthFact {
    /// The path that answers 200 while the application lives.
    pub live: &'static str,
    /// The path that answers 200 only while its database answers too, if there is one.
    pub ready: Option<&'static str>,
    /// A piece of both answers, where the web page answers 200 to any path: the status alone would prove nothing.
    pub word: Option<&'static str>,
}

/// What a monitor may ask an application for; none if it has no such path, or nobody knows of one.
///
/// Each path stands among the application's `paths`, with its source.
pub fn health(kind: Kind) -> Option<HealthFact> {
    let live = |live| HealthFact { live, ready: None, word: None };
    Some(match kind {
        Kind::Alloy => live("/-/ready"),
        Kind::Cadvisor | Kind::Openclaw => live("/healthz"),
        Kind::Grafana | Kind::Kaneo => live("/api/health"),
        Kind::Litellm => live("/health/liveliness"),
        Kind::Loki => live("/ready"),
        Kind::N8n => HealthFact {
            live: "/healthz",
            // n8n 2.41.1, observed: 503 until the database is there and migrated.
            ready: Some("/healthz/readiness"),
            // n8n 2.7.4, observed: both answer `{"status":"ok"}`, and every unknown path answers 200 with the editor.
            word: Some("\"status\":\"ok\""),
        },
        Kind::Qdrant => live("/readyz"),
        Kind::Victoriametrics => live("/health"),
        Kind::Caddy | Kind::Container | Kind::Diun | Kind::Postgresql | Kind::Redis | Kind::Socketproxy => {
            return None;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Cost;

    #[test]
    fn monitors_ask_for_what_is_open_and_free() {
        let mut asked = 0;
        for kind in Kind::ALL {
            let Some(fact) = health(*kind) else { continue };
            for path in [Some(fact.live), fact.ready].into_iter().flatten() {
                let known = kind.application().path(path).unwrap_or_else(|| panic!("{kind:?} {path}"));
                assert!(known.anonymous && known.cost == Cost::Free, "{kind:?} {path}");
                asked += 1;
            }
        }
        assert!(asked > 5);
    }
}

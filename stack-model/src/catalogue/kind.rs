//! `Kind`: the name of an entry of the catalogue.

use super::{
    Application, alloy, caddy, cadvisor, container, diun, grafana, kaneo, litellm, loki, n8n, openclaw,
    postgresql, qdrant, redis, socketproxy, victoriametrics,
};
use crate::value::ServiceName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident $name:literal $module:ident;)*) => {
        /// The name of an entry of the catalogue.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum Kind {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
        }

        impl Kind {
            /// Every kind, in alphabetical order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The kind's name, as `kind:` spells it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// What is known of it.
            pub const fn application(self) -> &'static Application {
                match self {
                    $(Self::$variant => &$module::APPLICATION,)*
                }
            }
        }
    };
}

kinds! {
    /// Grafana Alloy: collects metrics and logs.
    Alloy "alloy" alloy;
    /// Caddy: the edge proxy.
    Caddy "caddy" caddy;
    /// cAdvisor: metrics of containers.
    Cadvisor "cadvisor" cadvisor;
    /// Anything that the catalogue does not know.
    Container "container" container;
    /// DIUN: watches for new image versions.
    Diun "diun" diun;
    /// Grafana: dashboards and alerts.
    Grafana "grafana" grafana;
    /// Kaneo: the project board.
    Kaneo "kaneo" kaneo;
    /// `LiteLLM`: the proxy in front of model providers.
    Litellm "litellm" litellm;
    /// Loki: stores logs.
    Loki "loki" loki;
    /// n8n: workflow automation.
    N8n "n8n" n8n;
    /// `OpenClaw`: the agent gateway.
    Openclaw "openclaw" openclaw;
    /// `PostgreSQL`: the database server.
    Postgresql "postgresql" postgresql;
    /// Qdrant: the vector store.
    Qdrant "qdrant" qdrant;
    /// Redis: cache or queue.
    Redis "redis" redis;
    /// The Docker socket proxy: lets its clients read, and nothing else.
    Socketproxy "socketproxy" socketproxy;
    /// `VictoriaMetrics`: stores metrics.
    Victoriametrics "victoriametrics" victoriametrics;
}

impl Kind {
    /// The kind that a service's name stands for, if the catalogue has it.
    pub fn of_name(name: &ServiceName) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name.as_str() && *kind != Self::Container)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::ImageRef;

    #[test]
    fn every_entry_is_consistent() {
        let mut names: Vec<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        names.dedup();
        assert!(names.is_sorted(), "kinds are listed in alphabetical order");
        for kind in Kind::ALL {
            let application = kind.application();
            assert_eq!(application.kind, *kind);
            let Some(image) = application.image else { continue };
            let image = ImageRef::new(image).unwrap();
            assert!(image.is_pinned(), "{kind}: {image} names no version");
            if let Some(probe) = (application.probe)(&image) {
                assert!(
                    application.tools.contains(&probe.tool()),
                    "{kind}: its own probe needs {}",
                    probe.tool()
                );
            }
        }
    }
}

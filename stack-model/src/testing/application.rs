//! `Applications`: services of the catalogue, with the servers that they need.

use super::{
    ground::{Ground, Lane},
    literal, valid,
};
use crate::{
    KeyPath,
    catalogue::Kind,
    stack::{
        Acceptance, Condition, DetailedUse, Limits, PerEnv, Reservations, SecretCharset, Service, Use, Value,
    },
    value::{EnvName, ImageRef, MemorySize, PortMapping, ServiceName},
};
use indexmap::IndexMap;
use proptest::{collection::vec, prelude::*, sample::subsequence};
use serde_json::json;

/// Which applications there are, and how they are set.
#[expect(clippy::struct_excessive_bools, reason = "each is one toss of a coin of the strategy")]
#[derive(Debug, Clone)]
pub(super) struct Applications {
    kinds: Vec<Kind>,
    /// Whether services have names of their own instead of their kind's.
    renamed: bool,
    /// Whether metrics and logs live on the second machine.
    split: bool,
    /// Whether metrics and logs stand in a profile.
    profiled: bool,
    by_environment: bool,
    digests: bool,
    configured: bool,
    /// Variables of every service beyond the catalogue's.
    variables: Vec<String>,
    /// MiB above the floor of each.
    surplus: u64,
}

impl Applications {
    pub(super) fn any() -> impl Strategy<Value = Self> {
        let kinds: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| *kind != Kind::Container).collect();
        let kinds = subsequence(kinds.clone(), 0..=kinds.len());
        (kinds, any::<[bool; 6]>(), vec(literal(), 0..3), 0_u64..300).prop_map(
            |(kinds, choices, variables, surplus)| {
                let [renamed, split, profiled, by_environment, digests, configured] = choices;
                let mut applications = Self {
                    kinds,
                    renamed,
                    split,
                    profiled,
                    by_environment,
                    digests,
                    configured,
                    variables,
                    surplus,
                };
                applications.complete();
                applications
            },
        )
    }

    /// Adds what is needed: the closure of the required edges.
    fn complete(&mut self) {
        let mut index = 0;
        while let Some(kind) = self.kinds.get(index) {
            let mut needed: Vec<Kind> =
                kind.application().needs.iter().filter(|need| need.required).map(|need| need.kind).collect();
            // Its key is kept by the proxy in a database.
            needed.extend((*kind == Kind::Openclaw).then_some(Kind::Postgresql));
            for kind in needed {
                if !self.kinds.contains(&kind) {
                    self.kinds.push(kind);
                }
            }
            index += 1;
        }
    }

    fn name(&self, kind: Kind) -> ServiceName {
        if self.renamed { valid(&format!("{kind}-main")) } else { valid(kind.name()) }
    }

    fn watches(kind: Kind) -> bool {
        matches!(kind, Kind::Alloy | Kind::Cadvisor | Kind::Grafana | Kind::Loki | Kind::Victoriametrics)
    }

    /// The services, servers before or after their clients.
    pub(super) fn services(&self, ground: &Ground) -> IndexMap<ServiceName, Service> {
        let mut services: IndexMap<_, _> =
            self.kinds.iter().map(|kind| (self.name(*kind), self.service(*kind, ground))).collect();
        let second = self.split && ground.hosts.len() > 1;
        if second && self.kinds.contains(&Kind::Caddy) {
            let proxy = Service {
                kind: Some(Kind::Caddy),
                host: ground.written_host(1),
                ..self.service(Kind::Caddy, ground)
            };
            services.insert(valid("edge-2"), proxy);
        }
        services
    }

    fn service(&self, kind: Kind, ground: &Ground) -> Service {
        let application = kind.application();
        let watches = Self::watches(kind);
        let floor = application.memory_floor.map_or(64, |floor| floor.size.mib());
        // Every client and three containers have connections to open.
        let floor = if kind == Kind::Postgresql { floor + 256 } else { floor };
        let digest = |_| {
            valid::<ImageRef>(&format!(
                "{}@sha256:{}",
                application.image.unwrap_or_default(),
                "0f".repeat(32)
            ))
        };
        let memory = ground.each(self.by_environment, |index| {
            MemorySize::from_mib(floor + self.surplus * (1 + index as u64))
        });
        let variables =
            self.variables.iter().enumerate().map(|(index, text)| {
                (valid::<EnvName>(&format!("EXTRA_{index}")), Value::Literal(text.clone()))
            });
        let socket = self.uses_proxy(kind).then_some(&Lane::Socket);
        let ports: &[&str] = if kind == Kind::Caddy { &["80:80", "443:443", "443:443/udp"] } else { &[] };
        Service {
            kind: self.renamed.then_some(kind),
            host: ground.written_host(usize::from(watches && self.split)),
            image: self.digests.then(|| ground.each(self.by_environment, digest)),
            networks: lanes(kind).iter().chain(socket).map(|lane| lane.name()).collect(),
            uses: self.uses(kind),
            profiles: if watches && self.profiled { vec![valid("monitoring")] } else { Vec::new() },
            limits: Limits { memory: Some(memory), cpus: Some(PerEnv::All(valid("0.75"))) },
            reservations: Reservations {
                memory: self.configured.then(|| PerEnv::All(MemorySize::from_mib(floor / 2))),
            },
            ports: ports.iter().map(|port| valid::<PortMapping>(port)).collect(),
            environment: variables.collect(),
            config: self.config(kind),
            ..Service::default()
        }
    }

    /// Whether a kind reads of Docker, and the proxy of the socket is there and on its machine.
    fn uses_proxy(&self, kind: Kind) -> bool {
        let near = matches!(kind, Kind::Diun) || (kind == Kind::Alloy && !self.split);
        near && self.kinds.contains(&Kind::Socketproxy)
    }

    /// The findings that these services cannot be without: those with the Docker socket itself.
    pub(super) fn accepted(&self) -> Vec<Acceptance> {
        let readers = [Kind::Alloy, Kind::Cadvisor, Kind::Diun].into_iter();
        let raw = readers.filter(|kind| self.kinds.contains(kind) && !self.uses_proxy(*kind));
        let acceptance = |kind| Acceptance {
            code: "raw-docker-socket".into(),
            at: KeyPath::root().key("services").key(self.name(kind)),
            reason: valid("there is no proxy for it"),
        };
        raw.map(acceptance).collect()
    }

    fn uses(&self, kind: Kind) -> Vec<Use> {
        let needs = kind.application().needs.iter().map(|need| need.kind);
        let mut uses: Vec<Use> = needs
            .filter(|need| self.kinds.contains(need))
            .filter(|need| *need != Kind::Socketproxy || self.uses_proxy(kind))
            .map(|kind| Use::Service(self.name(kind)))
            .collect();
        let watched = [Kind::Cadvisor, Kind::Redis, Kind::Qdrant, Kind::N8n, Kind::Litellm];
        for other in watched.into_iter().filter(|other| kind == Kind::Alloy && self.kinds.contains(other)) {
            // With two machines, what it watches may be on the other one.
            if !self.split || Self::watches(other) {
                uses.push(Use::Detailed(DetailedUse {
                    wait: Some(Condition::Started),
                    ..DetailedUse::of(self.name(other))
                }));
            }
        }
        uses
    }

    /// The service that a container may be a client of, if there is one.
    pub(super) fn servers(&self) -> Vec<ServiceName> {
        let kinds = [Kind::Postgresql, Kind::Redis, Kind::Qdrant, Kind::Litellm, Kind::Socketproxy];
        kinds.into_iter().filter(|kind| self.kinds.contains(kind)).map(|kind| self.name(kind)).collect()
    }

    /// The settings of a kind, if any are written. The proxy's follow from the routes.
    fn config(&self, kind: Kind) -> Option<serde_json::Value> {
        let written = match kind {
            // Its editor may have a route: it always has an owner.
            Kind::N8n => {
                let owner = json!({ "email": "ada@example.com", "first_name": "Ada", "last_name": "King" });
                let hours = self.configured.then_some(72);
                return Some(json!({ "keep_executions_hours": hours.unwrap_or(168), "owner": owner }));
            }
            Kind::Diun => json!({ "schedule": "*/15 3 * * sun", "notify": {
                "webhook": { "url": "diun_webhook" },
                "telegram": { "token": "diun_token", "chat_id": -1_001_234 },
                "ntfy": { "topic": "diun_topic", "server": "ntfy.example.com" },
            } }),
            Kind::Litellm => json!({
                "models": {
                    "gpt-4o": { "model": "openai/gpt-4o", "key": "openai_key", "fallback": ["claude-3.5"] },
                    "claude-3.5": { "model": "anthropic/claude", "key": "anthropic_key", "max_tokens": 8192, "max_input_tokens": 200_000 },
                },
                "budget": { "usd": 10.5, "per": "week" },
                "provider_budgets": { "openai": { "usd": 0.25, "per": "day" } },
                "alerting": { "slack": { "url": "alert_url" }, "budget_webhook": { "url": "alert_url" } },
            }),
            // Disabled by hand, replaced by hand, and text that means something to Grafana, Jinja and YAML.
            Kind::Grafana if self.kinds.contains(&Kind::Alloy) => json!({
                "contact": { "telegram": { "token": "bot_token", "chat_id": -42 } },
                "retired_alerts": ["cpu-high", "long-gone"],
                "alerts": { "memory-high": {
                    "title": "memory: $HOME {{ x }} #", "expr": "sum(up{job!=\"{{ a }}\"})", "fires": { "below": 1.5 },
                    "summary": "{% x %} is {{ $values.value.Value }}", "healthy": { "up": "1x60" }, "failing": { "up": "0x60" },
                } },
            }),
            Kind::Grafana => json!({ "contact": { "webhook": { "url": "contact_url" } } }),
            Kind::Openclaw => json!({ "model": "claude-3.5" }),
            Kind::Postgresql => {
                // A database is written only for a client that implies it.
                let client = [Kind::Litellm, Kind::N8n].into_iter().find(|kind| self.kinds.contains(kind));
                let databases: serde_json::Map<_, _> = client
                    .map(|kind| {
                        (self.name(kind).identifier(), json!({ "extensions": ["uuid-ossp", "pg_trgm"] }))
                    })
                    .into_iter()
                    .collect();
                json!({ "max_connections": 200, "databases": databases })
            }
            Kind::Redis => json!({ "maxmemory": "48M", "eviction": "noeviction" }),
            Kind::Loki | Kind::Victoriametrics => json!({ "retention_days": 7 }),
            _ => return None,
        };
        self.configured.then_some(written)
    }

    /// The secrets that settings name, with their alphabets.
    pub(super) fn secrets(&self) -> Vec<(&'static str, SecretCharset)> {
        let has = |kind| self.configured && self.kinds.contains(&kind);
        let proxy = [
            ("openai_key", SecretCharset::UrlSafe),
            ("anthropic_key", SecretCharset::UrlSafe),
            ("alert_url", SecretCharset::Url),
        ];
        let watcher = [
            ("diun_webhook", SecretCharset::Url),
            ("diun_token", SecretCharset::Token),
            ("diun_topic", SecretCharset::UrlSafe),
        ];
        let alerts = if self.kinds.contains(&Kind::Alloy) {
            ("bot_token", SecretCharset::Token)
        } else {
            ("contact_url", SecretCharset::Url)
        };
        let proxy = has(Kind::Litellm).then_some(proxy).into_iter().flatten();
        let watcher = has(Kind::Diun).then_some(watcher).into_iter().flatten();
        proxy.chain(watcher).chain(has(Kind::Grafana).then_some(alerts)).collect()
    }
}

/// The networks that a kind joins.
const fn lanes(kind: Kind) -> &'static [Lane] {
    match kind {
        Kind::Caddy => &[Lane::Front],
        Kind::Litellm | Kind::N8n | Kind::Openclaw => &[Lane::Back, Lane::Out],
        Kind::Diun => &[Lane::Out],
        Kind::Alloy => &[Lane::Back, Lane::Watch],
        Kind::Socketproxy => &[Lane::Socket],
        Kind::Grafana => &[Lane::Watch, Lane::Out],
        Kind::Cadvisor | Kind::Loki | Kind::Victoriametrics => &[Lane::Watch],
        _ => &[Lane::Back],
    }
}

//! `large`: a stack of many services, to see how work grows with their number.

use std::fmt::Write as _;

/// The networks of [`large`] that a service may be in; the proxy's own is the fifth.
const BACKENDS: usize = 4;

/// The text of a stack that passes every rule, without a warning but for its probes: a proxy, a database and as many containers as
/// are left of `services`, each a client of the database with a route of its own, spread over five networks.
///
/// ```
/// use stack_model::{Source, check, testing};
/// let stack = Source::new("stack.yml", testing::large(12)).parse().unwrap();
/// assert_eq!(stack.services.len(), 12);
/// assert_eq!(check(stack).unwrap().routes().len(), 10);
/// ```
pub fn large(services: usize) -> String {
    let clients = services.saturating_sub(2);
    let (mut networks, mut joined) = (String::new(), String::new());
    for backend in 0..BACKENDS {
        let third = 4 * (backend + 1);
        let _ = writeln!(networks, "  backend-{backend}: {{ subnet: 10.20.{third}.0/22, internal: true }}");
        let _ = write!(joined, "{}backend-{backend}", if backend == 0 { "" } else { ", " });
    }
    let (mut containers, mut routes) = (String::new(), String::new());
    for client in 0..clients {
        let _ = write!(
            containers,
            "  app-{client}:
    kind: container
    image: docker.io/example/app:1.0.{client}
    listens: 8080
    probe: {{ http: /healthz, with: wget }}
    networks: [backend-{network}]
    uses: [{{ service: postgresql, connections: 1 }}]
    environment: {{ DATABASE_HOST: postgresql, DATABASE_PASSWORD: {{ secret: app_{client}_db_password }} }}
    limits: {{ memory: 32M, cpus: 0.01 }}
",
            network = client % BACKENDS,
        );
        let exposure = if client % 2 == 0 { "{ public: login }" } else { "vpn" };
        let _ = writeln!(routes, "  - {{ to: app-{client}, at: app-{client}, exposure: {exposure} }}");
    }
    let (memory, cpus) = (clients.div_ceil(16) + 16, clients.div_ceil(50) + 8);
    let connections = clients + 100;
    let routes = if routes.is_empty() { "  []\n".into() } else { routes };
    format!(
        "format: 1
project: {{ name: large, timezone: Europe/Paris }}
hosts:
  vps: {{ addresses: {{ public: 203.0.113.10, mesh: 100.64.0.10 }} }}
environments:
  prod: {{ domain: example.com, hosts: {{ vps: {{ memory: {memory}GiB, cpus: {cpus} }} }} }}
networks:
  frontend: {{ subnet: 10.20.0.0/22 }}
{networks}services:
  caddy:
    networks: [frontend, {joined}]
    ports: [\"80:80\", \"443:443\", \"443:443/udp\"]
    limits: {{ memory: 256M, cpus: 0.5 }}
  postgresql:
    networks: [{joined}]
    limits: {{ memory: 4GiB, cpus: 1 }}
    config: {{ max_connections: {connections} }}
{containers}routes:
{routes}access: {{ vpn: {{ ranges: [100.64.0.0/10], login_server: \"https://vpn.example.net\", dns: elsewhere }} }}
"
    )
}

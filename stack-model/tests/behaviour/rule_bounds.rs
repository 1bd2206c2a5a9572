//! Where rules about numbers begin to find something: the last value that passes, the first that does not, and where it is found.

use crate::altered::{altered, places, text};

/// A fixture, the words in it that are replaced, and for each replacement where the fixture's own code is then found.
type Case = (&'static str, &'static str, &'static [(&'static str, &'static [&'static str])]);

const CPUS: &str = "services.renderer.limits.cpus";
const HEADROOM: &str = "environments.prod.hosts.vps.memory";
const LITELLM: &str = "services.litellm.limits.memory.preprod";

const CASES: &[Case] = &[
    (
        "cpu-over-host",
        "cpus: 3 }",
        &[
            ("cpus: 2 }", &[]),
            ("cpus: 2.001 }", &[CPUS]),
            ("cpus: 3 }", &[CPUS]),
            ("cpus: { prod: 2.001 } }", &["services.renderer.limits.cpus.prod"]),
        ],
    ),
    (
        // 4096 MiB, of which the machine keeps 1024: 5 % are 204.8 MiB.
        "thin-memory-headroom",
        "memory: 2960M",
        &[
            ("memory: 2867M", &[]),
            ("memory: 2868M", &[HEADROOM]),
            ("memory: 3072M", &[HEADROOM]),
            // What does not fit at all is another rule's.
            ("memory: 3073M", &[]),
        ],
    ),
    (
        // 32 connections on 256 MiB. The pools of n8n and Kaneo are 2 and 10, and 8 are kept.
        "connections-over-limit",
        "connections: 20",
        &[("connections: 12", &[]), ("connections: 13", &["services.postgresql"])],
    ),
    (
        "maxmemory-over-limit",
        "maxmemory: 512M",
        &[
            ("maxmemory: 384M", &[]),
            ("maxmemory: 385M", &["services.redis.config.maxmemory"]),
            ("maxmemory: { prod: 384M }", &[]),
            ("maxmemory: { prod: 385M }", &["services.redis.config.maxmemory"]),
        ],
    ),
    (
        "memory-below-floor",
        "preprod: 384M",
        &[("preprod: 1024M", &[]), ("preprod: 1023M", &[LITELLM]), ("preprod: 384M", &[LITELLM])],
    ),
    (
        "memory-below-floor",
        "memory: { prod: 1280M, preprod: 384M }",
        &[("memory: 1023M", &["services.litellm.limits.memory"]), ("memory: 1024M", &[])],
    ),
    (
        "reservation-over-limit",
        "memory: 1G",
        &[
            ("memory: 512M", &[]),
            ("memory: 513M", &["services.app.reservations.memory"]),
            ("memory: 1M", &[]),
        ],
    ),
    (
        "probe-gives-up-early",
        "start_period: 30s",
        &[
            ("start_period: 119s", &["services.litellm.probe.start_period"]),
            ("start_period: 120s", &[]),
            ("start_period: 5m", &[]),
        ],
    ),
    (
        // A cx23 has 4 GB, written as 3814 MiB, and 2 processors.
        "server-smaller-than-declared",
        "memory: 7600M",
        &[("memory: 4096M", &[]), ("memory: 4097M", &["environments.prod.hosts.vps.memory"])],
    ),
    (
        "server-smaller-than-declared.cpus",
        "cpus: 4, server_type",
        &[
            ("cpus: 2, server_type", &[]),
            ("cpus: 2.001, server_type", &["environments.prod.hosts.vps.cpus"]),
            ("cpus: 1, server_type", &[]),
        ],
    ),
    (
        "subnet-in-address-pool",
        "base: 172.20.0.0/16, size: 24",
        &[
            ("base: 172.20.2.0/24, size: 28", &["networks.backend.subnet"]),
            ("base: 172.20.3.0/24, size: 28", &[]),
            ("base: 172.20.0.0/23, size: 28", &[]),
            ("base: 172.20.0.0/22, size: 28", &["networks.backend.subnet"]),
        ],
    ),
    (
        "subnet-overlap",
        "172.20.0.0/16",
        &[
            ("172.20.2.0/24", &["networks.backend.subnet"]),
            ("172.20.2.128/25", &["networks.frontend.subnet"]),
            ("172.20.0.0/22", &["networks.backend.subnet"]),
            ("172.20.0.0/23", &[]),
            ("172.20.3.0/24", &[]),
        ],
    ),
    (
        "subnet-overlap.lan",
        "lan: 192.168.1.30",
        &[
            ("lan: 192.168.1.0", &["networks.backend.subnet"]),
            ("lan: 192.168.1.255", &["networks.backend.subnet"]),
            ("lan: 192.168.2.0", &[]),
            ("lan: 192.168.0.255", &[]),
            ("lan: { prod: 192.168.1.7 }", &["networks.backend.subnet"]),
        ],
    ),
    (
        "subnet-overlap.vpn",
        "ranges: [100.64.0.0/10]",
        &[
            ("ranges: [100.64.2.7/32]", &["networks.backend.subnet"]),
            ("ranges: [100.64.3.0/24]", &[]),
            // Two ranges of the VPN may overlap: neither is a network of Docker.
            ("ranges: [100.65.0.0/16, 100.65.1.0/24]", &[]),
        ],
    ),
    (
        "retention-finer-than-schedule",
        "keep: { daily: 7, weekly: 4 }",
        &[
            ("keep: { weekly: 4 }", &[]),
            ("keep: { last: 3 }", &[]),
            ("keep: { monthly: 4, yearly: 1 }", &[]),
            ("keep: { daily: 7 }", &["backups.zerobyte.jobs.uploads.keep.daily"]),
            (
                "keep: { hourly: 3, daily: 7 }",
                &["backups.zerobyte.jobs.uploads.keep.daily", "backups.zerobyte.jobs.uploads.keep.hourly"],
            ),
        ],
    ),
    (
        "retention-finer-than-schedule",
        "\"10 3 * * sun\"",
        &[
            ("\"10 3 * * *\"", &[]),
            (
                "\"10 3 1 * *\"",
                &["backups.zerobyte.jobs.uploads.keep.daily", "backups.zerobyte.jobs.uploads.keep.weekly"],
            ),
        ],
    ),
];

#[test]
fn a_rule_about_numbers_passes_its_last_good_value_and_finds_the_next() {
    let (mut wrong, mut passed, mut found) = (Vec::new(), 0, 0);
    for (name, old, cases) in CASES {
        let code = name.split('.').next().unwrap_or_default();
        let base = text(&format!("invalid/{name}.yml"));
        for (new, expected) in *cases {
            let mut places = places(&altered(&base, &[(old, new)]), code);
            places.sort();
            if places != *expected {
                wrong.push(format!("{name}: `{new}` is found at {places:?}, not {expected:?}"));
            }
            if expected.is_empty() { passed += 1 } else { found += 1 }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(passed > 20 && found > 20, "{passed} pass, {found} do not");
}

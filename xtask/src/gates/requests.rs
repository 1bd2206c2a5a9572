//! Random requests: the routes' own paths, in every spelling that a path can be given, from inside and from beside the VPN.

use crate::verify::caddy_behaviour::Asked;
use fastrand::Rng;
use stack_model::{CheckedStack, Subnet, stack::Route};
use std::net::IpAddr;

/// An address of the VPN.
pub(super) fn member(stack: &CheckedStack) -> Option<IpAddr> {
    stack.access().vpn.as_ref()?.ranges.first().map(|range| next(range.network(), 5))
}

/// Requests of a stack.
pub(super) fn of(stack: &CheckedStack, count: usize, rng: &mut Rng) -> Vec<Asked> {
    let (askers, member) = (askers(stack), member(stack));
    let request = |_| Asked {
        from: askers[rng.usize(..askers.len())],
        host: host(stack, rng),
        path: path(stack, rng),
        claims: member.filter(|_| rng.u8(..) < 60),
    };
    (0..count).map(request).collect()
}

/// The first and the last address of each range of the VPN, the ones beside them, and strangers.
fn askers(stack: &CheckedStack) -> Vec<IpAddr> {
    let mut askers: Vec<IpAddr> = ["198.51.100.7", "2001:db8::7"]
        .iter()
        .map(|address| address.parse().expect("they are addresses"))
        .collect();
    let ranges = stack.access().vpn.iter().flat_map(|vpn| &vpn.ranges);
    for range in ranges.map(Subnet::clone) {
        let (first, last) = (range.network(), range.last());
        askers.extend([next(first, 1), next(first, 5), next(last, -1), next(last, 2), next(first, -1)]);
    }
    askers
}

/// An address some steps away.
fn next(address: IpAddr, steps: i128) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let moved = i128::from(u32::from(address)) + steps;
            IpAddr::V4(u32::try_from(moved).unwrap_or_default().into())
        }
        IpAddr::V6(address) => IpAddr::V6(u128::from(address).wrapping_add_signed(steps).into()),
    }
}

fn host(stack: &CheckedStack, rng: &mut Rng) -> String {
    let routes = stack.routes();
    let site = |route: &Route| {
        let domain = "example.com".parse().expect("it is a domain");
        route.at.site(&domain).to_string()
    };
    let name = routes.get(rng.usize(..=routes.len())).map_or_else(|| "nobody.example.com".into(), site);
    match rng.u8(..24) {
        0 => name.to_ascii_uppercase(),
        1 => format!("{name}:443"),
        2 => format!("{name}."),
        3 => format!("x{name}"),
        _ => name,
    }
}

const STRAYS: [&str; 4] = ["/", "/stray", "/v1/models", "/x"];
const BELOW: [&str; 4] = ["", "/", "/deep/er", "/v1/x"];

fn path(stack: &CheckedStack, rng: &mut Rng) -> String {
    let routes = stack.routes();
    let mut path = match routes.get(rng.usize(..=routes.len())) {
        None => STRAYS[rng.usize(..STRAYS.len())].to_owned(),
        Some(route) => {
            let below = match rng.choice(route.only.iter()) {
                Some(pattern) => pattern.as_str().replace('*', "some/thing"),
                None => BELOW[rng.usize(..BELOW.len())].to_owned(),
            };
            format!("{}{below}", route.at.prefix().unwrap_or_default())
        }
    };
    if path.is_empty() {
        path.push('/');
    }
    for _ in 0..rng.usize(..4) {
        path = spelled(&path, rng);
    }
    path
}

/// The path in another spelling, or one that is near it.
fn spelled(path: &str, rng: &mut Rng) -> String {
    let at = rng.usize(..path.len());
    let slash = path.match_indices('/').map(|(at, _)| at).nth(rng.usize(..4)).unwrap_or(0);
    let (before, after) = path.split_at(slash);
    let character = &path[at..=at];
    match rng.u8(..16) {
        0 => path.chars().enumerate().map(|(i, c)| if i == at { turned(c) } else { c }).collect(),
        1 => format!("{}%{:02X}{}", &path[..at], character.as_bytes()[0], &path[at + 1..]),
        2 => format!("{}%{:02x}{}", &path[..at], character.as_bytes()[0], &path[at + 1..]),
        3 => format!("{before}/{after}"),
        4 => format!("{before}/.{after}"),
        5 => format!("{before}/zz/..{after}"),
        6 => format!("{before}/%2e%2E{after}"),
        7 => format!("{path}/"),
        8 => format!("{path}/.."),
        9 => format!("{path}x"),
        10 if path.len() > 1 => path[..path.len() - 1].to_owned(),
        11 => format!("{path}?a=/v1/x/../y"),
        12 => format!("{path}{}", ["%", "%zz", "%00", "%5C..", "%3Fv1", "%23", ";v", "%ff"][rng.usize(..8)]),
        13 => path.replacen('k', "%E2%84%AA", 1).replacen('i', "%C4%B0", 1),
        14 => format!("/{path}"),
        _ => path.to_owned(),
    }
}

/// A letter in the other case.
fn turned(c: char) -> char {
    if c.is_ascii_uppercase() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() }
}

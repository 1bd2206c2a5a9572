//! Who reaches whom, on every stack that the strategies build.

use proptest::prelude::*;
use stack_model::{
    By, CheckedStack, Node, Port, Reach, Resolved, Segment, Source, Way, check,
    stack::{Between, Exposure, Parties, Party, Policy, Zone},
    testing,
};
use std::collections::BTreeSet;

fn reaches(stack: &CheckedStack) -> Vec<Reach<'_>> {
    let environments = stack.resolved().deployments().map(|(environment, _)| environment);
    environments.filter_map(|environment| stack.resolved().reach(environment)).collect()
}

proptest! {
    #![proptest_config(testing::config(60))]

    /// Whom a service uses, it reaches; and the proxy reaches whom its routes lead to.
    #[test]
    fn a_client_reaches_its_server(stack in testing::stack()) {
        let stack = check(stack).unwrap();
        for reach in reaches(&stack) {
            let running: Vec<_> = reach.services().collect();
            for client in &running {
                for edge in &client.edges {
                    let server = running.iter().find(|server| server.name == edge.to);
                    let here = server.is_some_and(|server| server.host_if_known() == client.host_if_known());
                    let both = (Node::Service(client.name.clone()), Node::Service(edge.to.clone()));
                    if here && server.is_some_and(|server| !server.open_ports().is_empty()) {
                        prop_assert!(!reach.ways(&both.0, &both.1).is_empty(), "{} -> {}", both.0, both.1);
                    }
                }
            }
        }
    }

    /// No zone outside opens a connection to a data service, and a data service opens none to the Internet.
    #[test]
    fn data_services_have_no_direct_way_from_outside(stack in testing::stack()) {
        let stack = check(stack).unwrap();
        for reach in reaches(&stack) {
            for service in reach.services().filter(|service| service.application.category.is_data()) {
                let node = Node::Service(service.name.clone());
                for zone in [Node::INTERNET, Node::LAN, Node::VPN, Node::RUNNER] {
                    prop_assert!(reach.ways(&zone, &node).iter().all(|way| !way.is_direct()), "{zone} -> {node}");
                }
                prop_assert_eq!(reach.ways(&node, &Node::INTERNET), vec![]);
            }
        }
    }

    /// A route for the VPN is no way for clients outside of it.
    #[test]
    fn a_gate_refuses_requests_from_outside_the_vpn(stack in testing::stack()) {
        let stack = check(stack).unwrap();
        for reach in reaches(&stack) {
            for service in reach.services() {
                for way in reach.ways(&Node::INTERNET, &Node::Service(service.name.clone())) {
                    if let By::Route(index, _) = way.by {
                        prop_assert_ne!(stack.routes()[index].exposure, Exposure::Vpn);
                    }
                }
            }
        }
    }

    /// Two containers of one network reach each other, and where they do, they share one.
    #[test]
    fn services_reach_each_other_only_over_a_shared_network(stack in testing::stack()) {
        let stack = check(stack).unwrap();
        for reach in reaches(&stack) {
            let services: Vec<_> = reach.services().filter(|service| !service.open_ports().is_empty()).collect();
            for (one, other) in services.iter().flat_map(|one| services.iter().map(move |other| (one, other))) {
                let nodes = (Node::Service(one.name.clone()), Node::Service(other.name.clone()));
                let by_network = reach.ways(&nodes.0, &nodes.1).iter().any(|way| matches!(way.by, By::Network(..)));
                let shared = one.host_if_known() == other.host_if_known() && one.networks.iter().any(|name| other.networks.contains(name));
                prop_assert_eq!(by_network, shared && one.name != other.name);
            }
        }
    }

    /// Nodes of one class reach, and are reached, alike; and what classes share is what their nodes have.
    #[test]
    fn nodes_of_a_class_are_alike(stack in testing::stack()) {
        let stack = check(stack).unwrap();
        for reach in reaches(&stack) {
            let classes = reach.classes(reach.nodes());
            for (from, to) in classes.iter().flat_map(|from| classes.iter().map(move |to| (from, to))) {
                let shared = reach.shared_ways(from, to);
                for (one, other) in from.iter().flat_map(|one| to.iter().map(move |other| (one, other))) {
                    if one == other {
                        continue;
                    }
                    let own: BTreeSet<_> = reach.ways(one, other).iter().map(kind_of).collect();
                    let held = shared.iter().filter(|way| way.from.contains(one) && way.to.contains(other));
                    prop_assert_eq!(&own, &held.map(|shared| kind_of(&shared.way)).collect(), "{} -> {}", one, other);
                }
            }
        }
    }

    /// The pairs that policies ask for are those that one gets by asking for each of them.
    #[test]
    fn a_policy_counts_the_pairs_that_break_it(stack in testing::stack()) {
        let mut stack = stack;
        let services: Vec<_> = stack.services.keys().take(4).map(|name| Party::Service(name.clone())).collect();
        let sides = [vec![Party::Zone(Zone::Internet), Party::Data], services];
        stack.policies = sides.iter().flat_map(|from| sides.iter().map(move |to| (from, to))).map(|(from, to)| {
            Policy::Deny(Between {
                from: Parties::Several(from.clone()),
                to: Parties::Several(to.clone()),
                environments: Vec::new(),
                reason: None,
            })
        }).collect();
        let resolved = Resolved::from(stack.clone());
        let mut expected = BTreeSet::new();
        for (environment, _) in resolved.deployments() {
            let reach = resolved.reach(environment).unwrap();
            for (index, policy) in stack.policies.iter().enumerate() {
                let side = |parties: &Parties| -> Vec<Node> {
                    parties.iter().flat_map(|(_, party)| reach.party(party)).collect()
                };
                let (from, to) = (side(&policy.between().from), side(&policy.between().to));
                let pairs = from.iter().flat_map(|from| to.iter().map(move |to| (from, to)));
                let open: Vec<_> = pairs.filter(|(from, to)| !reach.ways(from, to).is_empty()).collect();
                if let Some((from, to)) = open.first() {
                    let more = if open.len() > 1 { format!(", and {} more", open.len() - 1) } else { String::new() };
                    let why = reach.ways(from, to)[0].why(&resolved);
                    expected.insert((index, format!("`{from}` reaches `{to}`: {why}{more}")));
                }
            }
        }
        let findings = check(stack).map_or_else(|report| report.findings().to_vec(), |_| Vec::new());
        let broken = findings.into_iter().filter(|finding| finding.code() == "policy-broken");
        let said: BTreeSet<_> = broken.map(|finding| {
            let index = finding.path().segments().iter().find_map(|segment| match segment {
                Segment::Index(index) => Some(*index),
                Segment::Key(_) => None,
            });
            (index.unwrap(), finding.message().to_owned())
        }).collect();
        prop_assert_eq!(said, expected);
    }

    /// What is promised of a stack is kept, and the opposite of it is a finding.
    #[test]
    fn a_policy_is_proven_or_refuted(stack in testing::stack()) {
        prop_assert!(check(stack.clone()).is_ok());
        for index in 0..stack.policies.len() {
            let mut turned = stack.clone();
            turned.policies[index] = match turned.policies[index].clone() {
                Policy::Deny(between) => Policy::Require(between),
                Policy::Require(between) => Policy::Deny(between),
            };
            let report = check(turned).unwrap_err();
            prop_assert!(report.findings().iter().any(|finding| finding.code() == "policy-broken"));
        }
    }
}

/// What a way is, but for whose it is: an edge asks for one of two that are alike, and each has a route of its own.
fn kind_of(way: &Way) -> (Option<Port>, &'static str) {
    (way.port, way.word())
}

#[test]
fn classes_of_a_large_stack_do_not_grow_with_it() {
    let counts = [40, 400].map(|services| {
        let stack = Source::new("stack.yml", testing::large(services)).parse().unwrap();
        let stack = Resolved::from(stack);
        let prod = stack.deployments().next().unwrap().0;
        let reach = stack.reach(prod).unwrap();
        let classes = reach.classes(reach.nodes());
        assert_eq!(classes.iter().map(Vec::len).sum::<usize>(), reach.nodes().len());
        // What is said of each pair of classes, too: most of the work and all of the answer.
        let ways = classes.iter().flat_map(|from| classes.iter().map(|to| reach.shared_ways(from, to).len()));
        (classes.len(), ways.sum::<usize>())
    });
    assert_eq!(counts[0], counts[1]);
}

#[test]
fn strategies_build_stacks_with_policies_of_both_kinds() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let stacks = (0..50).map(|_| testing::stack().new_tree(&mut runner).unwrap().current());
    let policies: Vec<Policy> = stacks.flat_map(|stack| stack.policies).collect();
    assert!(policies.iter().any(|policy| matches!(policy, Policy::Deny(_))));
    assert!(policies.iter().any(|policy| matches!(policy, Policy::Require(_))));
}

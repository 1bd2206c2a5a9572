//! Who reaches whom, on every stack that the strategies build.

use proptest::prelude::*;
use stack_model::{
    By, CheckedStack, Node, Reach, check,
    stack::{Exposure, Policy},
    testing,
};

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

    /// Nobody outside opens a connection to a store of data, and a store calls nobody.
    #[test]
    fn data_is_out_of_reach(stack in testing::stack()) {
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

    /// A route for the VPN is no way for somebody else.
    #[test]
    fn a_gate_keeps_strangers_out(stack in testing::stack()) {
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
    fn a_network_is_what_two_have_in_common(stack in testing::stack()) {
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
            prop_assert!(report.findings().iter().any(|finding| finding.code == "policy-broken"));
        }
    }
}

#[test]
fn the_strategies_promise_something() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let stacks = (0..50).map(|_| testing::stack().new_tree(&mut runner).unwrap().current());
    let policies: Vec<Policy> = stacks.flat_map(|stack| stack.policies).collect();
    assert!(policies.iter().any(|policy| matches!(policy, Policy::Deny(_))));
    assert!(policies.iter().any(|policy| matches!(policy, Policy::Require(_))));
}

//! Split DNS: the records of the VPN are the names of gated routes, no more and no less, for every valid stack.

use proptest::prelude::*;
use serde_json::Value;
use stack_model::{
    CheckedStack, Site, check,
    stack::{Exposure, Plane},
    testing,
};
use stack_render::{Tree, plan};
use std::collections::BTreeSet;

type Records = BTreeSet<(String, String)>;

/// What the routes ask for: the name of each gated one, at the VPN address of the machine whose proxy answers.
fn asked(stack: &CheckedStack, site: &Site<'_>) -> Records {
    let address = site.machine.addresses.on(Plane::Mesh).and_then(|each| each.get(site.environment));
    let gated = stack.routes().iter().filter(|route| route.exposure == Exposure::Vpn);
    let here = gated.filter(|route| {
        let proxy = stack.proxy_of(route);
        let runs = stack.named(&route.to).all(|service| service.runs_in(site.deployment));
        runs && proxy.is_some_and(|proxy| proxy.host() == site.host)
    });
    let record = |name: String| (name, address.map(ToString::to_string).unwrap_or_default());
    here.map(|route| record(route.at.site(&site.deployment.domain).to_string())).collect()
}

/// The records of a list, which must hold each once and in order.
fn records(list: &Value) -> Records {
    let word = |record: &Value, key: &str| record[key].as_str().expect("a record has words").to_owned();
    let list = list.as_array().expect("the records are a list");
    let list: Vec<_> = list.iter().map(|record| (word(record, "name"), word(record, "value"))).collect();
    let set: Records = list.iter().cloned().collect();
    assert!(set.iter().eq(&list), "they are not sorted, or say something twice: {list:?}");
    set
}

/// A document of the tree, in YAML or JSON; null if there is no such file.
fn document(tree: &Tree, path: &str) -> Value {
    tree.get(path).map_or(Value::Null, |text| serde_yaml::from_str(text).expect("it is YAML"))
}

proptest! {
    #![proptest_config(testing::config(60))]

    #[test]
    fn the_vpn_has_a_record_of_each_gated_name(stack in testing::stack()) {
        let stack = check(stack).expect("the strategies build valid stacks");
        let tree = plan(&stack).expect("a checked stack can be planned");
        let mut all = Records::new();
        for (environment, _) in stack.resolved().deployments() {
            // A machine that is made for one run is no member of the VPN.
            let member = !stack.is_trial(environment);
            let sites = stack.sites().filter(|site| site.environment == environment && member);
            let asked: Records = sites.flat_map(|site| asked(&stack, &site)).collect();
            let path = format!("compose/{environment}/extra-records.json");
            let file = document(&tree, &path);
            prop_assert_eq!(if file.is_null() { Records::new() } else { records(&file) }, asked.clone());
            prop_assert!(asked.iter().all(|(_, address)| !address.is_empty()), "{:?}", asked);
            all.extend(asked);
        }
        let hubs = document(&tree, "ansible/inventory/hub.yml");
        let hubs = hubs["all"]["children"]["vpn_hub"]["hosts"].as_object().cloned().unwrap_or_default();
        let served: Vec<Records> = hubs.values().map(|hub| records(&hub["vpn_dns_records"])).collect();
        let has_hub = stack.access().vpn.as_ref().is_some_and(|vpn| vpn.hub.is_some());
        if has_hub {
            prop_assert_eq!(served.into_iter().flatten().collect::<Records>(), all);
        } else {
            prop_assert!(served.is_empty());
        }
    }
}

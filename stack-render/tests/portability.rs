//! Roles and playbooks say nothing that belongs to one environment or one machine: that stands in the inventory.

use stack_model::{Source, check, stack::Plane};
use stack_render::plan;
use std::collections::BTreeSet;

#[test]
fn no_role_names_a_domain_or_an_address_of_a_machine() {
    let (mut read, mut unfit) = (0, Vec::new());
    for text in
        [include_str!("../../fixtures/valid/vpai.yml"), include_str!("../../fixtures/valid/two-hosts.yml")]
    {
        let stack = Source::new("stack.yml", text).parse().expect("the stack is read");
        let stack = check(stack).expect("the stack is good");
        let mut own: BTreeSet<String> = BTreeSet::new();
        for site in stack.sites() {
            own.insert(site.deployment.domain.to_string());
            for (_, host) in stack.hosts() {
                let planes = [Plane::Public, Plane::Mesh, Plane::Lan];
                let known =
                    planes.into_iter().filter_map(|plane| host.addresses.on(plane)?.get(site.environment));
                own.extend(known.map(ToString::to_string));
            }
        }
        assert!(own.len() > 3, "{own:?}");
        let tree = plan(&stack).expect("it is planned");
        let shared = |path: &str| {
            let folders = ["roles", "playbooks"];
            folders.iter().any(|folder| path.starts_with(&format!("ansible/{folder}/")))
        };
        for (path, file) in tree.files().filter(|(path, _)| shared(path.as_str())) {
            // A person's mail may well be at the domain; it is theirs wherever the stack runs.
            let foreign =
                |name: &&String| file.contents.replace(&format!("@{name}"), "").contains(name.as_str());
            let named: Vec<&String> = own.iter().filter(foreign).collect();
            unfit.extend((!named.is_empty()).then(|| format!("{path} names {named:?}")));
            read += 1;
        }
    }
    assert!(unfit.is_empty(), "{unfit:#?}");
    assert!(read > 100, "{read} files");
}

//! What is asked of a Grafana below the path of its route.

use stack_model::{Source, check};
use stack_render::plan;

#[test]
fn grafana_with_a_probe_of_another_path_is_dumped_below_its_route() {
    let text = include_str!("../../fixtures/valid/vpai.yml");
    let service = "  grafana:\n";
    assert_eq!(text.matches(service).count(), 1);
    let text = text.replace(service, "  grafana:\n    probe: { http: /grafana/login }\n");
    let stack = Source::new("stack.yml", text).parse().expect("the probe is read");
    let tree = plan(&check(stack).expect("the probe is accepted")).expect("a checked stack can be planned");
    let script = tree.get("compose/prod/vps/pre-backup.sh").expect("the machine dumps");
    assert!(script.contains("step grafana grafana tar grafana grafana 3000/grafana\n"), "{script}");
}

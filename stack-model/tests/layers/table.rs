//! The layers of `stack-model`, the lowest first. `tests/layers.rs` holds the code to them, and `cargo xtask codegen` draws them.

/// Modules that may use what stands before them, and nothing that stands after them.
pub(crate) struct Layer {
    /// Its modules, each of which may use those before it.
    pub(crate) modules: &'static [&'static str],
    /// What they are about.
    pub(crate) about: &'static str,
}

/// All of them. A module may use the modules of lower layers, and those before it in its own.
pub(crate) const LAYERS: &[Layer] = &[
    Layer { modules: &["value"], about: "what can be wrong alone: names, ports, durations, schedules" },
    Layer { modules: &["syntax"], about: "text, key paths, spans, findings; knows no stack" },
    Layer { modules: &["stack"], about: "what a person writes" },
    Layer {
        modules: &["catalogue", "observability"],
        about: "what is known of the software; alerts and dashboards",
    },
    Layer { modules: &["resolve"], about: "defaults filled in, edges followed" },
    Layer { modules: &["reach", "budget"], about: "what follows from it: connections, memory and CPUs" },
    Layer { modules: &["rules"], about: "what is rejected" },
    Layer {
        modules: &["checked", "check", "recovery", "schema"],
        about: "a stack that passed; what a loss costs it; the schema of what is read",
    },
    Layer { modules: &["testing"], about: "strategies that build valid stacks, for tests" },
];

/// The layers as a diagram of mermaid: an arrow from each to the one that it stands on.
pub(crate) fn diagram() -> String {
    let id = |layer: &Layer| layer.modules.join("_");
    let boxes = LAYERS.iter().map(|layer| {
        format!("    {}[\"<b>{}</b><br/>{}\"]\n", id(layer), layer.modules.join(", "), layer.about)
    });
    let arrows = LAYERS.windows(2).map(|pair| format!("    {} --> {}\n", id(&pair[1]), id(&pair[0])));
    format!("```mermaid\nflowchart BT\n{}{}```\n", boxes.collect::<String>(), arrows.collect::<String>())
}

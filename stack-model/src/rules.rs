//! The rules: what types and emission leave possible and would fail, expose, lose data or cost money.
//!
//! One rule, one file, one name: the file's stem in kebab case is the code, the fixture's stem, the snapshot's stem and
//! the anchor in RULES.md. To add one, copy a neighbour, add the line to [`RULES`], write the fixture, run the tests.

mod findings;

pub use findings::Findings;

use crate::{Resolved, Severity, stack::Acceptance};

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Its name: the problem, in kebab case.
    pub code: &'static str,
    /// How bad a finding is.
    pub severity: Severity,
    /// One lower-case phrase.
    pub summary: &'static str,
    /// Markdown with the sections *What it rejects*, *Why it matters* and *How to repair*.
    pub docs: &'static str,
    /// Whether an author may live with it. No, where the emitted files could not be written at all.
    pub acceptable: bool,
    /// How it is found.
    pub check: Check,
}

/// How a rule finds what it looks for.
#[derive(Debug)]
pub enum Check {
    /// While the text is read and typed; the rule is only its page.
    Parse,
    /// In the resolved stack.
    Stack(fn(&Resolved, &mut Findings<'_>)),
    /// In the entries of `accept` that matched nothing, with their index.
    Unmatched(fn(&[(usize, &Acceptance)], &mut Findings<'_>)),
}

/// The rule with a code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code == code)
}

/// Declares the modules and the table in one list, in alphabetical order.
macro_rules! rules {
    ($($module:ident)*) => {
        $(mod $module;)*

        /// Every rule, in the order of their codes.
        pub static RULES: &[&Rule] = &[$(&$module::RULE,)*];
    };
}

rules! {
    cpu_over_host
    dependency_cycle
    dependency_outside_profile
    edge_across_hosts
    edge_proxy_waits_for_app
    edge_without_shared_network
    egress_without_network
    health_condition_without_probe
    invalid_value
    invalid_yaml
    maxmemory_over_limit
    memory_below_floor
    memory_over_budget
    missing_edge
    no_network
    port_conflict
    published_on_internal_network
    reservation_over_limit
    subnet_in_address_pool
    subnet_overlap
    thin_memory_headroom
    unaccepted_accept
    unknown_environment
    unknown_host
    unknown_key
    unknown_kind
    unknown_network
    unknown_profile
    unknown_service
    unlimited_cpus
    unlimited_memory
    unused_network
}

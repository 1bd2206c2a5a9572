//! The rules: what types and emission leave possible and would fail, expose, lose data or cost money.
//!
//! One rule, one file, one name: the file's stem in kebab case is the code, the fixture's stem, the snapshot's stem and
//! the anchor in RULES.md. To add one, copy a neighbour, add the line to [`RULES`], write the fixture, run the tests.

mod caddyfile;
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
    address_shared
    container_setting_ignored
    data_service_exposed
    database_without_consumer
    database_without_owner
    digest_missing
    duplicate_site
    extension_missing_from_image
    host_address_outside_vpn
    invalid_value
    invalid_yaml
    listen_address_not_own
    memory_over_budget
    obsolete_environment
    paid_probe
    plugin_directive_without_module
    probe_gives_up_early
    probe_needs_auth
    probe_on_localhost_name
    probe_tool_missing
    public_management_path
    public_route_without_auth
    retired_image
    route_without_proxy
    route_without_target
    secret_in_command
    subpath_unsupported
    unaccepted_accept
    unknown_key
    unknown_model
    unknown_network
    unknown_secret
    unknown_upstream
    unpinned_image
    unused_secret
    vpn_ranges_missing
    vpn_route_bypassed
}

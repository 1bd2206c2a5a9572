//! `n8n-without-owner`: the first visitor of an n8n would own it.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity, catalogue::applications::n8n::N8nSettings, stack::Route, value::PathPattern,
};

/// Where the page for the first visitor sends its form (n8n 2.41.1, `controllers/owner.controller.js`).
const SETUP: &str = "/rest/owner/setup";

pub(super) static RULE: Rule = Rule {
    code: "n8n-without-owner",
    severity: Severity::Error,
    summary: "an n8n with a route has no owner, so that its first visitor becomes it",
    docs: "\
## What it rejects
An n8n without `owner` under `config`, with a route that lets its setup page through, over the VPN or not.

## Why it matters
n8n has no password of its own: whoever opens the editor of a new instance first is asked for an address and a password,
and owns it, with every credential that is stored later. `N8N_BASIC_AUTH_*` has done nothing since n8n 1.0.

## How to repair
Write `config: { owner: { email, first_name, last_name } }`. The hash of the password is a secret,
`<service>_owner_password_hash`. Where the owner of a running instance shall stay in its database, accept the finding and
say so: what is written here replaces it at every start.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    let setup = PathPattern::new(SETUP).expect("a path is a pattern");
    for service in stack.services.values() {
        if service.settings_of::<N8nSettings>().is_none_or(|settings| settings.owner.is_some()) {
            continue;
        }
        let lets_in = |route: &Route| {
            let passes = route.only.is_empty() || route.only.iter().any(|only| only.overlaps(&setup));
            route.to.as_ref() == Some(&service.name) && passes
        };
        if let Some(index) = stack.stack.routes.iter().position(lets_in) {
            let message = format!("whoever opens `{}` first becomes its owner", service.name);
            let route = KeyPath::root().key("routes").index(index);
            findings
                .report(service.path(), message)
                .at_key()
                .because(route, "the setup page is behind this route")
                .help("name it: `config: { owner: { email, first_name, last_name } }`");
        }
    }
}

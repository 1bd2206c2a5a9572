//! `alert-without-contact`: alerts fire and nobody is told.

use super::{Check, Findings, Rule};
use crate::{
    Resolved, Severity,
    catalogue::{Interface, applications::grafana::GrafanaSettings},
};

pub(super) static RULE: Rule = Rule {
    code: "alert-without-contact",
    severity: Severity::Warning,
    summary: "alerts fire and nobody is told",
    docs: "\
## What it rejects
A Grafana that has alerts, its own or those that come by themselves with a metrics store, and no `contact`.

## Why it matters
Grafana would send them to its default contact point, an e-mail address that does not exist. An alert that nobody hears of
is seen by chance (field report MON-02).

## How to repair
Name who is told: `config: { contact: { webhook: { url: <secret> } } }`, or `slack`, `discord`, `telegram`.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for grafana in stack.services.values().filter(|service| service.kind.speaks(Interface::Dashboards)) {
        let told =
            grafana.settings_of::<GrafanaSettings>().is_some_and(|settings| settings.contact.is_some());
        let alerts = stack.alerts(grafana).len();
        if alerts > 0 && !told {
            let many = if alerts == 1 { "alert fires" } else { "alerts fire" };
            findings
                .report(grafana.path(), format!("{alerts} {many} in `{}` and nobody is told", grafana.name))
                .help("add `config: { contact: { webhook: { url: <secret> } } }`");
        }
    }
}

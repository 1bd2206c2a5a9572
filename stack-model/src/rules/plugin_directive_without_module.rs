//! `plugin-directive-without-module`: a site needs a module that is not built into the proxy.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    catalogue::applications::caddy::{CaddyModule, CaddySettings, lines as caddy_lines},
    resolve::ResolvedService,
};

pub(super) static RULE: Rule = Rule {
    code: "plugin-directive-without-module",
    severity: Severity::Error,
    summary: "a site uses a directive whose module is not built into Caddy",
    docs: "\
## What it rejects
A `rate_limit` of a route, and `rate_limit` or `dns ovh` in hand-written lines, where `config.modules` of the proxy does
not list the module that brings the directive.

## Why it matters
The official image has neither. Caddy refuses the whole file for one unknown directive, so no site answers at all; the
limit that was left out to make it start again is then missed by nobody until it is needed.

## How to repair
List the module under `config.modules` of the proxy; its image is then built with it.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for service in stack.services.values() {
        let Some(settings) = service.settings_of::<CaddySettings>() else { continue };
        if !settings.modules.contains(&CaddyModule::RateLimit) {
            let limited =
                stack.stack.routes.iter().enumerate().filter(|(_, route)| route.rate_limit.is_some());
            for (index, _) in limited {
                let path = KeyPath::root().key("routes").index(index).key("rate_limit");
                report(CaddyModule::RateLimit, path, service, findings);
            }
        }
        check_lines(service, settings, findings);
    }
}

fn check_lines(service: &ResolvedService, settings: &CaddySettings, findings: &mut Findings<'_>) {
    for (site, written) in &settings.sites {
        let (words, _) = caddy_lines::words(&written.lines);
        for module in CaddyModule::ALL.into_iter().filter(|module| !settings.modules.contains(module)) {
            let directive: Vec<&str> = module.directive().split(' ').collect();
            let used = words.windows(directive.len()).any(|words| {
                words[0].first && words.iter().map(|word| word.text.as_str()).eq(directive.iter().copied())
            });
            if used {
                let path = service.path().key("config").key("sites").key(site).key("lines");
                report(module, path, service, findings);
            }
        }
    }
}

fn report(module: CaddyModule, path: KeyPath, service: &ResolvedService, findings: &mut Findings<'_>) {
    let message = format!("`{}` needs a module that `{}` is built without", module.directive(), service.name);
    let name = match module {
        CaddyModule::RateLimit => "rate-limit",
        CaddyModule::OvhDns => "ovh-dns",
    };
    let finding = findings
        .report(path, message)
        .help(format!("add `{name}` to `config.modules` of `{}`", service.name));
    finding.because(service.path(), "the proxy");
}

//! `probe-tool-missing`: a probe runs a program that the image does not have.

use super::{Check, Findings, Rule};
use crate::{
    KeyPath, Resolved, Severity,
    resolve::{Part, Question, ResolvedProbe, ResolvedService, Text},
    stack::Tool,
};

pub(super) static RULE: Rule = Rule {
    code: "probe-tool-missing",
    severity: Severity::Error,
    summary: "a probe needs a tool that the image does not have",
    docs: "\
## What it rejects
A probe that asks with a tool which the application's image is known not to carry, such as `wget` in LiteLLM's or any
shell in Loki's. The commands of a script after `sh -c` count too.

## Why it matters
The probe fails however well the program runs. Every service that waits for a healthy one never starts, and what restarts
unhealthy containers restarts this one for ever.

## How to repair
Leave the probe out: the catalogue has one that works. Or choose one of the tools that the finding lists.
",
    acceptable: true,
    check: Check::Stack(check),
};

fn check(stack: &Resolved, findings: &mut Findings<'_>) {
    for service in stack.services.values() {
        let Some(probe) = &service.probe else { continue };
        let written = stack.stack.services.get(&service.name).and_then(|written| written.probe.as_ref());
        let path = service.path().key("probe");
        if let Some(tool) = probe.tool {
            let at = match written {
                Some(written) if written.tool.is_some() && written.command.is_empty() => path.key("with"),
                Some(written) if !written.command.is_empty() => path.key("command").index(0),
                _ => path.clone(),
            };
            check_tool(service, tool, at, findings);
        }
        if let Some(script) = script(probe) {
            for tool in commands(script) {
                check_tool(service, tool, path.key("command").index(2), findings);
            }
        }
    }
}

fn check_tool(service: &ResolvedService, tool: Tool, path: KeyPath, findings: &mut Findings<'_>) {
    let application = service.application;
    if !application.tools.contains(&tool) {
        let tools: Vec<String> = application.tools.iter().map(|tool| format!("`{tool}`")).collect();
        let message = format!("the image of {} has no `{tool}`", application.title);
        let finding = findings.report(path, message);
        finding.help(format!("remove the probe, or use what the image has: {}", tools.join(", ")));
    }
}

/// The text after `sh -c` or `bash -c`.
fn script(probe: &ResolvedProbe) -> Option<&str> {
    let Question::Command(words) = &probe.question else { return None };
    match words.as_slice() {
        [_, flag, script, ..] if matches!(probe.tool, Some(Tool::Sh | Tool::Bash)) => literal(flag)
            .filter(|flag| flag.starts_with('-') && flag.ends_with('c'))
            .and_then(|_| literal(script)),
        _ => None,
    }
}

fn literal(text: &Text) -> Option<&str> {
    match text.parts() {
        [Part::Literal(text)] => Some(text),
        _ => None,
    }
}

/// The tools that a script starts: the first words between its operators.
fn commands(script: &str) -> Vec<Tool> {
    let mut tools: Vec<Tool> = Vec::new();
    for command in script.split(['|', ';', '&', '(', ')', '`', '\n']) {
        let mut words =
            command.split_whitespace().skip_while(|word| matches!(*word, "exec" | "!" | "if" | "then"));
        if let Some(tool) = words.next().and_then(Tool::of_command)
            && !tools.contains(&tool)
        {
            tools.push(tool);
        }
    }
    tools
}

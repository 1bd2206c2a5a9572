//! The report for people: the excerpt, a caret, the cause, the help.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use stack_model::{Diagnostic, Related, Report, Severity, Source};
use std::ops::Range;

/// Prints every finding with its excerpt, then the counts.
pub(super) fn print(reports: &[(Source, Report)], colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for (source, report) in reports {
        for finding in report.findings() {
            out.push_str(&render(&renderer, source, finding));
            out.push_str("\n\n");
        }
    }
    let count = |severity| reports.iter().map(|(_, report)| report.count(severity)).sum::<usize>();
    out.push_str(&summary(count(Severity::Error), count(Severity::Warning)));
    out
}

fn summary(errors: usize, warnings: usize) -> String {
    let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    format!("{}, {}", plural(errors, "error"), plural(warnings, "warning"))
}

fn render(renderer: &Renderer, source: &Source, finding: &Diagnostic) -> String {
    let level = match finding.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = match finding.environment() {
        Some(environment) => format!("{} (in {environment})", finding.message()),
        None => finding.message().to_owned(),
    };
    let spans = finding.related().iter().filter_map(Related::span).chain(finding.span());
    let window = window(source.text(), spans);
    let text = &source.text()[window.clone()];
    let inside = |span: &Range<usize>| {
        let within = |at: usize| at.clamp(window.start, window.end) - window.start;
        within(span.start)..within(span.end)
    };
    let primary = finding.span().map_or(0..0, inside);
    let first_line = source.text()[..window.start].matches('\n').count() + 1;
    let mut snippet = Snippet::source(text)
        .path(source.name())
        .line_start(first_line)
        .fold(true)
        .annotation(AnnotationKind::Primary.span(primary).label(finding.path().to_string()));
    for related in finding.related() {
        if let Some(span) = related.span() {
            snippet = snippet.annotation(AnnotationKind::Context.span(inside(span)).label(related.message()));
        }
    }
    let mut group = level.primary_title(title).id(finding.code()).element(snippet);
    if let Some(help) = finding.help() {
        group = group.element(Level::HELP.message(help));
    }
    renderer.render(&[group])
}

/// The lines that the spans lie on, so that a long file is not laid out anew for each finding.
fn window<'a>(text: &str, spans: impl Iterator<Item = &'a Range<usize>>) -> Range<usize> {
    let (start, end) =
        spans.fold((text.len(), 0), |(start, end), span| (start.min(span.start), end.max(span.end)));
    if start > end {
        return 0..text.len();
    }
    let end = end.min(text.len());
    let line_start = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    let line_end =
        text.get(end..).and_then(|after| after.find('\n')).map_or(text.len(), |newline| end + newline + 1);
    line_start..line_end
}

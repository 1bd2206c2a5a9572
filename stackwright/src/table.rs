//! Tables without lines, as every answer for people has them.

use comfy_table::{Table, presets::NOTHING};

/// An empty table with a head.
pub(crate) fn table(head: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header(head.to_vec());
    table
}

//! Snapshots of every generated file and every report, in one test program.

mod render;
mod reports;
mod schema;
mod store;

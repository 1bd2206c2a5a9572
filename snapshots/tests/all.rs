//! Snapshots of every generated file and every report, in one test program.

mod counterpart;
mod difference;
mod render;
mod reports;
mod schema;
mod store;
mod written;

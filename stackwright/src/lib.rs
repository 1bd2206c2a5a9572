//! Stackwright: what can be said of a stack, and the command line that says it.

pub mod backups;
pub mod budget;
pub mod docker;
pub mod doctor;
pub mod explain;
pub mod generate;
pub mod input;
pub mod output;
pub mod program;
pub mod reach;
pub mod report;
pub mod selection;
pub mod validate;

//! The command line of Stackwright, as a library so that the snapshot tests can use its reports.

pub mod backups;
pub mod bench;
pub mod budget;
pub mod ci;
pub mod codegen;
pub mod consumer;
pub mod converge;
pub mod coverage;
pub mod docker;
pub mod doctor;
pub mod drill;
pub mod e2e;
pub mod explain;
pub mod gates;
pub mod generate;
pub mod input;
pub mod output;
pub mod reach;
pub mod report;
pub mod selection;
pub mod validate;
pub mod verify;

//! The harness of this repository, as a library so that its tests can use it.

mod application;
pub mod bench;
pub mod ci;
pub mod codegen;
pub mod consumer;
pub mod converge;
pub mod coverage;
pub mod drill;
pub mod e2e;
pub mod gates;
pub mod input;
pub mod mutants;
pub mod recipe;
pub mod verify;

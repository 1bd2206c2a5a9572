//! What the model answers, asked through its public functions: one test program, one topic a file.

mod acceptance;
mod altered;
mod bounds;
mod filled_in;
mod fixtures;
mod gate;
mod misfits;
mod rule_bounds;

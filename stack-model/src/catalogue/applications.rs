//! The applications: one file each, found by the build script.

use super::Kind;

include!(concat!(env!("OUT_DIR"), "/applications.rs"));

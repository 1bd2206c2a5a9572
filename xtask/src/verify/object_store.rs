//! An object store on this machine, for programs that ask one: it knows buckets, keys and signatures, and refuses a wrong one.

use crate::consumer;

const START: &str = include_str!("object_store/start.sh");

/// Where it listens, inside of a namespace.
pub(super) const ORIGIN: &str = "http://127.0.0.1:5000";

/// Lines for bash that start it with one bucket and one key: `$access_key` and `$secret_key` open it from then on, and nothing else
/// does.
pub(super) fn start(bucket: &str) -> String {
    format!("bucket='{bucket}' store='{}' origin='{ORIGIN}'\n{START}", consumer::OBJECT_STORE.folder())
}

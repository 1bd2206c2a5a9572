//! An object store on this machine, for programs that ask one: it knows buckets, keys and signatures, and refuses a wrong one.

use crate::consumer;

const START: &str = include_str!("object_store/start.sh");

/// Where it listens, inside of a namespace.
pub(super) const ORIGIN: &str = "http://127.0.0.1:5000";

/// Lines for bash that start it with some buckets and one key: `$access_key` and `$secret_key` open it from then on, and nothing
/// else does.
pub(super) fn start(buckets: &[&str]) -> String {
    let (buckets, store) = (buckets.join(" "), consumer::OBJECT_STORE.folder());
    format!("buckets='{buckets}' store='{store}' origin='{ORIGIN}'\n{START}")
}

//! Deserialising a tree so that every misfit is found, not the first one only.

use super::{
    deserializer::Deserializer,
    marked::Marked,
    misfit::{Cause, Misfit},
};
use crate::syntax::KeyPath;
use serde::de::DeserializeOwned;
use std::borrow::Cow;

/// More misfits than this are of no use.
const MAX_MISFITS: usize = 200;

/// Deserialises `node`. After each misfit its value is taken out of the tree and the rest is tried again, so that one
/// run reports them all; serde by itself stops at the first.
pub(crate) fn deserialize<T: DeserializeOwned>(node: &Marked) -> Result<T, Vec<Misfit>> {
    let mut tree = Cow::Borrowed(node);
    let mut misfits: Vec<Misfit> = Vec::new();
    let mut pruned: Vec<KeyPath> = Vec::new();
    loop {
        let misfit = match T::deserialize(Deserializer(&tree)) {
            Ok(value) if misfits.is_empty() => return Ok(value),
            Ok(_) => return Err(misfits),
            Err(misfit) => misfit,
        };
        let path = misfit.path();
        // What is wrong only because a bad value below it was taken out is no second fault.
        let echo = match &misfit.cause {
            Cause::MissingKey(key) => pruned.contains(&path.key(key)),
            Cause::Value(_) => pruned.iter().any(|pruned| pruned.parent().as_ref() == Some(&path)),
            Cause::UnknownKey(_) => false,
        };
        if !echo {
            misfits.push(misfit);
        }
        if misfits.len() >= MAX_MISFITS || !tree.to_mut().prune(&path) {
            return Err(misfits);
        }
        pruned.push(path);
    }
}

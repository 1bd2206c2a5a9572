//! `MANIFEST`: what Stackwright owns below a target, in the format of sha256sum.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The file's name, at the top of the output.
pub(crate) const NAME: &str = "MANIFEST";

/// The hash of each file that an earlier run wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Manifest(pub(crate) BTreeMap<String, String>);

impl Manifest {
    /// Reads the format of sha256sum. Lines that are not of it are passed over: nothing is owned because of them.
    pub(crate) fn parse(text: &str) -> Self {
        let entry = |line: &str| {
            let (hash, path) = line.split_once("  ")?;
            let hexadecimal = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
            let path = crate::OutPath::new(path).filter(|_| hexadecimal)?;
            Some((path.to_string(), hash.to_owned()))
        };
        Self(text.lines().filter_map(entry).collect())
    }

    /// The text of the file.
    pub(crate) fn print(&self) -> String {
        self.0.iter().map(|(path, hash)| format!("{hash}  {path}\n")).collect()
    }
}

/// The sha256 of some bytes, in hexadecimal.
pub(crate) fn hash(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or_default();
    Sha256::digest(bytes).iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips_and_owns_nothing_outside() {
        let own = format!("{}  a/b\n", hash(b"x"));
        assert_eq!(Manifest::parse(&own).print(), own);
        let foreign = format!("{}  ../../etc/passwd\nnonsense\n", hash(b"x"));
        assert!(Manifest::parse(&foreign).0.is_empty());
    }

    #[test]
    fn hashes_as_sha256sum_does() {
        assert_eq!(hash(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}

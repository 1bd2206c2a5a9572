//! "Did you mean": the nearest of the known words.

/// The help for a word that is not known: the nearest known word, or the list of them.
pub(crate) fn suggest<S: AsRef<str>>(word: &str, known: &[S]) -> Option<String> {
    let distance = |candidate: &&S| strsim::damerau_levenshtein(word, candidate.as_ref());
    let nearest = known.iter().min_by_key(distance)?;
    if distance(&nearest) <= (nearest.as_ref().chars().count() / 3).max(1) {
        return Some(format!("did you mean `{}`?", nearest.as_ref()));
    }
    let words: Vec<String> = known.iter().take(20).map(|known| format!("`{}`", known.as_ref())).collect();
    let more = if known.len() > words.len() { ", …" } else { "" };
    Some(format!("known here: {}{more}", words.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_nearest_or_lists_all() {
        assert_eq!(suggest("netwroks", &["networks", "image"]).unwrap(), "did you mean `networks`?");
        assert_eq!(suggest("zzzzzzz", &["a", "b"]).unwrap(), "known here: `a`, `b`");
        assert_eq!(suggest::<&str>("x", &[]), None);
    }
}

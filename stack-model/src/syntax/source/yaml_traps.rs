//! Plain scalars that another YAML reader takes for something else than the text they show.

/// What YAML 1.1 or 1.2 would make of a plain scalar, if it would not leave it a string.
///
/// Compose and Ansible read YAML with 1.1 rules in part, so a value that only one of them takes for a string is a
/// trap (YAML 1.1 type repository: bool, int, float, timestamp, merge, null).
pub(crate) fn other_reading(text: &str) -> Option<&'static str> {
    let lower = text.to_ascii_lowercase();
    match lower.as_str() {
        "" | "~" | "null" => return Some("nothing (null)"),
        "y" | "n" | "yes" | "no" | "on" | "off" | "true" | "false" => return Some("a boolean"),
        ".nan" | ".inf" | "+.inf" | "-.inf" => return Some("a number"),
        "<<" => return Some("a merge key"),
        "=" => return Some("a default value"),
        _ => {}
    }
    let unsigned = lower.strip_prefix(['-', '+']).unwrap_or(&lower);
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let digits = |s: &str, radix: u32| !s.is_empty() && s.chars().all(|c| c.is_digit(radix) || c == '_');
    if is_date(unsigned) {
        return Some("a date");
    }
    if is_sexagesimal(unsigned) {
        return Some("a number in base 60");
    }
    let prefixed = [("0x", 16), ("0o", 8), ("0b", 2)]
        .iter()
        .any(|(prefix, radix)| unsigned.strip_prefix(prefix).is_some_and(|rest| digits(rest, *radix)));
    if prefixed || (unsigned.len() > 1 && unsigned.starts_with('0') && digits(unsigned, 10)) {
        return Some("a number in another base");
    }
    let plain = unsigned.replace('_', "");
    let numeric = !plain.is_empty()
        && plain.contains(|c: char| c.is_ascii_digit())
        && plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | '+' | '-'))
        && plain.parse::<f64>().is_ok();
    numeric.then_some("a number")
}

fn is_sexagesimal(text: &str) -> bool {
    let mut parts = text.split(':');
    let head = parts
        .next()
        .is_some_and(|head| !head.is_empty() && head.bytes().all(|b| b.is_ascii_digit() || b == b'_'));
    let mut count = 0;
    let tail = parts.all(|part| {
        count += 1;
        let whole = part.split_once('.').map_or(part, |(whole, _)| whole);
        (1..=2).contains(&whole.len()) && whole.parse::<u8>().is_ok_and(|n| n < 60)
    });
    head && tail && count > 0
}

fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 8
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && bytes[4] == b'-'
        && bytes.iter().all(|b| b.is_ascii_digit() || b"-:tz .+".contains(b))
        && bytes.iter().filter(|b| **b == b'-').count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traps_are_named() {
        for text in [
            "no",
            "Yes",
            "OFF",
            "012",
            "12:30",
            "22:22",
            "1_000",
            "2001-01-01",
            "1.0",
            "~",
            "0x1F",
            "1e3",
            "<<",
        ] {
            assert!(other_reading(text).is_some(), "{text}");
        }
    }

    #[test]
    fn ordinary_text_is_text() {
        for text in [
            "1536M",
            "172.20.1.0/24",
            "1.2.3",
            "100/1m",
            "443:443",
            "30s",
            "norway",
            "on-call",
            "203.0.113.10",
            "a:b",
        ] {
            assert_eq!(other_reading(text), None, "{text}");
        }
    }
}

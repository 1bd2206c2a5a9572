//! `RateLimit`: how often one client may ask.

use super::{Duration, text_newtype::text_newtype};
use std::fmt;
use thiserror::Error;

/// A number of requests in a window, for each client address: `100/1m`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RateLimit {
    events: u32,
    window: Duration,
}

/// Why a rate limit is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a rate limit; write requests and a window, such as `100/1m`")]
pub struct InvalidRateLimit(String);

impl RateLimit {
    /// Takes a limit.
    ///
    /// # Errors
    /// [`InvalidRateLimit`] if it is not `events/window` with at least one event.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidRateLimit> {
        let text = text.into();
        let parsed = text.split_once('/').and_then(|(events, window)| {
            let digits = events.bytes().all(|b| b.is_ascii_digit());
            let events = events.parse().ok().filter(|events| *events > 0 && digits)?;
            Some(Self { events, window: Duration::new(window).ok()? })
        });
        parsed.ok_or(InvalidRateLimit(text))
    }

    /// Requests allowed in one window.
    pub fn events(self) -> u32 {
        self.events
    }

    /// The window.
    pub fn window(self) -> Duration {
        self.window
    }
}

impl fmt::Display for RateLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.events, self.window)
    }
}

text_newtype!(RateLimit, InvalidRateLimit, pattern = "^[0-9]+/[0-9hms]+$", example = "100/1m");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_limit_is_events_over_a_window() {
        let limit = RateLimit::new("100/60s").unwrap();
        assert_eq!((limit.events(), limit.to_string().as_str()), (100, "100/1m"));
        for text in ["", "100", "0/1m", "100/", "/1m", "100/1d", "+1/1m"] {
            assert!(RateLimit::new(text).is_err(), "{text}");
        }
    }
}

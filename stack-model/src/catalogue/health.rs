//! `HealthFact`: which path of an application a monitor asks for.

/// What a monitor may ask an application for: paths that answer 200 without credentials and cost nothing. Each stands among the
/// application's `paths`, with its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HealthFact {
    /// The path that answers 200 while the application lives.
    pub live: &'static str,
    /// The path that answers 200 only while its database answers too, if there is one.
    pub ready: Option<&'static str>,
    /// A piece of both answers, where the web page answers 200 to any path: the status alone would prove nothing.
    pub word: Option<&'static str>,
}

impl HealthFact {
    /// A path that answers 200 while the application lives, and says nothing of a database.
    pub(super) const fn live(live: &'static str) -> Self {
        Self { live, ready: None, word: None }
    }
}

#[cfg(test)]
mod tests {
    use crate::catalogue::{Cost, Kind};

    #[test]
    fn every_monitored_path_is_open_without_a_login() {
        let mut asked = 0;
        for kind in Kind::ALL {
            let Some(fact) = kind.application().health else { continue };
            for path in [Some(fact.live), fact.ready].into_iter().flatten() {
                let known = kind.application().path(path).unwrap_or_else(|| panic!("{kind:?} {path}"));
                assert!(known.anonymous && known.cost == Cost::Free, "{kind:?} {path}");
                asked += 1;
            }
        }
        assert!(asked > 5);
    }
}

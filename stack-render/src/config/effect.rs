//! `Effect`: what makes a change of a configuration file take effect in a container that runs.

/// What makes a change of a file take effect.
///
/// A restart does not read environment files again and does not build images (field report DEP-08), so those are left to
/// compose, which compares what it would start with what runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Compose reads it, and makes the container anew when it starts what is declared: environment files, Dockerfiles.
    Start,
    /// It is read whenever it is needed: by a step of every deployment, or by a program that watches it.
    Unprompted,
    /// The program reads it again when this command asks it to.
    Reload(Reload),
    /// The program reads it when it starts, from a folder that is mounted.
    Restart,
    /// It is mounted by itself, so the container keeps the old file until it is made anew.
    Recreate,
}

/// A command in the container by which its program reads its files again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reload {
    /// The command.
    pub(crate) argv: &'static [&'static str],
    /// Who runs it, if not the container's own user.
    pub(crate) user: Option<&'static str>,
}

/// Caddy 2.11, `caddy reload`: the running configuration stays if the new one is refused.
pub(super) const CADDY: Effect =
    Effect::Reload(Reload { argv: &["caddy", "reload", "--config", "/etc/caddy/Caddyfile"], user: None });

/// `PostgreSQL` 17, `pg_ctl reload`: the server reads `pg_hba.conf` again (its manual, 20.1).
pub(super) const POSTGRESQL: Effect =
    Effect::Reload(Reload { argv: &["pg_ctl", "reload"], user: Some("postgres") });

impl Effect {
    /// The name of the handler, if a handler has something to do.
    pub(crate) const fn verb(self) -> Option<&'static str> {
        match self {
            Self::Start | Self::Unprompted => None,
            Self::Reload(_) => Some("Reload"),
            Self::Restart => Some("Restart"),
            Self::Recreate => Some("Recreate"),
        }
    }
}

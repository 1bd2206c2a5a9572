//! `.env.example`: the variables that a person fills, without a single value of a secret.

use crate::{variables::COMPOSE_PROFILES, yaml::BANNER};
use stack_model::{CheckedStack, HostName, resolve::ResolvedSecret};
use std::fmt::Write as _;

/// The text of `.env.example` for a machine. Jinja fills in the profiles.
pub(crate) fn env_example(stack: &CheckedStack, host: &HostName) -> String {
    let mut text = String::from(BANNER);
    text.push_str("# Copy it to `.env`, mode 0600, and give every secret a value of its own.\n\n");
    text.push_str("# The compose profiles that run here.\n");
    let _ = writeln!(text, "COMPOSE_PROFILES={}", COMPOSE_PROFILES.expression().print());
    for (name, secret) in &stack.resolved().secrets {
        if is_read_on(stack, secret, host) {
            let _ = write!(
                text,
                "\n# {}\n# {}\n",
                crate::jinja::literal(&secret.description),
                crate::jinja::literal(&secret.pattern()),
            );
            if let Some(note) = secret.change.note() {
                let _ = writeln!(text, "# {}", crate::jinja::literal(&note));
            }
            if secret.charset.needs_quotes() {
                text.push_str("# In single quotes: compose takes what follows a dollar for a name.\n");
            }
            let _ = writeln!(text, "{}=", name.variable());
        }
    }
    text
}

/// Whether a service on the machine reads the secret.
pub(crate) fn is_read_on(stack: &CheckedStack, secret: &ResolvedSecret, host: &HostName) -> bool {
    stack.named(&secret.readers).any(|reader| reader.host() == host)
}

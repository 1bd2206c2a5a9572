//! The names that a person gives to the parts of a stack: one spelling rule for each family, one error.

use super::text_newtype::text_newtype;
use thiserror::Error;

/// Why a name is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidName {
    /// There is nothing between the quotes.
    #[error("a name cannot be empty")]
    Empty,
    /// The first character may only be a lower-case letter.
    #[error("`{0}` must begin with a lower-case letter")]
    Start(String),
    /// A character outside the alphabet of this name.
    #[error("`{name}` contains `{character}`; allowed are lower-case letters, digits and `{separator}`")]
    Character {
        /// The whole name.
        name: String,
        /// The character that is not allowed.
        character: char,
        /// The one separator that this family of names knows.
        separator: char,
    },
    /// Longer than what the name ends up in takes; for most names, that is a DNS label.
    #[error("`{0}` is longer than {1} characters")]
    Long(String, usize),
    /// A separator at the end, or two in a row.
    #[error("`{0}` has a separator at its end or twice in a row")]
    Separator(String),
    /// A deployment that would share its group of the inventory with something else.
    #[error("`{0}` has a meaning of its own in Ansible's inventory; choose another name")]
    Reserved(String),
    /// A service whose name the backups use for something else.
    #[error("`{name}` means {meaning} to the backups; choose another name")]
    ReservedByBackups {
        /// The name.
        name: String,
        /// What the backups mean by it.
        meaning: &'static str,
    },
}

/// The length of a DNS label, and of a `PostgreSQL` identifier.
const LABEL: usize = 63;
/// The names of secrets are put together from a service's name and a word, and end up in variables of at most 128.
const VARIABLE: usize = 128;

/// Checks `name` against the rule shared by all names: a lower-case letter, then letters, digits and `separator`.
fn spell(name: String, separator: char, longest: usize) -> Result<String, InvalidName> {
    let Some(first) = name.chars().next() else { return Err(InvalidName::Empty) };
    if !first.is_ascii_lowercase() {
        return Err(InvalidName::Start(name));
    }
    if let Some(character) =
        name.chars().find(|c| !c.is_ascii_lowercase() && !c.is_ascii_digit() && *c != separator)
    {
        return Err(InvalidName::Character { name, character, separator });
    }
    if name.len() > longest {
        return Err(InvalidName::Long(name, longest));
    }
    if name.ends_with(separator) || name.contains(&format!("{separator}{separator}")) {
        return Err(InvalidName::Separator(name));
    }
    Ok(name)
}

/// Every name will do.
#[expect(clippy::unnecessary_wraps, reason = "one signature for every family of names")]
fn any(name: String) -> Result<String, InvalidName> {
    Ok(name)
}

/// A deployment is a group of Ansible's inventory, where every machine has a group of its own as well.
fn group(name: String) -> Result<String, InvalidName> {
    let taken = matches!(name.as_str(), "all" | "ungrouped") || name.starts_with("host-");
    if taken { Err(InvalidName::Reserved(name)) } else { Ok(name) }
}

/// A job that takes `configs` away means the settings of a machine, whose dumps have a folder of that name; who restores `all`
/// means everything.
fn service(name: String) -> Result<String, InvalidName> {
    match name.as_str() {
        "configs" => Err(InvalidName::ReservedByBackups { name, meaning: "the settings of a machine" }),
        "all" => Err(InvalidName::ReservedByBackups { name, meaning: "everything" }),
        _ => Ok(name),
    }
}

/// Grafana refuses a longer uid (`pkg/util/shortid_generator.go`).
const ALERT: usize = 40;

macro_rules! names {
    ($($(#[$doc:meta])* $type:ident, $separator:literal, $longest:ident, $free:ident, $pattern:literal, $example:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type(String);

        impl $type {
            /// Takes a name.
            ///
            /// # Errors
            /// [`InvalidName`] says which clause of the spelling rule is broken.
            pub fn new(name: impl Into<String>) -> Result<Self, InvalidName> {
                spell(name.into(), $separator, $longest).and_then($free).map(Self)
            }

            /// The name as an identifier of Ansible, SQL or Jinja: `-` becomes `_`.
            pub fn identifier(&self) -> String {
                self.0.replace('-', "_")
            }
        }

        impl std::borrow::Borrow<str> for $type {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        text_newtype!($type(String), InvalidName, pattern = $pattern, example = $example);
    )*};
}

names! {
    /// The project: prefix of container and network names, and of `/opt/<project>`.
    ProjectName, '-', LABEL, any, "^[a-z](-?[a-z0-9])*$", "vpai";
    /// An alert: the identifier of its rule in Grafana, which takes at most 40 characters.
    AlertName, '-', ALERT, any, "^[a-z](-?[a-z0-9])*$", "cpu-high";
    /// A machine.
    HostName, '-', LABEL, any, "^[a-z](-?[a-z0-9])*$", "vps";
    /// A deployment of the whole stack, such as `prod` or `preprod`.
    EnvironmentName, '-', LABEL, group, "^[a-z](-?[a-z0-9])*$", "prod";
    /// A Docker network of the stack.
    NetworkName, '-', LABEL, any, "^[a-z](-?[a-z0-9])*$", "backend";
    /// A service, which is also its container's DNS name.
    ServiceName, '-', LABEL, service, "^[a-z](-?[a-z0-9])*$", "postgresql";
    /// A compose profile.
    ProfileName, '-', LABEL, any, "^[a-z](-?[a-z0-9])*$", "monitoring";
    /// A repository of backups.
    RepositoryName, '-', LABEL, any, "^[a-z](-?[a-z0-9])*$", "offsite";
    /// A job that takes a backup out of its machine.
    JobName, '-', LABEL, any, "^[a-z](-?[a-z0-9])*$", "db-full";
    /// A place where a provider has machines.
    LocationName, '-', LABEL, any, "^[a-z](-?[a-z0-9])*$", "nbg1";
    /// A volume of one service.
    VolumeName, '-', LABEL, any, "^[a-z](-?[a-z0-9])*$", "data";
    /// A Unix user.
    UserName, '-', LABEL, any, "^[a-z](-?[a-z0-9])*$", "deploy";
    /// A secret. Only the name is ever known here; the value lives in the vault or in `.env`.
    SecretName, '_', VARIABLE, any, "^[a-z](_?[a-z0-9])*$", "anthropic_api_key";
    /// A provider of models, as `LiteLLM` spells it before the `/` of a model.
    ProviderName, '_', LABEL, any, "^[a-z](_?[a-z0-9])*$", "anthropic";
    /// A PostgreSQL database, and the role of the same name that owns it.
    DatabaseName, '_', LABEL, any, "^[a-z](_?[a-z0-9])*$", "litellm";
}

/// The alias under which `LiteLLM` offers a model, such as `gpt-4o` or `claude-3.5-sonnet`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModelName(String);

impl ModelName {
    /// Takes an alias: letters, digits, `-`, `.`, `_`, `/` and `:`, beginning with a letter or a digit.
    ///
    /// # Errors
    /// [`InvalidName`] says which clause of the spelling rule is broken.
    pub fn new(name: impl Into<String>) -> Result<Self, InvalidName> {
        let name = name.into();
        let Some(first) = name.chars().next() else { return Err(InvalidName::Empty) };
        if !first.is_ascii_alphanumeric() {
            return Err(InvalidName::Start(name));
        }
        match name.chars().find(|c| !c.is_ascii_alphanumeric() && !"-._/:".contains(*c)) {
            Some(character) => Err(InvalidName::Character { name, character, separator: '-' }),
            None if name.len() > VARIABLE => Err(InvalidName::Long(name, VARIABLE)),
            None => Ok(Self(name)),
        }
    }
}

text_newtype!(
    ModelName(String),
    InvalidName,
    pattern = "^[A-Za-z0-9][A-Za-z0-9._/:-]*$",
    example = "claude-sonnet"
);

impl SecretName {
    /// The environment variable that carries this secret to compose: the name in capitals.
    pub fn variable(&self) -> VariableName {
        VariableName::new(self.0.to_ascii_uppercase())
            .expect("a secret's name in capitals is an environment name")
    }
}

use super::VariableName;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_which_clause_is_broken() {
        assert_eq!(ServiceName::new(""), Err(InvalidName::Empty));
        assert_eq!(ServiceName::new("9p"), Err(InvalidName::Start("9p".into())));
        assert!(matches!(ServiceName::new("a_b"), Err(InvalidName::Character { character: '_', .. })));
        assert_eq!(ServiceName::new("a--b"), Err(InvalidName::Separator("a--b".into())));
        assert_eq!(ServiceName::new("a".repeat(64)), Err(InvalidName::Long("a".repeat(64), 63)));
        assert_eq!(EnvironmentName::new("all"), Err(InvalidName::Reserved("all".into())));
        for taken in ["all", "configs"] {
            assert!(matches!(ServiceName::new(taken), Err(InvalidName::ReservedByBackups { .. })), "{taken}");
        }
        assert_eq!(ServiceName::new("n8n").unwrap().as_str(), "n8n");
    }

    #[test]
    fn becomes_an_identifier() {
        assert_eq!(ServiceName::new("socket-proxy").unwrap().identifier(), "socket_proxy");
        assert_eq!(SecretName::new("redis_password").unwrap().variable().as_str(), "REDIS_PASSWORD");
    }
}

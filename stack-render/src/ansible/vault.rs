//! The vault of each environment: which secrets stand in it, its example, and what the scripts that fill it know of them.

use crate::{engine::Template, jinja::Expression, yaml::BANNER};
use serde::Serialize;
use stack_model::{
    CheckedStack, EnvironmentName, SecretName,
    resolve::{ResolvedSecret, SecretOrigin},
    stack::SecretCharset,
};

/// The variable by which a vault says whose it is: the deployment refuses another's (field report N8N-01).
const MARKER: &str = "vault_environment";

/// The secrets of an environment's vault: what is of no use there is not in it.
fn secrets_of<'a>(
    stack: &'a CheckedStack,
    environment: &EnvironmentName,
) -> impl Iterator<Item = (&'a SecretName, &'a ResolvedSecret)> {
    let foreign = stack.resolved().foreign_secrets(environment);
    stack.resolved().secrets.iter().filter(move |(name, _)| !foreign.contains(name))
}

/// The vault's variables: one for each secret, under the name that the playbooks read, without a value. Each environment
/// has a vault of its own: a copy of production with production's keys acts on the world (field report N8N-01).
pub(super) fn example(stack: &CheckedStack, environment: &EnvironmentName) -> String {
    let group = environment.identifier();
    let mut text = String::from(BANNER);
    text.push_str(&format!(
        "# What `scripts/init-vault.sh {group}` puts into `secrets.yml`, encrypted; no other environment has these values.\n\
         ---\n# Whose vault this is: no other environment is deployed with it.\n{MARKER}: {group}\n"
    ));
    for (name, secret) in secrets_of(stack, environment) {
        let variable = Expression::vault(name);
        text.push_str(&format!(
            "# {}; {}\n{}: \"\"\n",
            secret.description,
            secret.pattern(),
            variable.as_str()
        ));
    }
    text
}

/// `init-vault.sh`.
#[derive(Serialize)]
pub(super) struct InitVault {
    environments: Vec<Environment>,
}

impl Template for InitVault {
    const PATH: &'static str = "ansible/scripts/init-vault.sh.j2";
}

#[derive(Serialize)]
struct Environment {
    group: String,
    secrets: Vec<Secret>,
}

/// What the script knows of a secret.
#[derive(Serialize)]
struct Secret {
    /// Its variable in the vault.
    name: String,
    /// Where its value comes from, in the script's words.
    origin: &'static str,
    /// What every value begins with.
    prefix: &'static str,
    /// The characters that a value is drawn from, as a range of `tr`; empty if none is drawn.
    alphabet: &'static str,
    /// How many characters are drawn.
    length: u8,
    pattern: String,
    about: String,
}

/// The environments with their secrets.
pub(super) fn script(stack: &CheckedStack) -> InitVault {
    let environments = stack.resolved().deployments().map(|(environment, _)| Environment {
        group: environment.identifier(),
        secrets: secrets_of(stack, environment).map(|(name, secret)| row(name, secret)).collect(),
    });
    InitVault { environments: environments.collect() }
}

fn row(name: &SecretName, secret: &ResolvedSecret) -> Secret {
    Secret {
        name: Expression::vault(name).into(),
        origin: match secret.origin {
            SecretOrigin::Generated => "drawn",
            SecretOrigin::ProvidedPerEnvironment => "given",
            SecretOrigin::ProvidedOnce => "outside",
        },
        prefix: secret.prefix,
        alphabet: match secret.charset {
            SecretCharset::UrlSafe | SecretCharset::PushToken => "A-Za-z0-9",
            SecretCharset::Hex => "0-9a-f",
            SecretCharset::Token | SecretCharset::Base64 | SecretCharset::Url | SecretCharset::Bcrypt => "",
        },
        length: secret.charset.drawn_length().unwrap_or_default(),
        pattern: secret.pattern(),
        about: secret.description.clone(),
    }
}

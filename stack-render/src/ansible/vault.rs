//! The vault of each environment: which secrets stand in it, its example, and what the scripts that fill it know of them.

use super::Repository;
use crate::{engine::verbatim, jinja::Expression, yaml::BANNER};
use minijinja::{Value, context};
use stack_model::{
    CheckedStack, DeploymentName, SecretName,
    resolve::{ResolvedSecret, SecretOrigin},
    stack::SecretCharset,
};

/// The variable by which a vault says whose it is: the deployment refuses another's (field report N8N-01).
const MARKER: &str = "vault_environment";

/// The secrets of an environment's vault: what is of no use there is not in it.
fn secrets_of<'a>(
    stack: &'a CheckedStack,
    environment: &DeploymentName,
) -> impl Iterator<Item = (&'a SecretName, &'a ResolvedSecret)> {
    let foreign = stack.resolved().foreign_secrets(environment);
    stack.resolved().secrets.iter().filter(move |(name, _)| !foreign.contains(name))
}

/// The vault's variables: one for each secret, under the name that the playbooks read, without a value. Each environment
/// has a vault of its own: a copy of production with production's keys acts on the world (field report N8N-01).
pub(super) fn example(stack: &CheckedStack, environment: &DeploymentName) -> String {
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

/// The environments with their secrets, as `init-vault.sh` reads them.
pub(super) fn view(repository: &Repository<'_>) -> Value {
    let stack = repository.stack;
    let environments = stack.resolved().deployments().map(|(environment, _)| {
        context! {
            group => environment.identifier(),
            secrets => secrets_of(stack, environment)
                .map(|(name, secret)| secret_view(name, secret)).collect::<Value>(),
        }
    });
    environments.collect()
}

fn secret_view(name: &SecretName, secret: &ResolvedSecret) -> Value {
    context! {
        name => Expression::vault(name).as_str(),
        origin => match secret.origin {
            SecretOrigin::Generated => "drawn",
            SecretOrigin::ProvidedPerEnvironment => "given",
            SecretOrigin::ProvidedOnce => "outside",
        },
        prefix => secret.prefix,
        alphabet => match secret.charset {
            SecretCharset::UrlSafe | SecretCharset::PushToken => "A-Za-z0-9",
            SecretCharset::Hex => "0-9a-f",
            SecretCharset::Token | SecretCharset::Base64 | SecretCharset::Url | SecretCharset::Bcrypt => "",
        },
        length => verbatim(secret.charset.drawn_length().unwrap_or_default().to_string()),
        pattern => secret.pattern(),
        about => secret.description.as_str(),
    }
}

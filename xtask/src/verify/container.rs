//! A container as the compose file describes it, started as a plain program with made-up secrets.

use crate::consumer;
use anyhow::Context as _;
use camino::Utf8Path;
use serde::Deserialize;
use stack_model::{resolve::ResolvedSecret, stack::SecretCharset};
use std::collections::BTreeMap;

/// What a container's program is given.
#[derive(Debug)]
pub(super) struct Container {
    /// Its variables, those of its file too, with a test value for each secret.
    pub(super) environment: BTreeMap<String, String>,
    /// The words after its image.
    pub(super) command: Vec<String>,
}

/// A service, as far as it says what its container's program is given.
#[derive(Deserialize)]
struct Service {
    #[serde(default)]
    environment: BTreeMap<String, String>,
    #[serde(default)]
    env_file: Vec<EnvFile>,
    #[serde(default)]
    command: Vec<String>,
}

/// A file of variables whose lines are taken as they are.
#[derive(Deserialize)]
#[serde(tag = "format", rename = "raw")]
struct EnvFile {
    path: String,
}

#[derive(Deserialize)]
struct ComposeFile {
    services: BTreeMap<String, serde_json::Value>,
}

impl Container {
    /// Reads it from the compose file of a folder; none if that machine does not run it.
    pub(super) fn read(folder: &Utf8Path, service: &str) -> anyhow::Result<Option<Self>> {
        let text = fs_err::read_to_string(folder.join("docker-compose.yml"))?;
        let mut file: ComposeFile = serde_yaml::from_str(&text)?;
        let Some(value) = file.services.remove(service) else { return Ok(None) };
        let service: Service = serde_json::from_value(value).with_context(|| service.to_owned())?;
        let mut container = Self { environment: service.environment, command: service.command };
        for word in container.environment.values_mut().chain(&mut container.command) {
            *word = interpolate(word)?;
        }
        for file in &service.env_file {
            let text = fs_err::read_to_string(folder.join(&file.path))?;
            let lines = text.lines().filter(|line| !line.starts_with('#'));
            let variables = lines.filter_map(|line| line.split_once('='));
            container.environment.extend(variables.map(|(name, value)| (name.to_owned(), value.to_owned())));
        }
        Ok(Some(container))
    }

    /// The value of a variable.
    pub(super) fn variable(&self, name: &str) -> anyhow::Result<&str> {
        self.environment.get(name).map(String::as_str).with_context(|| format!("{name} is not given"))
    }

    /// Words for bash that start a program with this environment and nothing else, but for a home and a search path.
    pub(super) fn env(&self, home: &Utf8Path, programs: &Utf8Path) -> String {
        let given = self.environment.iter().map(|(name, value)| format!("{name}={value}"));
        // Node keeps what it has compiled, for the next that starts; no other program knows the variable.
        let compiled = consumer::kept("node");
        let own = [
            format!("HOME={home}"),
            format!("PATH={programs}:/usr/bin:/bin"),
            format!("NODE_COMPILE_CACHE={compiled}"),
        ];
        format!("env -i {}", words(own.into_iter().chain(given)))
    }
}

/// Words as bash takes them literally.
pub(crate) fn words(words: impl IntoIterator<Item = String>) -> String {
    let quoted = words.into_iter().map(|word| format!("'{}'", word.replace('\'', "'\\''")));
    quoted.collect::<Vec<_>>().join(" ")
}

/// What compose makes of a word: `$$` is a dollar, `${NAME}` a value, with or without a condition after the name.
fn interpolate(word: &str) -> anyhow::Result<String> {
    let mut text = String::new();
    let mut rest = word;
    while let Some((before, after)) = rest.split_once('$') {
        text.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            text.push('$');
            rest = after;
            continue;
        }
        let reference = after.strip_prefix('{').and_then(|after| after.split_once('}'));
        let (reference, after) = reference.with_context(|| format!("`{word}` is no compose word"))?;
        let name = reference.split([':', '?', '-', '+']).next().unwrap_or_default();
        text.push_str(&secret(name));
        rest = after;
    }
    text.push_str(rest);
    Ok(text)
}

/// A password, and its bcrypt hash of ten rounds (bcryptjs 2.4.3).
pub(super) const PASSWORD: &str = "Test-password.1";
const PASSWORD_HASH: &str = "$2b$10$stackwrightVerifyTest.eSrYr8cq/BZPl5ZYCH1JV28Sv3LikKu";

/// A test value for a secret. The prefix is the one that `LiteLLM` requires of a key, and other programs accept it. A hash must be
/// one, and has the dollars that compose could stumble over.
pub(super) fn secret(name: &str) -> String {
    if name.ends_with("_PASSWORD_HASH") {
        return PASSWORD_HASH.to_owned();
    }
    format!("sk-test.{}", name.to_lowercase())
}

/// A test value of a secret's own alphabet.
pub(crate) fn sample(secret: &ResolvedSecret) -> String {
    let body = match secret.charset {
        SecretCharset::UrlSafe | SecretCharset::Hex => "0123456789abcdef",
        SecretCharset::Token => "123456:ABC-def",
        SecretCharset::Base64 => "0123+/ABCdef",
        SecretCharset::Url => "https://a.example",
        SecretCharset::Bcrypt => PASSWORD_HASH,
        SecretCharset::PushToken => "0123456789abcdef0123456789abcdef",
    };
    format!("{}{body}", secret.prefix)
}

#[cfg(test)]
mod tests {
    use super::interpolate;

    #[test]
    fn command_words_are_split_as_compose_splits_them() {
        assert_eq!(interpolate("plain").expect("a word"), "plain");
        assert_eq!(interpolate("$${A:?}").expect("a dollar"), "${A:?}");
        assert_eq!(interpolate("x${A_B:?unset}y${C}").expect("two references"), "xsk-test.a_bysk-test.c");
        assert!(interpolate("$A").is_err());
    }
}

//! `litellm-keys`: the script that gives the clients of a model proxy their keys, against a stand-in of its key management.

use super::{Check, CheckOutcome, Running, Subject, container::Container, namespace};
use crate::application::kind;
use anyhow::Context as _;
use camino::Utf8Path;
use stack_model::resolve::VirtualKey;

pub(super) const CHECK: Check = Check {
    name: "litellm-keys",
    proves: "each client of a model proxy gets the key that it holds, once; a changed key replaces the old one, changed models are written, and no key is printed",
    needs: &["python3", "curl", "ip", "namespaces"],
    run,
};

/// The stand-in; the real key management needs a database engine that cannot be had here.
const SERVER: &str = include_str!("litellm_keys/server.py");

fn run(subject: &Subject) -> anyhow::Result<CheckOutcome> {
    let (mut proxies, mut keys) = (0, 0);
    for running in subject.running(kind("litellm")) {
        let own: Vec<&VirtualKey> = subject.stack.virtual_keys_of(&running.service.name).collect();
        if own.is_empty() {
            continue;
        }
        provision(&running, &own).with_context(|| running.to_string())?;
        proxies += 1;
        keys += own.len();
    }
    if proxies == 0 {
        return CheckOutcome::nothing_to_do("no LiteLLM that runs gives keys to clients");
    }
    CheckOutcome::proven([(proxies, "proxies (stand-ins)"), (keys, "keys made, kept, changed and replaced")])
}

fn provision(running: &Running<'_>, keys: &[&VirtualKey]) -> anyhow::Result<()> {
    let scratch = &running.scratch;
    fs_err::create_dir_all(scratch)?;
    fs_err::write(scratch.join("server.py"), SERVER)?;
    let configs = running.folder.join(format!("configs/{}", running.service.name));
    for file in ["keys.json", "provision_keys.py"] {
        fs_err::copy(configs.join(file), scratch.join(file))?;
    }
    let read = |name: &str| -> anyhow::Result<Container> {
        Container::read(&running.folder, name)?.with_context(|| format!("{name} is in no compose file"))
    };
    let container = read(running.service.name.as_str())?;
    let mut script = format!(
        "cd '{scratch}'\nmaster='{}'\nprovision() {{ {} python3 provision_keys.py; }}\n",
        container.variable("LITELLM_MASTER_KEY")?,
        container.env(scratch, Utf8Path::new("/usr/local/bin")),
    );
    for key in keys {
        // Both must hold one value: the key that is made is the one that the client sends.
        let variable = key.secret.variable();
        let made = container.variable(variable.as_str())?;
        let sent = read(key.client.as_str())?;
        let sends = sent.environment.values().any(|value| value == made);
        anyhow::ensure!(sends, "{} never sends the key that is made for it", key.client);
        let models: Vec<&str> = key.models.iter().map(stack_model::ModelName::as_str).collect();
        anyhow::ensure!(!models.is_empty(), "{} may use no model", key.client);
        script.push_str(&format!("variable={variable}\nkey='{made}'\nalias='{}'\n", key.client));
    }
    script.push_str(&format!("count={}\n{SCRIPT}", keys.len()));
    namespace::play(&script, scratch).map(drop)
}

/// `key`, `variable` and `alias` are those of the last key.
const SCRIPT: &str = r#"
fail() { echo "$1"; cat out server.log; exit 1; }
: >writes
if provision >out 2>&1; then fail 'it says nothing of a proxy that does not answer'; fi
python3 server.py "$master" >server.log 2>&1 &
for _ in $(seq 50); do curl -s -m 2 -o /dev/null http://127.0.0.1:4000/ && break; sleep 0.1; done
wrote() { [ "$(tr '\n' ' ' <writes)" = "$1" ] || fail "it wrote $(cat writes), not $1"; : >writes; }
said() { [ "$(grep -c "$1\$" out)" = "$2" ] || fail "it does not say $1 $2 times"; }
provision >out || fail 'it fails'
said made "$count"
wrote "$(yes /key/generate | head -n "$count" | tr '\n' ' ')"
provision >out || fail 'it fails the second time'
said kept "$count"
wrote ''
sed -i '0,/"models": \[/s//"models": [ "one-more",/' keys.json
provision >out || fail 'it fails with other models'
said changed 1
wrote '/key/update '
eval "$(declare -f provision | sed "s#$variable=$key#$variable=$key-changed#")"
provision >out || fail 'it fails with another key'
grep -q "^$alias made$" out || fail 'another key is not made'
# The first attempt is refused, because the name is taken, and is no write.
wrote '/key/delete /key/generate '
eval "$(declare -f provision | sed "s#$variable=$key-changed#$variable=#")"
if provision >out 2>&1; then fail 'it takes an empty key'; fi
grep -q "$variable is missing or empty" out || fail 'it does not say which variable is empty'
if grep -q "$key" out server.log; then fail 'a key is printed'; fi
"#;

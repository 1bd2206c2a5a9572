//! `ResolvedProbe`: a health check with everything filled in.

use super::text::{Part, Text};
use crate::{
    KeyPath,
    catalogue::{Application, ProbeFact, SubPath},
    stack::{Probe, ProbeHost, Tool, Value},
    value::{Duration, ImageRef, Port},
};

/// A health check with everything filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedProbe {
    /// What is asked.
    pub question: Question,
    /// The program in the image that asks; none if a written command begins with something else.
    pub tool: Option<Tool>,
    /// Time between two checks.
    pub interval: Duration,
    /// Time after which a check has failed.
    pub timeout: Duration,
    /// Failures in a row that make a container unhealthy.
    pub retries: u8,
    /// Time after the start in which failures do not count.
    pub start_period: Duration,
}

/// What a health check asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// An HTTP request.
    Http {
        /// The name asked.
        host: ProbeHost,
        /// The port asked.
        port: Port,
        /// The path asked for.
        path: String,
    },
    /// A command.
    Command(Vec<Text>),
}

/// The timings of the specification's §8, for what nobody writes.
const INTERVAL: Duration = Duration::from_seconds(30);
const RETRIES: u8 = 3;

impl ResolvedProbe {
    /// Fills in what `written` leaves out. `Err` says what is missing or contradictory.
    pub(super) fn of(
        application: &Application,
        image: Option<&ImageRef>,
        written: Option<&Probe>,
        listens: Option<Port>,
        prefix: Option<&str>,
    ) -> Result<Option<Self>, &'static str> {
        let fact = image.and_then(|image| (application.probe)(image));
        let default = Probe::default();
        let probe = written.unwrap_or(&default);
        let fact_tool = fact.as_ref().map(ProbeFact::tool);
        let (question, tool) = match (&probe.http, probe.command.as_slice()) {
            (Some(_), [_, ..]) => {
                return Err("a probe is a request or a command, not both; remove `http` or `command`");
            }
            (None, [first, ..]) => {
                let tool = match first {
                    Value::Literal(word) => Tool::of_command(word),
                    Value::Secret { .. } => None,
                };
                (Question::Command(probe.command.iter().map(text_of).collect()), tool)
            }
            (Some(path), []) => {
                let port = probe.port.or(listens).or(application.main_port());
                let Some(port) = port else {
                    return Err("no port is known to ask; write `port`, or `listens` of the service");
                };
                let tool = probe.tool.or(fact_tool.filter(|tool| tool.speaks_http()));
                let Some(tool) = tool else {
                    return Err("nothing is known of the image's tools; say which one asks with `with`");
                };
                if !tool.speaks_http() {
                    return Err(
                        "this tool makes no HTTP request; use wget, curl, python, node or bash, or write a `command`",
                    );
                }
                let path = path.as_str().to_owned();
                (Question::Http { host: probe.host.unwrap_or_default(), port, path }, Some(tool))
            }
            (None, []) => match fact {
                None if written.is_some() => return Err("a probe needs `http` or `command`"),
                None => return Ok(None),
                Some(ProbeFact::Http { tool, port, path }) => {
                    let host = probe.host.unwrap_or_default();
                    let port = probe.port.unwrap_or(port);
                    let moved = application.sub_path == (SubPath::Kept { probe_moves: true });
                    let path = format!("{}{path}", prefix.filter(|_| moved).unwrap_or_default());
                    (Question::Http { host, port, path }, Some(probe.tool.unwrap_or(tool)))
                }
                Some(ProbeFact::Command { tool, words }) => {
                    (Question::Command(Text::words(words.iter().copied())), Some(tool))
                }
            },
        };
        Ok(Some(Self {
            question,
            tool,
            interval: probe.interval.unwrap_or(INTERVAL),
            timeout: probe.timeout.unwrap_or(application.probe_timeout.value),
            retries: probe.retries.unwrap_or(RETRIES),
            start_period: probe.start_period.unwrap_or(application.first_boot.value),
        }))
    }

    /// The words that the container executes; no shell reads them unless one is named.
    pub fn words(&self) -> Vec<Text> {
        match &self.question {
            Question::Command(words) => words.clone(),
            Question::Http { host, port, path } => {
                let tool = self.tool.expect("an HTTP question is resolved with a tool");
                request(tool, &host.to_string(), *port, path).into_iter().map(Text::literal).collect()
            }
        }
    }

    /// The HTTP paths that it asks for, without queries, with their places below `at`, where the probe is written.
    /// A written command asks for the paths of the URLs in its words.
    pub(crate) fn paths(&self, at: &KeyPath) -> Vec<(&str, KeyPath)> {
        match &self.question {
            Question::Http { path, .. } => vec![(path.split('?').next().unwrap_or(path), at.key("http"))],
            Question::Command(words) => {
                let literals = words
                    .iter()
                    .enumerate()
                    .flat_map(|(index, word)| word.parts().iter().map(move |part| (index, part)));
                let literals = literals.filter_map(|(index, part)| match part {
                    Part::Literal(text) => Some((index, text)),
                    _ => None,
                });
                literals
                    .flat_map(|(index, text)| url_paths(text).map(move |path| (index, path)))
                    .map(|(index, path)| (path, at.key("command").index(index)))
                    .collect()
            }
        }
    }

    /// The secrets that its command line would show.
    pub fn shows_secret(&self) -> bool {
        match &self.question {
            Question::Http { .. } => false,
            Question::Command(words) => {
                words.iter().flat_map(Text::parts).any(|part| matches!(part, Part::Secret(_)))
            }
        }
    }
}

/// The paths of the URLs in a text.
fn url_paths(text: &str) -> impl Iterator<Item = &str> {
    text.split("://").skip(1).map(|rest| {
        let end = rest.find(|c: char| c.is_whitespace() || "'\"`)|;&?#".contains(c)).unwrap_or(rest.len());
        let url = &rest[..end];
        url.find('/').map_or("/", |slash| &url[slash..])
    })
}

/// A value as written, as text.
pub(super) fn text_of(value: &Value) -> Text {
    match value {
        Value::Literal(text) => Text::literal(text.as_str()),
        Value::Secret { secret } => Text::secret(secret.clone()),
    }
}

/// The command that asks for `http://host:port/path` and leaves with 0 if the answer is 200.
fn request(tool: Tool, host: &str, port: Port, path: &str) -> Vec<String> {
    let url = format!("http://{host}:{port}{path}");
    let words: Vec<&str> = match tool {
        Tool::Wget => vec!["wget", "-q", "-O", "/dev/null", &url],
        Tool::Curl => vec!["curl", "-fsS", "-o", "/dev/null", &url],
        Tool::Python => {
            let script = format!(
                "import sys, urllib.request; sys.exit(urllib.request.urlopen('{url}').status != 200)"
            );
            return vec!["python3".into(), "-c".into(), script];
        }
        Tool::Node => {
            let script =
                format!("fetch('{url}').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))");
            return vec!["node".into(), "-e".into(), script];
        }
        _ => {
            let script = format!(
                "exec 3<>/dev/tcp/{host}/{port} && \
                 printf 'GET {path} HTTP/1.0\\r\\nHost: {host}\\r\\n\\r\\n' >&3 && \
                 IFS= read -r status <&3 && [[ $status == *' 200 '* ]]",
                path = path.replace('%', "%%")
            );
            return vec!["bash".into(), "-c".into(), script];
        }
    };
    words.into_iter().map(str::to_owned).collect()
}

//! The Docker engine's API, as far as it reads: over the engine's socket, with no client program in between.

use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;
use std::{
    io::{Read as _, Write as _},
    os::unix::net::UnixStream,
    time::Duration,
};

/// How long the engine may take to answer.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A Docker engine, of which this only reads.
#[derive(Debug, Clone)]
pub struct Docker {
    socket: Utf8PathBuf,
}

impl Docker {
    /// The engine behind a socket.
    pub fn new(socket: impl Into<Utf8PathBuf>) -> Self {
        Self { socket: socket.into() }
    }

    /// The engine that a variable such as `DOCKER_HOST` names: a path, or `unix://` and a path.
    ///
    /// # Errors
    /// If it names an engine that is not behind a socket of this machine.
    pub fn named(host: &str) -> anyhow::Result<Self> {
        let path = host.strip_prefix("unix://").unwrap_or(host);
        anyhow::ensure!(
            !path.contains("://"),
            "`{host}` is no socket of this machine; forward the other engine's, such as with `ssh -L docker.sock:/var/run/docker.sock`, and name that"
        );
        Ok(Self::new(path))
    }

    /// The socket.
    pub fn socket(&self) -> &Utf8Path {
        &self.socket
    }

    /// What the engine answers to a question.
    ///
    /// # Errors
    /// If the engine cannot be reached, or answers with anything but 200 and JSON.
    pub fn get(&self, path: &str) -> anyhow::Result<Value> {
        let body = self.body(path)?;
        serde_json::from_str(&body).with_context(|| format!("{path}: no JSON"))
    }

    /// The same, where the answer is one value a line.
    ///
    /// # Errors
    /// If the engine cannot be reached, or answers with anything but 200 and JSON.
    pub fn lines(&self, path: &str) -> anyhow::Result<Vec<Value>> {
        let body = self.body(path)?;
        body.lines()
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_str(line).with_context(|| format!("{path}: no JSON: {line}")))
            .collect()
    }

    /// In HTTP/1.0 the answer ends with the connection, and is in one piece.
    fn body(&self, path: &str) -> anyhow::Result<String> {
        let mut stream = UnixStream::connect(&self.socket)
            .with_context(|| format!("no Docker engine answers at {}", self.socket))?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        stream.set_write_timeout(Some(TIMEOUT))?;
        stream.write_all(format!("GET {path} HTTP/1.0\r\nHost: docker\r\n\r\n").as_bytes())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).with_context(|| format!("{path}: the answer breaks off"))?;
        let answer = String::from_utf8(answer).with_context(|| format!("{path}: no UTF-8"))?;
        let (head, body) = answer.split_once("\r\n\r\n").with_context(|| format!("{path}: no HTTP"))?;
        let status = head.split(' ').nth(1).unwrap_or_default();
        anyhow::ensure!(status == "200", "{path} is answered with {status}: {}", body.trim());
        Ok(body.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::Docker;
    use camino::Utf8Path;
    use std::{
        io::{Read as _, Write as _},
        os::unix::net::UnixListener,
        thread,
    };

    /// What is made of one answer of an engine.
    fn answered(answer: &'static str) -> anyhow::Result<serde_json::Value> {
        let folder = tempfile::tempdir().unwrap();
        let socket = Utf8Path::from_path(folder.path()).unwrap().join("docker.sock");
        let listener = UnixListener::bind(&socket).unwrap();
        let engine = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let (mut request, mut piece) = (String::new(), [0; 256]);
            while !request.ends_with("\r\n\r\n") {
                let length = stream.read(&mut piece).unwrap();
                assert!(length > 0, "the request breaks off");
                request.push_str(&String::from_utf8_lossy(&piece[..length]));
            }
            stream.write_all(answer.as_bytes()).unwrap();
            request
        });
        let value = Docker::new(socket).get("/info");
        assert!(
            engine.join().unwrap().starts_with("GET /info HTTP/1.0\r\n"),
            "nothing but reading is asked for"
        );
        value
    }

    #[test]
    fn an_answer_with_status_200_is_parsed() {
        let value = answered("HTTP/1.0 200 OK\r\nA: b\r\n\r\n{\"Name\": \"here\"}").unwrap();
        assert_eq!(value["Name"], "here");
    }

    #[test]
    fn a_status_other_than_200_or_a_cut_answer_is_an_error() {
        for refusal in ["HTTP/1.0 404 Not Found\r\n\r\n{}", "HTTP/1.0 200 OK\r\n\r\n{\"Name", "nothing"] {
            assert!(answered(refusal).is_err(), "{refusal}");
        }
    }

    #[test]
    fn a_docker_host_that_is_no_socket_is_an_error_with_the_way_on() {
        assert_eq!(Docker::named("unix:///run/a.sock").unwrap().socket(), "/run/a.sock");
        assert!(Docker::named("ssh://deploy@203.0.113.10").unwrap_err().to_string().contains("ssh -L"));
    }
}

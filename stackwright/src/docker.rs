//! The Docker engine's API, as far as it reads: over the engine's socket, with no client program in between.

mod error;

pub use error::{EngineError, EngineErrorKind};

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
    /// [`EngineErrorKind::Address`] if it names an engine that is not behind a socket of this machine.
    pub fn named(host: &str) -> Result<Self, EngineError> {
        let path = host.strip_prefix("unix://").unwrap_or(host);
        if path.contains("://") {
            return Err(EngineError::new(EngineErrorKind::Address, host));
        }
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
    pub fn get(&self, path: &str) -> Result<Value, EngineError> {
        parsed(&self.body(path)?, path)
    }

    /// The same, where the answer is one value a line.
    ///
    /// # Errors
    /// If the engine cannot be reached, or answers with anything but 200 and JSON.
    pub fn lines(&self, path: &str) -> Result<Vec<Value>, EngineError> {
        let body = self.body(path)?;
        body.lines().filter(|line| !line.is_empty()).map(|line| parsed(line, path)).collect()
    }

    /// In HTTP/1.0 the answer ends with the connection, and is in one piece.
    fn body(&self, path: &str) -> Result<String, EngineError> {
        let answer = self.ask(path)?;
        let broken = || EngineError::new(EngineErrorKind::Answer, path);
        let answer = String::from_utf8(answer).map_err(|error| broken().because(error))?;
        let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(broken)?;
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(broken)?;
        if status != 200 {
            let refused = EngineError::new(EngineErrorKind::Status(status), path);
            return Err(refused.because(body.trim()));
        }
        Ok(body.to_owned())
    }

    fn ask(&self, path: &str) -> Result<Vec<u8>, EngineError> {
        let failed =
            |error| EngineError::new(EngineErrorKind::Connection, self.socket.as_str()).because(error);
        let mut stream = UnixStream::connect(&self.socket).map_err(failed)?;
        stream.set_read_timeout(Some(TIMEOUT)).map_err(failed)?;
        stream.set_write_timeout(Some(TIMEOUT)).map_err(failed)?;
        stream
            .write_all(format!("GET {path} HTTP/1.0\r\nHost: docker\r\n\r\n").as_bytes())
            .map_err(failed)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).map_err(failed)?;
        Ok(answer)
    }
}

fn parsed(text: &str, path: &str) -> Result<Value, EngineError> {
    serde_json::from_str(text).map_err(|error| EngineError::new(EngineErrorKind::Answer, path).because(error))
}

#[cfg(test)]
mod tests {
    use super::{Docker, EngineError, EngineErrorKind};
    use camino::Utf8Path;
    use std::{
        io::{Read as _, Write as _},
        os::unix::net::UnixListener,
        thread,
    };

    /// What is made of one answer of an engine.
    fn answered(answer: &'static str) -> Result<serde_json::Value, EngineError> {
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
        for (answer, kind) in [
            ("HTTP/1.0 404 Not Found\r\n\r\n{}", EngineErrorKind::Status(404)),
            ("HTTP/1.0 200 OK\r\n\r\n{\"Name", EngineErrorKind::Answer),
            ("nothing", EngineErrorKind::Answer),
        ] {
            assert_eq!(answered(answer).unwrap_err().kind(), kind, "{answer}");
        }
    }

    #[test]
    fn a_docker_host_that_is_no_socket_is_an_error_with_the_way_on() {
        assert_eq!(Docker::named("unix:///run/a.sock").unwrap().socket(), "/run/a.sock");
        let error = Docker::named("ssh://deploy@203.0.113.10").unwrap_err();
        assert_eq!(error.kind(), EngineErrorKind::Address);
        assert!(error.to_string().contains("ssh -L"), "{error}");
    }
}

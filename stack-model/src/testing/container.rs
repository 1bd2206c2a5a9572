//! `Container`: a service that the catalogue does not know.

use super::{ground::Ground, literal, valid};
use crate::{
    catalogue::{Kind, Lane},
    stack::{BackupStrategy, Limits, PerEnv, Probe, Reservations, Service, Tool, Value, Volume},
    value::{CpuShare, ImageRef, MemorySize, Port, SecretName, ServiceName, VariableName, VolumeName},
};
use proptest::{
    collection::{btree_map, vec},
    prelude::*,
    sample::select,
};
use std::collections::BTreeMap;

/// What a container is asked for its health.
#[derive(Debug, Clone)]
enum Question {
    None,
    Http(Tool),
    Command(Vec<String>),
}

/// A container, before it has a name and neighbours.
#[expect(clippy::struct_excessive_bools, reason = "each is one toss of a coin of the strategy")]
#[derive(Debug, Clone)]
pub(super) struct Container {
    word: String,
    /// Which machine, and which of the services before it are its servers, as bits.
    pub(super) host: usize,
    pub(super) servers: u8,
    lanes: Vec<Lane>,
    question: Question,
    /// Variables; none stands for a secret.
    environment: BTreeMap<String, Option<String>>,
    command: Vec<String>,
    volumes: BTreeMap<String, u32>,
    profiled: bool,
    published: bool,
    egress: bool,
    by_environment: bool,
    reserved: bool,
    image: &'static str,
    memory: u64,
    milli: u32,
}

impl Container {
    pub(super) fn any() -> impl Strategy<Value = Self> {
        const IMAGES: &[&str] = &[
            "docker.io/example/app:1.2.3",
            "registry.example.com:5000/team/app_x:v0.1.0-alpine",
            "example/app:2.0@sha256:",
        ];
        const LANES: &[&[Lane]] =
            &[&[Lane::Back], &[Lane::Back, Lane::Spare], &[Lane::Out], &[Lane::Spare, Lane::Front]];
        let name = prop_oneof![9 => word(1..12), 1 => word(61..62)];
        let lanes = select(LANES);
        let question = prop_oneof![
            Just(Question::None),
            select(vec![Tool::Wget, Tool::Curl, Tool::Python, Tool::Node, Tool::Bash])
                .prop_map(Question::Http),
            vec(literal(), 0..3).prop_map(Question::Command),
        ];
        let text = (
            btree_map(word_upper(), proptest::option::weighted(0.8, literal()), 0..5),
            vec(literal(), 0..3),
            btree_map(word(1..6), any::<u32>(), 0..3),
        );
        let numbers = (0..2_usize, any::<u8>(), 16..400_u64, 1..4000_u32);
        (name, lanes, question, text, numbers, any::<[bool; 5]>(), select(IMAGES)).prop_map(
            |(
                word,
                lanes,
                question,
                (environment, command, volumes),
                (host, servers, memory, milli),
                choices,
                image,
            )| {
                let [profiled, published, egress, by_environment, reserved] = choices;
                Self {
                    word,
                    host,
                    servers,
                    lanes: lanes.to_vec(),
                    question,
                    environment,
                    command,
                    volumes,
                    profiled,
                    published,
                    egress,
                    by_environment,
                    reserved,
                    image,
                    memory,
                    milli,
                }
            },
        )
    }

    /// Its name: of its own at each index.
    pub(super) fn name(&self, index: usize) -> ServiceName {
        valid(&format!("c{index}{}", self.word))
    }

    /// The secrets that it reads.
    pub(super) fn secrets(&self, index: usize) -> impl Iterator<Item = SecretName> {
        let hidden = self.environment.iter().filter(|(_, value)| value.is_none());
        hidden.map(move |(name, _)| secret(index, name))
    }

    /// The service without edges.
    pub(super) fn service(&self, index: usize, ground: &Ground) -> Service {
        let mut lanes = self.lanes.clone();
        for (lane, wanted) in [(Lane::Front, self.published), (Lane::Out, self.egress)] {
            if wanted && !lanes.contains(&lane) {
                lanes.push(lane);
            }
        }
        let image = if self.image.ends_with(':') {
            format!("{}{}", self.image, "a1".repeat(32))
        } else {
            self.image.to_owned()
        };
        let environment = self.environment.iter().map(|(name, value)| {
            let value =
                value.clone().map_or_else(|| Value::Secret { secret: secret(index, name) }, Value::Literal);
            (valid::<VariableName>(name), value)
        });
        let volumes = self.volumes.iter().map(|(name, owner)| {
            (valid::<VolumeName>(name), Volume { at: valid(&format!("/srv/{name}")), owner: *owner })
        });
        let memory =
            ground.each(self.by_environment, |index| MemorySize::from_mib(self.memory + 16 * index as u64));
        let port = format!("127.0.0.1:{}:8080", 10_000 + index);
        Service {
            kind: Some(Kind::CONTAINER),
            host: ground.written_host(self.host),
            image: Some(ground.each(self.by_environment, |_| valid::<ImageRef>(&image))),
            networks: lanes.iter().map(|lane| lane.name()).collect(),
            profiles: if self.profiled { vec![valid("extra")] } else { Vec::new() },
            limits: Limits {
                memory: Some(memory),
                cpus: Some(PerEnv::All(CpuShare::from_milli(self.milli))),
            },
            reservations: Reservations {
                memory: self.reserved.then(|| PerEnv::All(MemorySize::from_mib(8))),
            },
            ports: if self.published { vec![valid(&port)] } else { Vec::new() },
            listens: Some(Port::constant(8080)),
            probe: self.probe(),
            environment: environment.collect(),
            command: self.command.iter().cloned().map(Value::Literal).collect(),
            volumes: volumes.collect(),
            backup: if self.volumes.is_empty() {
                None
            } else if self.published {
                Some(BackupStrategy::None(valid("it can be had again")))
            } else {
                Some(BackupStrategy::Copy)
            },
            egress: self.egress,
            ..Service::default()
        }
    }

    fn probe(&self) -> Option<Probe> {
        let timed = Probe {
            interval: Some(valid("20s")),
            timeout: Some(valid("1s500ms")),
            retries: Some(4),
            ..Probe::default()
        };
        match &self.question {
            Question::None => None,
            Question::Http(tool) => {
                Some(Probe { http: Some(valid("/api/health?full=1&x=%20")), tool: Some(*tool), ..timed })
            }
            Question::Command(words) => {
                let words = words.iter().cloned().map(Value::Literal);
                let command = std::iter::once(Value::Literal("/bin/healthy".into())).chain(words).collect();
                Some(Probe { command, start_period: Some(valid("2m")), ..timed })
            }
        }
    }
}

fn secret(index: usize, variable: &str) -> SecretName {
    valid(&format!("c{index}_{}_key", variable.to_ascii_lowercase()))
}

/// Letters and digits, with single hyphens between them; it begins and ends with a letter.
fn word(length: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    vec(select(&["a", "k", "z", "0", "9", "-"][..]), length).prop_map(|letters| {
        let word = letters.concat();
        let parts: Vec<&str> = word.split('-').filter(|part| !part.is_empty()).collect();
        let word = parts.join("-");
        if word.starts_with(|c: char| c.is_ascii_lowercase()) {
            word
        } else {
            format!("x{word}").chars().take(61).collect::<String>().trim_end_matches('-').to_owned()
        }
    })
}

/// The name of a variable.
fn word_upper() -> impl Strategy<Value = String> {
    vec(select(&["A", "K", "Z", "0", "9"][..]), 1..8).prop_map(|letters| format!("V{}", letters.concat()))
}

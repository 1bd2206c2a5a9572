//! A container that the catalogue does not know: everything about it is written in `stack.yml`.

use super::{
    Application, Category, Kind, Proof, RootFilesystem, SubPath, User,
    fact::{default_command, no_environment, no_volumes},
};
use crate::{stack::Tool, value::Duration};

pub(super) static APPLICATION: Application = Application {
    kind: Kind::Container,
    title: "Container",
    category: Category::Other,
    image: None,
    user: User::Root,
    // Nothing is known of its image, so every tool is believed.
    tools: &[
        Tool::Wget,
        Tool::Curl,
        Tool::Python,
        Tool::Node,
        Tool::Bash,
        Tool::Sh,
        Tool::PgIsready,
        Tool::RedisCli,
        Tool::Itself,
    ],
    capabilities: &[],
    root: RootFilesystem::Writable("nothing is known of what it writes"),
    volumes: no_volumes,
    host_mounts: &[],
    listeners: &[],
    probe: |_| None,
    paths: &[],
    first_boot: Duration::from_seconds(30),
    probe_timeout: Duration::from_seconds(5),
    memory_floor: None,
    sub_path: SubPath::Stripped,
    needs: &[],
    egress: false,
    secrets: &[],
    environment: no_environment,
    command: default_command,
    metrics: None,
    obsolete: &[],
    proof: Proof::Read("its author's own words in stack.yml"),
};

//! A container that the catalogue does not know: everything about it is written in `stack.yml`.

use super::{
    Application, BackupFact, Category, Kind, Method, Origin, Proof, RootFilesystem, Sources, SubPath, Timed,
    Upgrade, UpgradeFact, User,
    fact::{default_command, no_environment, no_volumes},
};
use crate::stack::Tool;

const AUTHOR: Origin = Origin::Decided("its author says it in stack.yml, and nothing is known of the image");

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
    backup: BackupFact {
        method: Method::None("nothing is known of it but what `backup` says"),
        from: AUTHOR,
    },
    seed: None,
    upgrade: Some(UpgradeFact {
        upgrade: Upgrade::OneWay,
        from: Origin::Decided("nothing is known of the image, so the worst is supposed"),
    }),
    host_mounts: &[],
    listeners: &[],
    probe: |_| None,
    paths: &[],
    first_boot: Timed::seconds(
        30,
        Origin::Decided(
            "the default of a container that its author did not describe; `start_period` says another",
        ),
    ),
    probe_timeout: Timed::seconds(
        5,
        Origin::Decided(
            "the default of a container that its author did not describe; `timeout` says another",
        ),
    ),
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
    sources: Sources {
        image: AUTHOR,
        user: AUTHOR,
        tools: AUTHOR,
        root: AUTHOR,
        storage: AUTHOR,
        listeners: AUTHOR,
        probe: AUTHOR,
        sub_path: AUTHOR,
        calls: AUTHOR,
        settings: AUTHOR,
    },
};

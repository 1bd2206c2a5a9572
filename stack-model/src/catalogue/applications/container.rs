//! A container that the catalogue does not know: everything about it is written in `stack.yml`.

#[cfg(feature = "testing")]
use crate::catalogue::{Lane, TestFact};
use crate::{
    catalogue::{
        Application, BackupFact, Category, DockerCall, Method, Origin, Privileges, Proof, RootFilesystem,
        SettingsType, Sources, SubPath, Timed, Upgrade, UpgradeFact, User,
        fact::{default_command, no_environment, no_volumes},
    },
    stack::Tool,
};

const AUTHOR: Origin = Origin::Decided("its author says it in stack.yml, and nothing is known of the image");

pub(in crate::catalogue) static APPLICATION: Application = Application {
    name: "container",
    title: "Container",
    summary: "Anything that the catalogue does not know.",
    category: Category::Other,
    group: "containers",
    provides: &[],
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
    privileges: Privileges::NONE,
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
    health: None,
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
    collects: false,
    knows_proxy: false,
    image_list: None,
    // It is not known what it asks.
    docker_calls: &[
        DockerCall::PING,
        DockerCall::VERSION,
        DockerCall::CONTAINERS,
        DockerCall::IMAGE,
        DockerCall::NETWORKS,
        DockerCall::CONTAINER,
        DockerCall::LOGS,
    ],
    egress: false,
    secrets: &[],
    environment: no_environment,
    command: default_command,
    files: &[],
    mounts: &[],
    metrics: None,
    obsolete: &[],
    settings: SettingsType::NONE,
    #[cfg(feature = "testing")]
    tests: TestFact { is_routed: true, ..TestFact::on(&[Lane::Back]) },
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

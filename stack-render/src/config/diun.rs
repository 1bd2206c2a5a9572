//! DIUN: `images.yml`, the bases of images that are built on its machine. No container of theirs has a repository that the provider
//! of Docker could watch (field report CVE-01).

use super::{Config, Context, Effect};
use crate::{
    scalar::Reader,
    variables::image,
    yaml::{Yaml, map},
};
use stack_model::resolve::WATCHED_FOLDER;

pub(super) fn config(context: &Context<'_>) -> Config {
    let built: Vec<Yaml> = context
        .stack
        .built_beside(context.service)
        .filter_map(|service| {
            let pattern = service.shared_image().release_pattern()?;
            Some(map! {
                "name": &image(&service.name),
                "watch_repo": true,
                "include_tags": Yaml::list([Yaml::text(pattern)]),
            })
        })
        .collect();
    if built.is_empty() {
        return Config::default();
    }
    // DIUN reads it at every round, so it lies in a folder of its own: a file that is mounted alone is never replaced.
    let file = context
        .file("watched/images.yml", Yaml::list(built).document(Reader::Plain))
        .with(Effect::Unprompted);
    Config { files: vec![file], mounts: vec![context.mount("watched", WATCHED_FOLDER)] }
}

//! DIUN: `images.yml`, the bases of images that are built on its machine. No container of theirs has a repository that the provider
//! of Docker could watch (field report CVE-01).

use super::{Renderer, no_variables};
use crate::{
    config::{ConfigFile, Context},
    engine::RenderError,
    scalar::Reader,
    variables::image,
    yaml::{Yaml, map},
};

pub(super) static RENDERER: Renderer = Renderer { files, variables: no_variables };

fn files(context: &Context<'_>) -> Result<Vec<ConfigFile>, RenderError> {
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
        return Ok(Vec::new());
    }
    Ok(vec![context.file("watched/images.yml", Yaml::list(built).document(Reader::Plain))?])
}

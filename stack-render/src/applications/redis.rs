//! Redis: `redis.conf`. The password is not in it; see the catalogue's command.

use super::Renderer;
use crate::{
    config::{ConfigFile, Context},
    engine::RenderError,
    variables::{Group, Var, Variables, by_environment},
};
use minijinja::context;
use stack_model::{CheckedService, CheckedStack, RedisIndex, catalogue::applications::redis::RedisSettings};

/// Memory for data as a part of the limit: the rest is for the copies that saving makes.
const DATA_SHARE: (u64, u64) = (3, 4);

/// Memory for data, in the words of Redis.
fn maxmemory(service: &CheckedService) -> Var<String> {
    Var::of_service(&service.name, "maxmemory")
}

pub(super) static RENDERER: Renderer = Renderer { files, variables: add_variables };

fn files(context: &Context<'_>) -> Result<Vec<ConfigFile>, RenderError> {
    let settings = context.service.settings_of::<RedisSettings>();
    let policy = settings.map_or("noeviction", |settings| settings.eviction.policy());
    let view = context! {
        maxmemory => maxmemory(context.service).reference(),
        policy,
        databases => u32::from(RedisIndex::COUNT),
    };
    Ok(vec![context.render("redis.conf", &view)?])
}

fn add_variables(stack: &CheckedStack, service: &CheckedService, variables: &mut Variables) {
    let written = service.settings_of::<RedisSettings>().and_then(|settings| settings.maxmemory.as_ref());
    let values = by_environment(stack, |environment| {
        let (numerator, denominator) = DATA_SHARE;
        let derived = service.memory(environment).fraction(numerator, denominator);
        let size = written.and_then(|written| written.get(environment)).copied().unwrap_or(derived);
        format!("{}mb", size.mib())
    });
    let about = format!("memory that {} keeps data in", service.name);
    variables.each(Group::Docker, &maxmemory(service), about, values);
}

//! What is rendered for each application that has files: one module each, found by the build script.

use crate::{
    config::{ConfigFile, Context},
    engine::RenderError,
    variables::Variables,
};
use stack_model::{CheckedService, CheckedStack, catalogue::Kind};

/// What makes the files of an application.
pub(crate) struct Renderer {
    /// The texts of the files that its definition names.
    pub(crate) files: fn(&Context<'_>) -> Result<Vec<ConfigFile>, RenderError>,
    /// Adds the variables that they refer to beyond those of every service.
    pub(crate) variables: fn(&CheckedStack, &CheckedService, &mut Variables),
}

impl Renderer {
    /// That of an application; none if it has no files.
    pub(crate) fn of(kind: Kind) -> Option<&'static Self> {
        RENDERERS.iter().find(|(name, _)| *name == kind.name()).map(|(_, renderer)| *renderer)
    }
}

/// No variables beyond those of every service.
fn no_variables(_: &CheckedStack, _: &CheckedService, _: &mut Variables) {}

include!(concat!(env!("OUT_DIR"), "/applications.rs"));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Engine;
    use stack_model::{Source, check};
    use std::{collections::BTreeSet, fs, path::Path};

    #[test]
    fn an_application_is_rendered_if_its_definition_names_files() {
        for kind in Kind::ALL {
            let named = !kind.application().files.is_empty();
            let module = format!("stack-render/src/applications/{}.rs", kind.name().replace('-', "_"));
            assert_eq!(Renderer::of(*kind).is_some(), named, "{kind}: its `files`, and {module}");
        }
        for (name, _) in RENDERERS {
            assert!(Kind::of(name).is_some(), "applications/{name}.rs renders no application");
        }
    }

    #[test]
    fn a_template_folder_belongs_to_an_application() {
        for path in Engine::new().below("configs/") {
            let name = path.split('/').nth(1).unwrap_or_default();
            assert!(Kind::of(name).is_some_and(|kind| Renderer::of(kind).is_some()), "{path}");
        }
    }

    /// What a definition names, a valid fixture shows: a name that is rendered and not defined is an error of `plan`.
    #[test]
    fn every_file_of_a_definition_is_rendered_for_a_valid_fixture() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/valid");
        let engine = Engine::new();
        let mut shown_files = BTreeSet::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let source = Source::new(path.display().to_string(), fs::read_to_string(&path).unwrap());
            let stack = check(source.parse().unwrap()).unwrap();
            for service in stack.services() {
                let Some(renderer) = Renderer::of(service.kind) else { continue };
                let context = Context { stack: &stack, engine: &engine, service };
                for file in (renderer.files)(&context).unwrap() {
                    shown_files.insert((service.kind, file.template));
                }
            }
        }
        for kind in Kind::ALL {
            for file in kind.application().files {
                let shown = |(of, template): &(Kind, String)| {
                    // Two services of one kind have a folder each.
                    let name = template.split_once('/').map_or(template.as_str(), |(_, rest)| rest);
                    of == kind && (file.matches(template) || file.matches(name))
                };
                let found = shown_files.iter().any(shown);
                assert!(found, "{kind}: no valid fixture has the file `{}`", file.name);
            }
        }
    }
}

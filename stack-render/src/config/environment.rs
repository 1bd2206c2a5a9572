//! `<service>.env`: the variables of a service that are no secrets, in the file that compose hands to its container.
//!
//! Every line is `format: raw` (compose 2.30): what stands behind `=` is the value, without quotes, comments or
//! references. Secrets stay under `environment` of the compose file, where `${NAME}` is read from `.env`.

use super::{ConfigFile, Context, Effect};
use crate::{
    artefact::Consumer,
    scalar::{Reader, Scalar},
    yaml::BANNER,
};
use stack_model::{
    CheckedService,
    resolve::{Part, Text},
};

/// The longest line that the reader of compose takes is 64 KiB (Go, `bufio.MaxScanTokenSize`); names are far shorter
/// than the rest of it.
const LONGEST: usize = 60_000;

/// Whether a variable can stand in the file: no secret in it, and one line.
pub(crate) fn is_in_file(text: &Text) -> bool {
    text.parts().iter().all(|part| match part {
        Part::Secret(_) => false,
        Part::Literal(text) => text.len() < LONGEST && !text.chars().any(|c| c.is_control() && c != '\t'),
        Part::Domain | Part::Varying { .. } => true,
    })
}

/// The path of the file beside the compose file; none for a service that has nothing to write there.
pub(crate) fn path(service: &CheckedService) -> Option<String> {
    let any = service.environment.values().any(is_in_file);
    any.then(|| format!("configs/{0}/{0}.env", service.name))
}

/// The file.
pub(super) fn file(context: &Context<'_>) -> Option<ConfigFile> {
    let service = context.service;
    let destination = path(service)?;
    let mut text = String::from(BANNER);
    for (variable, value) in service.environment.iter().filter(|(_, value)| is_in_file(value)) {
        let value = Scalar::of(value, &service.name).print(Reader::Plain);
        text.push_str(&format!("{variable}={value}\n"));
    }
    let template = format!("{}.env", service.name);
    Some(ConfigFile {
        template,
        destination,
        text,
        executable: false,
        effect: Effect::Start,
        consumer: Consumer::ComposeVariables,
    })
}

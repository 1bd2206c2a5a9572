//! Embeds the templates, so that the library needs no files at run time, and finds the modules that render applications.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

#[expect(clippy::disallowed_methods, reason = "the macro and this script write into the build folder")]
fn main() -> io::Result<()> {
    minijinja_embed::embed_templates!("templates");
    let variable = |name: &str| env::var_os(name).map(PathBuf::from).ok_or(io::ErrorKind::NotFound);
    let folder = variable("CARGO_MANIFEST_DIR")?.join("src/applications");
    println!("cargo::rerun-if-changed={}", folder.display());
    fs::write(variable("OUT_DIR")?.join("applications.rs"), registry(&folder)?)
}

/// The modules of the folder, and the list of what they render.
fn registry(folder: &Path) -> io::Result<String> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    let (mut modules, mut entries) = (String::new(), String::new());
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs")) {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        modules.push_str(&format!("#[path = {:?}]\nmod {stem};\n", path.to_string_lossy()));
        entries.push_str(&format!("    ({:?}, &{stem}::RENDERER),\n", stem.replace('_', "-")));
    }
    Ok(format!(
        "{modules}\n/// What renders each application, by its name.\n\
         static RENDERERS: &[(&str, &Renderer)] = &[\n{entries}];\n"
    ))
}

//! Finds the applications of the catalogue: each file of `src/catalogue/applications/` is one.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

#[expect(
    clippy::disallowed_methods,
    reason = "a build script is told its folders by variables, and writes into one"
)]
fn main() -> io::Result<()> {
    let variable = |name: &str| env::var_os(name).map(PathBuf::from).ok_or(io::ErrorKind::NotFound);
    let folder = variable("CARGO_MANIFEST_DIR")?.join("src/catalogue/applications");
    println!("cargo::rerun-if-changed={}", folder.display());
    fs::write(variable("OUT_DIR")?.join("applications.rs"), registry(&applications(&folder)?))
}

/// The files of the folder, in the order of the names that `kind:` has for them.
fn applications(folder: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let mut applications = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if let (Some("rs"), Some(stem)) =
            (path.extension().and_then(|text| text.to_str()), path.file_stem().and_then(|text| text.to_str()))
        {
            applications.push((stem.to_owned(), path.clone()));
        }
    }
    applications.sort_by_key(|(stem, _)| stem.replace('_', "-"));
    Ok(applications)
}

/// The modules, and the list of what they define.
fn registry(applications: &[(String, PathBuf)]) -> String {
    let modules = applications
        .iter()
        .map(|(stem, path)| format!("#[path = {:?}]\npub mod {stem};\n", path.to_string_lossy()))
        .collect::<String>();
    let entries =
        applications.iter().map(|(stem, _)| format!("    Kind(&{stem}::APPLICATION),\n")).collect::<String>();
    let names = applications
        .iter()
        .map(|(stem, _)| format!("    {:?},\n", stem.replace('_', "-")))
        .collect::<String>();
    format!(
        "{modules}\n/// Every application.\npub(super) const ALL: &[Kind] = &[\n{entries}];\n\n\
         /// Their names, as `kind:` spells them.\npub(super) const NAMES: &[&str] = &[\n{names}];\n"
    )
}

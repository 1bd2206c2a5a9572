//! Modules use lower layers only: every path of every file is held against the table of layers.

#[path = "layers/source.rs"]
mod source;
#[path = "layers/table.rs"]
mod table;

use source::{Path, uses};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path as FilePath,
};
use table::LAYERS;

/// What still points upwards: a module and the module that it must not use. An entry that is no longer needed fails the test.
const STILL_UPWARDS: &[(&str, &str)] = &[("catalogue", "resolve"), ("stack", "catalogue")];

/// A file of the crate: its module, from the crate's root on, and its text.
struct File {
    module: Vec<String>,
    text: String,
}

fn files() -> Vec<File> {
    let root = FilePath::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of the crate") {
            let path = entry.expect("an entry of it").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let place = path.strip_prefix(&root).expect("it lies below").with_extension("");
                let module =
                    place.iter().map(|name| name.to_str().expect("names are text").to_owned()).collect();
                files.push(File { module, text: fs::read_to_string(&path).expect("code is text") });
            }
        }
    }
    files.sort_by(|a, b| a.module.cmp(&b.module));
    files
}

/// The place of a module in the order of all layers; modules of one layer have an order too.
fn rank(module: &str) -> Option<usize> {
    LAYERS.iter().flat_map(|layer| layer.modules).position(|known| *known == module)
}

/// What `lib.rs` gives names to at the crate's root, by the module that it is from. `value` gives all that it has.
fn names_at_the_root(lib: &str) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for line in lib.replace('\n', " ").split("pub use ").skip(1) {
        let item = line.split(';').next().unwrap_or_default();
        let Some((module, listed)) = item.split_once("::") else { continue };
        for name in listed.split([',', '{', '}', ' ']).filter(|name| !name.is_empty()) {
            names.insert(name.to_owned(), module.to_owned());
        }
    }
    names
}

/// The module of the top level that a path leads to.
fn target(path: &Path, names: &BTreeMap<String, String>) -> Option<String> {
    let first = path.first()?;
    if rank(first).is_some() {
        return Some(first.clone());
    }
    // `pub use value::*` names none of them.
    Some(names.get(first).map_or_else(|| "value".into(), Clone::clone))
}

/// Every use of a module by another, as `module -> module`, with the files that do it.
fn edges(files: &[File]) -> BTreeMap<(String, String), BTreeSet<String>> {
    let lib = files.iter().find(|file| file.module == ["lib"]).expect("the crate has a lib.rs");
    let names = names_at_the_root(&lib.text);
    let mut edges: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for file in files.iter().filter(|file| file.module != ["lib"]) {
        for path in uses(&file.module, &file.text).paths {
            let Some(to) = target(&path, &names) else { continue };
            if to != file.module[0] {
                edges.entry((file.module[0].clone(), to)).or_default().insert(file.module.join("/"));
            }
        }
    }
    edges
}

/// The uses that point upwards.
fn upwards(edges: &BTreeMap<(String, String), BTreeSet<String>>) -> Vec<(&str, &str, &BTreeSet<String>)> {
    let up = edges.iter().filter(|((from, to), _)| rank(from) < rank(to));
    up.map(|((from, to), files)| (from.as_str(), to.as_str(), files)).collect()
}

#[test]
fn a_module_uses_lower_layers_only() {
    let files = files();
    let edges = edges(&files);
    let upwards = upwards(&edges);
    for (from, to, files) in &upwards {
        assert!(STILL_UPWARDS.contains(&(*from, *to)), "`{from}` uses the higher `{to}`: {files:?}");
    }
    for (from, to) in STILL_UPWARDS {
        let needed = upwards.iter().any(|(a, b, _)| (a, b) == (from, to));
        assert!(needed, "`{from}` uses `{to}` no more: take it out of the list");
    }
}

#[test]
fn every_module_has_a_layer_and_every_path_is_read() {
    let files = files();
    let modules: BTreeSet<&str> =
        files.iter().map(|file| file.module[0].as_str()).filter(|module| *module != "lib").collect();
    let placed: BTreeSet<&str> = LAYERS.iter().flat_map(|layer| layer.modules).copied().collect();
    assert_eq!(modules, placed);
    let (mut heads, mut paths) = (0, 0);
    for file in &files {
        let uses = uses(&file.module, &file.text);
        assert!(uses.paths.len() >= uses.heads, "{:?}", file.module);
        // Counted again by plain means: no line of `use crate::` or `use super::` is missed.
        let plain = file.text.lines().take_while(|line| *line != "#[cfg(test)]");
        let plain = plain.map(str::trim_start).filter(|line| {
            let line = line.strip_prefix("pub ").unwrap_or(line);
            line.starts_with("use crate::") || line.starts_with("use super::")
        });
        assert!(uses.heads >= plain.count(), "{:?}", file.module);
        heads += uses.heads;
        paths += uses.paths.len();
    }
    // What is read is most of the crate: a reader that finds little would refuse nothing.
    assert!(files.len() > 250 && heads > 400 && paths > 1500, "{} files, {heads}, {paths}", files.len());
}

#[test]
fn a_use_of_a_higher_layer_is_seen_however_it_is_written() {
    let module = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
    let lib = || File {
        module: module("lib"),
        text: "pub use check::check;\npub use rules::{Rule, RULES};".into(),
    };
    for (from, text) in [
        ("stack/route", "use crate::rules::Rule;"),
        ("stack/route", "use crate::{\n    Rule,\n    value::Port,\n};"),
        ("stack/route", "use crate::{value::{Port, Name}, rules as r};"),
        ("stack/route", "fn f() -> u8 { crate::rules::size::<u8>() }"),
        ("stack/route", "use super::super::rules::Rule;"),
        ("stack", "use super::{value::Port, rules::RULES};"),
        ("stack", "pub(crate) use crate::check;"),
        ("reach", "fn f(c: char) -> bool { c == '\"' || crate::recovery::is(c) }"),
    ] {
        let files = [lib(), File { module: module(from), text: text.into() }];
        assert_eq!(upwards(&edges(&files)).len(), 1, "{text}");
    }
    for text in [
        "// use crate::rules::Rule;",
        "const A: &str = \"crate::rules\";",
        "use crate::{Port, syntax::KeyPath};",
        "#[cfg(test)]\nmod tests {\n    use crate::rules::Rule;\n    fn f() { { } }\n}\n",
    ] {
        let files = [lib(), File { module: module("stack"), text: text.into() }];
        assert!(upwards(&edges(&files)).is_empty(), "{text}");
    }
}

#[test]
fn the_picture_names_every_module() {
    let picture = table::diagram();
    for module in LAYERS.iter().flat_map(|layer| layer.modules) {
        assert!(picture.contains(module), "{module}");
    }
    assert_eq!(picture.matches("-->").count(), LAYERS.len() - 1);
}

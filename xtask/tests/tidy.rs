//! What the repository promises about itself: each promise is a test.

use camino::{Utf8Path, Utf8PathBuf};
use stack_model::{catalogue::Kind, rules::RULES};
use std::{collections::BTreeSet, fs, process::Command};
use xtask::input::repository;

/// The files that git tracks or would track, relative to the root.
fn tracked() -> Vec<Utf8PathBuf> {
    let arguments = ["ls-files", "--cached", "--others", "--exclude-standard"];
    let output = Command::new("git").args(arguments).current_dir(repository()).output().expect("git runs");
    let text = String::from_utf8(output.stdout).expect("paths are UTF-8");
    text.lines().map(Utf8PathBuf::from).filter(|path| repository().join(path).exists()).collect()
}

fn read(path: &Utf8Path) -> String {
    fs::read_to_string(repository().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn with_extension(extension: &str) -> Vec<Utf8PathBuf> {
    tracked().into_iter().filter(|path| path.extension() == Some(extension)).collect()
}

#[test]
fn every_module_says_what_it_is_and_stays_small() {
    let files = with_extension("rs");
    assert!(files.len() > 100);
    for path in files {
        let text = read(&path);
        assert!(text.starts_with("//! "), "{path} does not begin with a `//!` line");
        assert!(text.lines().count() <= 400, "{path} is longer than 400 lines: two nouns in one room?");
        let name = path.file_name().unwrap_or_default();
        assert!(!["mod.rs", "util.rs", "utils.rs", "helpers.rs"].contains(&name), "{path} is no noun");
    }
}

/// What a build script finds, `cargo fmt` does not.
#[test]
fn files_found_by_a_build_script_are_formatted() {
    let files: Vec<_> =
        with_extension("rs").into_iter().filter(|path| path.as_str().contains("/applications/")).collect();
    assert!(files.len() > 10);
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--check", "--edition", "2024"]).args(&files).current_dir(repository());
    let output = rustfmt.output().expect("rustfmt runs");
    let difference = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "run `rustfmt --edition 2024` on these files\n{difference}");
}

#[test]
fn every_application_is_used_by_a_valid_fixture() {
    let fixtures = tracked().into_iter().filter(|path| path.as_str().starts_with("fixtures/valid/"));
    let mut used = BTreeSet::new();
    for path in fixtures {
        let source = xtask::input::read(&repository().join(&path)).expect("a fixture is read");
        let stack = xtask::input::checked(&source).unwrap_or_else(|report| panic!("{path}: {report}"));
        used.extend(stack.services().map(|service| service.kind));
    }
    for kind in Kind::ALL {
        assert!(used.contains(kind), "no stack of fixtures/valid has a `{kind}`");
    }
}

/// What differs from one application to another is a fact of its definition. The harness, which runs programs, may name them.
#[test]
fn no_library_asks_for_an_application_by_name() {
    let folders = ["stack-model/src/", "stack-render/src/", "stackwright/src/"];
    let code = with_extension("rs").into_iter().filter(|path| {
        let path = path.as_str();
        folders.iter().any(|folder| path.starts_with(folder)) && !path.contains("/applications/")
    });
    for path in code {
        let text = read(&path);
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for kind in Kind::ALL.iter().filter(|kind| !kind.is_container()) {
            for question in [
                format!("Kind::of(\"{kind}\")"),
                format!("name() == \"{kind}\""),
                format!("application.name == \"{kind}\""),
            ] {
                assert!(!text.contains(&question), "{path} asks {question}: let the definition say the fact");
            }
        }
        let endings = ["kind.name() {", "application.name {", "application().name {"];
        let matches = text
            .lines()
            .filter(|line| line.contains("match ") && endings.iter().any(|end| line.contains(end)));
        assert!(matches.count() == 0, "{path} matches on an application");
    }
}

#[test]
fn a_rule_is_one_file_under_its_own_name() {
    let mut codes: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
    let listed = codes.clone();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(listed, codes, "the table is sorted and has no code twice");
    let modules: BTreeSet<String> = tracked()
        .iter()
        .filter_map(|path| {
            path.as_str().strip_prefix("stack-model/src/rules/")?.strip_suffix(".rs").map(str::to_owned)
        })
        .filter(|stem| stem != "findings")
        .map(|stem| stem.replace('_', "-"))
        .collect();
    assert_eq!(modules, codes.iter().map(|code| (*code).to_owned()).collect(), "files and table agree");
    assert!(RULES.len() > 90, "{} rules", RULES.len());
}

#[test]
fn a_rule_has_at_most_120_lines() {
    for rule in RULES {
        let path = format!("stack-model/src/rules/{}.rs", rule.code.replace('-', "_"));
        let lines = read(path.as_str().into()).lines().count();
        assert!((10..=120).contains(&lines), "{path} has {lines} lines");
    }
}

#[test]
fn a_rules_page_has_its_sections_and_its_fixture() {
    for rule in RULES {
        let mut rest = rule.docs;
        for section in ["## What it rejects\n", "## Why it matters\n", "## How to repair\n"] {
            let (_, after) =
                rest.split_once(section).unwrap_or_else(|| panic!("{}: no section {section}", rule.code));
            assert!(!after.trim_start().is_empty(), "{}: {section} is empty", rule.code);
            rest = after;
        }
        let summary = rule.summary;
        assert!(
            summary.chars().next().is_some_and(|c| !c.is_uppercase()) && !summary.ends_with('.'),
            "{summary}"
        );
        let fixture = repository().join(format!("fixtures/invalid/{}.yml", rule.code));
        assert!(fixture.exists(), "{}: no fixture", rule.code);
    }
}

#[test]
fn generated_files_are_fresh() {
    for (path, planned) in xtask::codegen::files().expect("the pages can be written") {
        assert!(read(path.into()) == planned, "{path} is stale; run `cargo xtask codegen`");
    }
}

/// Where a template switches escaping off: the filter `safe`, in whatever spelling, or a block of `autoescape`.
fn unescaped(template: &str) -> bool {
    let words: Vec<&str> = template
        .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_' && letter != '|')
        .flat_map(|word| word.split_inclusive('|'))
        .filter(|word| !word.is_empty())
        .collect();
    let filters = words.windows(2).any(|pair| pair[0].ends_with('|') && pair[1].trim_matches('|') == "safe");
    let blocks = words.windows(2).any(|pair| pair == ["filter", "safe"]);
    filters || blocks || words.contains(&"autoescape")
}

#[test]
fn a_switch_that_turns_escaping_off_is_seen_in_every_spelling() {
    for template in [
        "{{ x|safe }}",
        "{{ x | safe }}",
        "{{ x  |\tsafe}}",
        "{{ x | upper|safe }}",
        "{% filter safe %}",
        "{% autoescape false %}",
        "{%- autoescape none -%}",
    ] {
        assert!(unescaped(template), "{template}");
    }
    for template in ["a safe | b", "{{ safe }}", "{{ x | safely }}", "| safe_mode |", "cat | grep safe"] {
        assert!(!unescaped(template), "{template}");
    }
}

#[test]
fn templates_never_switch_escaping_off() {
    let templates = with_extension("j2");
    assert!(templates.len() > 100, "{} templates", templates.len());
    for path in templates {
        assert!(!unescaped(&read(&path)), "{path}");
    }
}

#[test]
fn every_template_with_a_banner_names_the_program() {
    let banner = "Generated from stack.yml by `stackwright generate`; edit stack.yml instead.";
    let texts: Vec<_> = with_extension("j2").into_iter().map(|path| (read(&path), path)).collect();
    let with_banner = texts.iter().filter(|(text, _)| text.contains("Generated from stack.yml"));
    assert!(with_banner.clone().count() > 50);
    for (text, path) in with_banner {
        assert!(text.contains(banner), "{path} has another banner");
    }
}

#[test]
fn nothing_of_this_machine_is_tracked() {
    for path in tracked() {
        let Ok(text) = fs::read_to_string(repository().join(&path)) else { continue };
        for foreign in [concat!("/wo", "rk/"), concat!("/fa", "rm/"), concat!("/ro", "ot/")] {
            assert!(!text.contains(foreign), "{path} contains {foreign}");
        }
    }
}

#[test]
fn the_program_does_not_know_the_clone_it_was_built_in() {
    for path in with_extension("rs").into_iter().filter(|path| path.starts_with("stackwright/src")) {
        assert!(!read(&path).contains("CARGO_MANIFEST_DIR"), "{path} has the path of the clone compiled in");
    }
}

#[test]
fn no_secret_has_a_value() {
    let generated = stack_render::plan(&reference()).expect("built-in templates render");
    let mut names = BTreeSet::new();
    for (path, file) in generated.files().filter(|(path, _)| path.as_str().ends_with(".env.example")) {
        for line in file.contents.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            let (name, value) = line.split_once('=').unwrap_or_else(|| panic!("{path}: {line}"));
            assert!(value.is_empty() || name == "COMPOSE_PROFILES", "{path}: {name} has a value");
            names.insert(name.to_owned());
        }
    }
    // What compose takes from `.env` is what is listed there, and nothing beside it.
    let mut taken = BTreeSet::from(["COMPOSE_PROFILES".to_owned()]);
    for (_, file) in generated.files().filter(|(path, _)| path.as_str().ends_with("/docker-compose.yml")) {
        // `$${` is a shell's.
        let contents = file.contents.replace("$${", "");
        let values = contents.split("${").skip(1);
        taken.extend(values.filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())));
    }
    assert!(names.len() > 10, "{names:?}");
    assert_eq!(names, taken);
}

/// The words of which names of variables are.
fn identifiers(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
}

#[test]
fn every_variable_of_group_vars_is_read() {
    let tree = stack_render::plan(&reference()).expect("built-in templates render");
    let mut defined = BTreeSet::new();
    let mut read = BTreeSet::new();
    for (path, file) in tree.files().filter(|(path, _)| path.as_str().starts_with("ansible/")) {
        let path = path.as_str();
        if path.contains("/group_vars/") {
            // A variable that is set by hand stands there as a comment.
            let lines = file.contents.lines().map(|line| line.strip_prefix("# ").unwrap_or(line));
            let names = lines.filter_map(|line| Some(line.split_once(':')?.0));
            let names = names.filter(|name| name.contains('_') && identifiers(name).count() == 1);
            defined.extend(names.map(str::to_owned));
        } else if Utf8Path::new(path).extension() != Some("md") && !path.ends_with("/argument_specs.yml") {
            // What says what a variable is does not read it, nor does what sets it.
            let lines = file.contents.lines().filter(|line| !line.trim_start().starts_with('#'));
            let uses = lines.flat_map(|line| {
                let key = line.split_once(": ").map_or("", |(key, _)| key);
                identifiers(line).filter(move |word| *word != key)
            });
            read.extend(uses.map(str::to_owned));
        }
    }
    assert!(defined.len() > 50, "{defined:?}");
    let unread: Vec<_> = defined.difference(&read).collect();
    assert!(unread.is_empty(), "variables that nothing reads: {unread:?}");
}

fn reference() -> stack_model::CheckedStack {
    let source =
        xtask::input::read(&repository().join(xtask::input::REFERENCE)).expect("the reference stack");
    xtask::input::checked(&source).unwrap_or_else(|report| panic!("{report}"))
}

#[test]
fn the_reference_stack_has_no_finding_left() {
    assert!(reference().warnings().is_empty(), "{}", reference().warnings());
}

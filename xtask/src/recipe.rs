//! `recipe`: adds the applications of CONTRIBUTING.md to a copy of this repository, and leaves out one part after the other.

use crate::input;
use anyhow::{Context as _, bail, ensure};
use camino::{Utf8Path, Utf8PathBuf};
use stackwright::program::output::{Outcome, line};
use std::process::Command;

/// Arguments of `recipe`.
#[derive(Debug, clap::Args)]
pub struct Recipe {}

const NOTES: &str = "stack-model/src/catalogue/applications/notes.rs";
const BOARD: &str = "stack-model/src/catalogue/applications/board.rs";
const MODULE: &str = "stack-render/src/applications/board.rs";
const TEMPLATE: &str = "stack-render/templates/configs/board/board.yml.j2";
const NOTES_STACK: &str = "fixtures/valid/notes.yml";
const BOARD_STACK: &str = "fixtures/valid/board.yml";

/// The tests that CONTRIBUTING.md names, as arguments of cargo.
const MODEL: &str = "test --quiet --package stack-model --lib catalogue";
const RENDER: &str = "test --quiet --package stack-render --lib applications";
const TIDY: &str = "test --quiet --package xtask --test tidy";

/// A copy of this repository.
struct Copy {
    root: Utf8PathBuf,
}

/// Something that is left out, and what tells.
struct Omission {
    what: &'static str,
    path: &'static str,
    /// The text that is taken away, with what stands for it; all of the file if none is named.
    text: Option<(&'static str, &'static str)>,
    command: &'static str,
    told: &'static str,
}

const OMISSIONS: &[Omission] = &[
    Omission {
        what: "a fact of the definition",
        path: NOTES,
        text: Some(("    egress: false,\n", "")),
        command: MODEL,
        told: "missing field `egress`",
    },
    Omission {
        what: "the name of the file",
        path: NOTES,
        text: Some(("    name: \"notes\",\n", "    name: \"note\",\n")),
        command: MODEL,
        told: "an_application_has_the_name_of_its_file",
    },
    Omission {
        what: "the fixture of an application without settings",
        path: NOTES_STACK,
        text: None,
        command: TIDY,
        told: "every_application_is_used_by_a_valid_fixture",
    },
    Omission {
        what: "the fixture of an application with a file",
        path: BOARD_STACK,
        text: None,
        command: TIDY,
        told: "every_application_is_used_by_a_valid_fixture",
    },
    Omission {
        what: "the module that renders",
        path: MODULE,
        text: None,
        command: RENDER,
        told: "an_application_is_rendered_if_its_definition_names_files",
    },
    Omission {
        what: "the template",
        path: TEMPLATE,
        text: None,
        command: RENDER,
        told: "every_file_of_a_definition_is_rendered_for_a_valid_fixture",
    },
    Omission {
        what: "the files of the definition",
        path: BOARD,
        text: Some((
            "    files: &[FileFact::new(\"board.yml\", AppliedBy::Restart)],\n",
            "    files: &[],\n",
        )),
        command: RENDER,
        told: "an_application_is_rendered_if_its_definition_names_files",
    },
];

impl Recipe {
    /// Runs the command.
    ///
    /// # Errors
    /// If the copy cannot be made, if the recipe does not work, or if a part can be left out unnoticed.
    pub fn run(&self) -> anyhow::Result<Outcome> {
        let folder = tempfile::tempdir()?;
        let root = Utf8Path::from_path(folder.path()).context("the folder's path is UTF-8")?.join("copy");
        let copy = Copy::new(root)?;
        let page = fs_err::read_to_string(input::repository().join("CONTRIBUTING.md"))?;
        for (path, text) in parts(&page)? {
            copy.write(path, &text)?;
        }
        let formatted = Command::new("rustfmt")
            .args(["--edition", "2024", NOTES, BOARD, MODULE])
            .current_dir(&copy.root)
            .status()?;
        ensure!(formatted.success(), "rustfmt does not read the blocks of CONTRIBUTING.md");
        copy.succeeds("xtask codegen")?;
        for command in [MODEL, RENDER, TIDY] {
            copy.succeeds(command)?;
            line(format!("added as the page says: cargo {command}"));
        }
        for omission in OMISSIONS {
            let whole = fs_err::read_to_string(copy.root.join(omission.path))?;
            match omission.text {
                Some((taken, instead)) => {
                    ensure!(whole.contains(taken), "{} has no {taken:?}", omission.path);
                    copy.write(omission.path, &whole.replacen(taken, instead, 1))?;
                }
                None => fs_err::remove_file(copy.root.join(omission.path))?,
            }
            let (succeeded, output) = copy.cargo(omission.command)?;
            ensure!(
                !succeeded && output.contains(omission.told),
                "without {}: cargo {} does not say {}\n{output}",
                omission.what,
                omission.command,
                omission.told
            );
            line(format!("without {}: {}", omission.what, omission.told));
            copy.write(omission.path, &whole)?;
        }
        Ok(Outcome::Done)
    }
}

impl Copy {
    /// A copy of what git tracks, or would track.
    fn new(root: Utf8PathBuf) -> anyhow::Result<Self> {
        let arguments = ["ls-files", "--cached", "--others", "--exclude-standard"];
        let listed = Command::new("git").args(arguments).current_dir(input::repository()).output()?;
        let copy = Self { root };
        for path in String::from_utf8(listed.stdout)?.lines() {
            let from = input::repository().join(path);
            if from.is_file() {
                let to = copy.root.join(path);
                fs_err::create_dir_all(to.parent().unwrap_or(&copy.root))?;
                fs_err::copy(from, to)?;
            }
        }
        let status = Command::new("git").args(["init", "--quiet"]).current_dir(&copy.root).status()?;
        ensure!(status.success(), "git cannot make a repository of the copy");
        Ok(copy)
    }

    fn write(&self, path: &str, text: &str) -> anyhow::Result<()> {
        let path = self.root.join(path);
        fs_err::create_dir_all(path.parent().unwrap_or(&self.root))?;
        Ok(fs_err::write(path, text)?)
    }

    /// Runs cargo in the copy, with the target folder of this repository: what is not of the workspace is built already.
    fn cargo(&self, arguments: &str) -> anyhow::Result<(bool, String)> {
        let target = std::env::var_os("CARGO_TARGET_DIR")
            .unwrap_or_else(|| input::repository().join("target").into_os_string());
        let output = Command::new("cargo")
            .args(arguments.split(' '))
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", target)
            .output()?;
        let text = [output.stdout, output.stderr].concat();
        Ok((output.status.success(), String::from_utf8_lossy(&text).into_owned()))
    }

    fn succeeds(&self, arguments: &str) -> anyhow::Result<()> {
        let (succeeded, output) = self.cargo(arguments)?;
        ensure!(succeeded, "the recipe does not work: cargo {arguments}\n{output}");
        Ok(())
    }
}

/// The files of the two recipes.
fn parts(page: &str) -> anyhow::Result<Vec<(&'static str, String)>> {
    let notes = block(page, NOTES)?;
    let stack = block(page, NOTES_STACK)?;
    let config = "    networks: [backend]\n    config: { open: true }\n";
    let board_stack = stack
        .replace("notes", "board")
        .replace("Notes", "Board")
        .replace("    networks: [backend]\n", config);
    let board = board(&notes, &block(page, BOARD)?)?;
    Ok(vec![
        (NOTES, notes),
        (NOTES_STACK, stack),
        (BOARD, board),
        (MODULE, block(page, MODULE)?),
        (TEMPLATE, block(page, TEMPLATE)?),
        (BOARD_STACK, board_stack),
    ])
}

/// The block of code that follows the name of a file.
fn block(page: &str, path: &str) -> anyhow::Result<String> {
    let after = page.split_once(&format!("`{path}`")).map(|(_, after)| after);
    let code = after.and_then(|after| after.split_once("```"));
    let code = code.and_then(|(_, code)| code.split_once('\n')).and_then(|(_, code)| code.split_once("```"));
    let (code, _) = code.with_context(|| format!("CONTRIBUTING.md shows no `{path}`"))?;
    Ok(code.to_owned())
}

/// The definition of `notes` with the differences of `board`: imports at the top, facts in the place of those of the same name,
/// types at the end.
fn board(notes: &str, differences: &str) -> anyhow::Result<String> {
    let mut paragraphs = differences.splitn(3, "\n\n");
    let (Some(imports), Some(facts), Some(types)) = (paragraphs.next(), paragraphs.next(), paragraphs.next())
    else {
        bail!("the differences are imports, facts and types");
    };
    let mut text = notes.replace("notes", "board").replace("Notes", "Board");
    for fact in facts.lines() {
        let name = fact.trim_start().split(':').next().unwrap_or_default();
        let old =
            text.lines().find(|line| line.trim_start().starts_with(&format!("{name}: "))).map(str::to_owned);
        let old = old.with_context(|| format!("the definition has no `{name}`"))?;
        text = text.replacen(&old, fact, 1);
    }
    let text = text.replacen("#[cfg(feature", &format!("{imports}\n#[cfg(feature"), 1);
    Ok(format!("{text}\n{types}"))
}

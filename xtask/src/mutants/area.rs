//! `Area`: code whose tests are tested.

use globset::GlobBuilder;

/// Code whose tests are tested.
#[derive(Debug)]
pub struct Area {
    /// Its name.
    pub name: &'static str,
    /// Its package, whose own tests have to notice what is altered.
    pub package: &'static str,
    /// Its files, as patterns from the root of the repository.
    pub files: &'static [&'static str],
}

/// Where a mistake costs most: what is found, who reaches whom, what is escaped, what is written.
pub static AREAS: &[Area] = &[
    Area { name: "budget", package: "stack-model", files: &["stack-model/src/budget.rs"] },
    Area { name: "check", package: "stack-model", files: &["stack-model/src/check.rs"] },
    Area { name: "escape", package: "stack-render", files: &["stack-render/src/engine/escape.rs"] },
    Area { name: "jinja", package: "stack-render", files: &["stack-render/src/jinja.rs"] },
    Area {
        name: "reach",
        package: "stack-model",
        files: &[
            "stack-model/src/reach.rs",
            "stack-model/src/reach/**/*.rs",
            "stack-model/src/stack/asked_path.rs",
        ],
    },
    Area {
        name: "rules",
        package: "stack-model",
        files: &["stack-model/src/rules.rs", "stack-model/src/rules/**/*.rs"],
    },
    Area { name: "writer", package: "stack-render", files: &["stack-render/src/writer.rs"] },
];

impl Area {
    /// Whether a file is one of the area's.
    pub fn has(&self, path: &str) -> bool {
        self.files.iter().any(|pattern| fits(pattern, path))
    }
}

/// Whether a path fits a pattern of an area.
fn fits(pattern: &str, path: &str) -> bool {
    let glob = GlobBuilder::new(pattern).literal_separator(true).build();
    glob.is_ok_and(|glob| glob.compile_matcher().is_match(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::repository;

    #[test]
    fn every_pattern_of_an_area_fits_a_file_and_no_file_is_in_two() {
        let root = repository();
        let files: Vec<String> = ["stack-model", "stack-render"]
            .iter()
            .flat_map(|package| walkdir::WalkDir::new(root.join(package).join("src")))
            .map(|entry| entry.expect("a folder entry").into_path())
            .filter_map(|path| Some(path.strip_prefix(&root).ok()?.to_str()?.to_owned()))
            .collect();
        for area in AREAS {
            for pattern in area.files {
                assert!(
                    files.iter().any(|file| fits(pattern, file)),
                    "{}: {pattern} fits nothing",
                    area.name
                );
                assert!(
                    pattern.starts_with(&format!("{}/", area.package)),
                    "{pattern} is of another package"
                );
            }
        }
        for file in &files {
            let areas: Vec<&str> = AREAS.iter().filter(|area| area.has(file)).map(|area| area.name).collect();
            assert!(areas.len() <= 1, "{file} is in {areas:?}");
        }
        let rules = AREAS.iter().find(|area| area.name == "rules").expect("the rules are an area");
        assert!(files.iter().filter(|file| rules.has(file)).count() > 80);
    }
}

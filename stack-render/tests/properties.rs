//! What holds for the files of every valid stack, and for what is on the disk before and after a run.
#![expect(clippy::disallowed_types, reason = "modification times are what a second run must not change")]

use camino::{Utf8Path, Utf8PathBuf};
use proptest::{prelude::*, sample::Index};
use serde_json::Value;
use stack_model::{CheckedStack, Stack, check, resolve::Part, testing};
use stack_render::{Change, Tree, apply, changes, plan};
use std::{collections::BTreeMap, fs, time::SystemTime};

fn checked(stack: &Stack) -> CheckedStack {
    check(stack.clone()).expect("the strategies build valid stacks")
}

fn planned(stack: &Stack) -> Tree {
    plan(&checked(stack)).expect("a checked stack can be planned")
}

/// What compose makes of a scalar without variables: `$$` is `$`. None if there is a reference in it.
fn interpolated(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        out.push('$');
        rest = after.strip_prefix('$')?;
    }
    Some(out + rest)
}

/// A folder that goes away with the test.
struct Target(tempfile::TempDir);

impl Target {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder can be made"))
    }

    fn path(&self) -> &Utf8Path {
        Utf8Path::from_path(self.0.path()).expect("the temporary folder has a name in UTF-8")
    }

    /// Everything below it: the bytes and the time of the last change.
    fn files(&self) -> BTreeMap<Utf8PathBuf, (Vec<u8>, SystemTime)> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in folder.read_dir_utf8().expect("the folder can be listed") {
                let path = entry.expect("the entry can be read").into_path();
                if path.is_dir() {
                    assert!(
                        path.read_dir_utf8().expect("the folder can be listed").next().is_some(),
                        "{path} is empty"
                    );
                    folders.push(path);
                } else {
                    let time = path.metadata().and_then(|data| data.modified()).expect("the file has a time");
                    let bytes = fs::read(&path).expect("the file can be read");
                    let path = path.strip_prefix(self.path()).expect("it lies in the folder").to_owned();
                    files.insert(path, (bytes, time));
                }
            }
        }
        files
    }

    fn contents(&self) -> BTreeMap<Utf8PathBuf, Vec<u8>> {
        self.files().into_iter().map(|(path, (bytes, _))| (path, bytes)).collect()
    }

    fn run(&self, tree: &Tree) {
        apply(&changes(tree, self.path()).expect("the folder can be read"), tree, self.path())
            .expect("the folder can be written");
    }

    fn write(&self, path: &str, text: &str) {
        fs::File::create(self.path().join(path))
            .and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()))
            .expect("the file can be written");
    }

    fn changes(&self, tree: &Tree) -> Vec<Change> {
        changes(tree, self.path()).expect("the folder can be read")
    }
}

/// The path of the planned file that an index chooses.
fn choose(tree: &Tree, index: Index) -> String {
    tree.files().nth(index.index(tree.len())).expect("the index is within the tree").0.to_string()
}

proptest! {
    #![proptest_config(testing::config(40))]

    #[test]
    fn a_plan_never_fails_and_is_always_the_same(stack in testing::stack()) {
        let first = planned(&stack);
        prop_assert!(first == planned(&stack));
        for (path, file) in first.files() {
            prop_assert!(file.contents.ends_with('\n'), "{} has no end of line", path);
            // YAML 1.1 ends a line at these, and refuses the others.
            let odd = file.contents.chars().find(|c| {
                matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
                    || c.is_control() && !matches!(c, '\n' | '\t')
            });
            prop_assert!(odd.is_none() || Utf8Path::new(path.as_str()).extension() != Some("yml"), "{} holds {:?}", path, odd);
        }
    }

    #[test]
    fn compose_interpolation_gives_back_what_was_written(stack in testing::stack()) {
        let checked = checked(&stack);
        let tree = plan(&checked).expect("a checked stack can be planned");
        for (path, file) in tree.files().filter(|(path, _)| path.as_str().starts_with("compose/")) {
            let extension = Utf8Path::new(path.as_str()).extension();
            if matches!(extension, Some("yml" | "yaml")) {
                let read: Result<Value, _> = serde_yaml::from_str(&file.contents);
                prop_assert!(read.is_ok(), "{}: {}\n{}", path, read.unwrap_err(), file.contents);
            } else if extension == Some("json") {
                prop_assert!(serde_json::from_str::<Value>(&file.contents).is_ok(), "{} is no JSON", path);
            }
        }
        for site in checked.sites() {
            let path = format!("compose/{}/{}/docker-compose.yml", site.environment, site.host);
            let document: Value = serde_yaml::from_str(tree.get(&path).expect("every site has a compose file")).expect("it is YAML");
            for service in checked.services_on(site.host) {
                let written = &document["services"][service.name.as_str()];
                prop_assert!(written.is_object(), "{} is not in {}", service.name, path);
                let folder = path.trim_end_matches("docker-compose.yml");
                let file = written["env_file"][0]["path"].as_str().map(|file| format!("{folder}{}", &file[2..]));
                // A service that does not run in this environment has no file here.
                let runs = service.runs_in(site.deployment);
                let file = file.filter(|_| runs).map(|file| tree.get(&file).expect("the file of variables is planned"));
                for (name, text) in service.environment.iter().filter(|_| runs) {
                    let [Part::Literal(literal)] = text.parts() else { continue };
                    let line = file.and_then(|file| file.lines().find_map(|line| line.strip_prefix(&format!("{name}="))));
                    let value = written["environment"][name.as_str()].as_str();
                    prop_assert!(line.is_none() || value.is_none(), "{} of {} is written twice", name, service.name);
                    let read = line.map(str::to_owned).or_else(|| value.and_then(interpolated));
                    prop_assert_eq!(read.as_ref(), Some(literal), "{} of {} is {:?}", name, service.name, value);
                }
                for (index, text) in service.command.iter().enumerate() {
                    let value = written["command"][index].as_str();
                    let [Part::Literal(literal)] = text.parts() else { continue };
                    let read = value.and_then(interpolated);
                    prop_assert_eq!(read.as_ref(), Some(literal), "word {} of {} is {:?}", index, service.name, value);
                }
                let limit = written["deploy"]["resources"]["limits"]["memory"].as_str();
                let meant = service.memory(site.environment).to_string();
                prop_assert_eq!(limit, Some(meant.as_str()));
            }
        }
    }

    #[test]
    fn a_reference_is_never_more_than_a_secret(stack in testing::stack()) {
        let checked = checked(&stack);
        let tree = plan(&checked).expect("a checked stack can be planned");
        let secrets = &checked.resolved().secrets;
        for (path, file) in tree.files().filter(|(path, _)| path.as_str().ends_with("/docker-compose.yml")) {
            let text = file.contents.replace("$$", "");
            for reference in text.split('$').skip(1) {
                let name = reference.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(name, _)| name);
                let known = name.is_some_and(|name| secrets.keys().any(|secret| secret.variable().as_str() == name));
                prop_assert!(known, "{}: ${:.20}", path, reference);
            }
        }
    }
}

proptest! {
    #![proptest_config(testing::config(10))]

    #[test]
    fn a_second_run_has_nothing_to_do(stack in testing::stack()) {
        let (tree, target) = (planned(&stack), Target::new());
        target.run(&tree);
        prop_assert_eq!(target.changes(&tree), Vec::new());
        let before = target.files();
        prop_assert_eq!(before.len(), tree.len() + 1, "the planned files and the manifest");
        target.run(&tree);
        prop_assert!(target.files() == before, "a file was written again");
    }

    #[test]
    fn a_file_edited_by_hand_is_a_conflict(stack in testing::stack(), chosen in any::<Index>()) {
        let (tree, target) = (planned(&stack), Target::new());
        target.run(&tree);
        let path = choose(&tree, chosen);
        target.write(&path, "edited by hand\n");
        target.write("notes.txt", "mine\n");
        prop_assert_eq!(target.changes(&tree), vec![Change::Conflict(path.clone())]);
        target.run(&tree);
        prop_assert_eq!(target.changes(&tree), Vec::new());
        let mut files = target.contents();
        prop_assert_eq!(files.remove(Utf8Path::new("notes.txt")), Some(b"mine\n".to_vec()));
        let repaired = files.remove(Utf8Path::new(&path));
        prop_assert_eq!(repaired.as_deref(), tree.get(&path).map(str::as_bytes));
    }

    #[test]
    fn applying_another_stack_leaves_only_its_files(old in testing::stack(), new in testing::stack()) {
        let (old, new, target) = (planned(&old), planned(&new), Target::new());
        target.run(&old);
        target.write("ansible/mine.yml", "# mine\n");
        prop_assert!(!target.changes(&new).iter().any(|change| matches!(change, Change::Conflict(_))));
        target.run(&new);
        let mut files = target.contents();
        prop_assert!(files.remove(Utf8Path::new("ansible/mine.yml")).is_some(), "a foreign file is gone");
        prop_assert!(files.remove(Utf8Path::new("MANIFEST")).is_some());
        let meant = new.files().map(|(path, file)| (Utf8PathBuf::from(path.as_str()), file.contents.clone().into_bytes()));
        prop_assert!(files == meant.collect(), "the files of the old stack are gone, those of the new one are there");
        prop_assert_eq!(target.changes(&new), Vec::new());
    }

    #[test]
    fn a_run_that_was_cut_short_is_completed(old in testing::stack(), new in testing::stack(), cut in any::<Index>()) {
        let (old, new) = (planned(&old), planned(&new));
        let (whole, broken) = (Target::new(), Target::new());
        for target in [&whole, &broken] {
            target.run(&old);
        }
        whole.run(&new);
        let before = fs::read(broken.path().join("MANIFEST")).expect("a run ends with the manifest");
        let steps = broken.changes(&new);
        let part = &steps[..cut.index(steps.len() + 1)];
        apply(part, &new, broken.path()).expect("the folder can be written");
        // A run that is killed has not come to its end: the manifest is still the old one.
        broken.write("MANIFEST", &String::from_utf8(before).expect("paths are UTF-8"));
        prop_assert!(!broken.changes(&new).iter().any(|change| matches!(change, Change::Conflict(_))));
        broken.run(&new);
        prop_assert!(broken.contents() == whole.contents());
        prop_assert_eq!(broken.changes(&new), Vec::new());
    }

    #[test]
    fn a_run_of_a_part_only_is_completed(old in testing::stack(), new in testing::stack(), cut in any::<Index>()) {
        let (old, new) = (planned(&old), planned(&new));
        let (whole, broken) = (Target::new(), Target::new());
        for target in [&whole, &broken] {
            target.run(&old);
        }
        whole.run(&new);
        let steps = broken.changes(&new);
        apply(&steps[..cut.index(steps.len() + 1)], &new, broken.path()).expect("the folder can be written");
        broken.run(&new);
        prop_assert!(broken.contents() == whole.contents());
    }
}

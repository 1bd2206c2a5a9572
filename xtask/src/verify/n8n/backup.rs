//! What n8n keeps: dumped and put back by the scripts that are emitted, which run the real program.

use super::Stage;
use crate::verify::namespace;

/// `docker`, as far as the two scripts call it for n8n: what they would run in a container is run here.
const DOCKER: &str = include_str!("docker.sh");
const SCENES: [&str; 2] = [include_str!("workflows.sh"), include_str!("backup.sh")];

impl Stage<'_> {
    /// Dumps an empty instance and one that is in use, and puts the second one back where nothing is left.
    pub(super) fn keep(&self) -> anyhow::Result<()> {
        let scratch = &self.running.scratch;
        self.forget_database()?;
        let mut script = self.opening(&self.container, "kept")?;
        for file in ["pre-backup.sh", "restore.sh"] {
            fs_err::copy(self.running.folder.join(file), scratch.join(file))?;
        }
        fs_err::create_dir_all(scratch.join("bin"))?;
        fs_err::write(scratch.join("bin/docker"), DOCKER)?;
        // The steps of others ask servers that are not here.
        let steps = fs_err::read_to_string(scratch.join("pre-backup.sh"))?;
        let name = &self.running.service.name;
        let own = format!("step {name} {name} ");
        let kept: String = steps
            .lines()
            .filter(|line| !line.starts_with("step ") || line.starts_with(&own))
            .map(|line| format!("{line}\n"))
            .collect();
        let step = kept.lines().find(|line| line.starts_with(&own));
        anyhow::ensure!(step.is_some(), "{name} is not dumped");
        fs_err::write(scratch.join("pre-backup.sh"), &kept)?;
        let words = step.into_iter().flat_map(|step| step.split(' ').skip(4)).collect::<Vec<_>>().join(" ");
        script.push_str(&format!("service='{name}' database='{}' words='{words}'\n", self.database()?));
        script.push_str(&SCENES.concat());
        namespace::play(&script, scratch)?;
        Ok(())
    }
}

//! The history of the project, as far as this clone has it.

use anyhow::bail;

use super::record::PATH;
use crate::project::Project;

/// Whether a commit is HEAD or an ancestor of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    Yes,
    No,
    /// There is no history to look it up in.
    Perhaps,
}

/// The whole history of the project.
pub(super) struct History<'a> {
    project: &'a Project,
}

impl<'a> History<'a> {
    /// Opens the repository's history; returns the reason if it can't be read.
    pub(super) fn of(project: &'a Project) -> anyhow::Result<Self> {
        let history = Self { project };
        let above = history.project.git(&["rev-parse", "--show-cdup"])?;
        if !above.is_empty() {
            bail!("the project is not a git repository");
        }
        if history
            .project
            .git(&["rev-parse", "--is-shallow-repository"])?
            != "false"
        {
            bail!("the clone is shallow");
        }
        Ok(history)
    }

    /// Returns whether a commit is HEAD or an ancestor of it.
    pub(super) fn knows(&self, commit: &str) -> Known {
        match self
            .project
            .git(&["merge-base", "--is-ancestor", commit, "HEAD"])
        {
            Ok(_) => Known::Yes,
            Err(_) => Known::No,
        }
    }

    /// Returns HEAD, unless something other than the record itself changed since.
    pub(super) fn clean_commit(&self) -> anyhow::Result<String> {
        let changed = self
            .project
            .git(&["status", "--porcelain", "--untracked-files=normal"])?;
        let mut others = changed.lines().filter(|line| !line.ends_with(PATH));
        if let Some(other) = others.next() {
            bail!(
                "results belong to a commit, and there are uncommitted changes ({:?}): commit them, or run the step without --slow",
                other.trim()
            );
        }
        self.project.git(&["rev-parse", "HEAD"])
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use ovh_codegen::native::Unknown;

    fn git(project: &Project, line: &str) {
        let who = ["-c", "user.name=a", "-c", "user.email=a@localhost"];
        let mut command = Command::new("git");
        command.args(who).args(line.split(' '));
        let output = command.current_dir(&project.folder).output().unwrap();
        assert!(output.status.success(), "{line}: {output:?}");
    }

    #[test]
    fn commits_are_looked_up_where_the_whole_history_is() {
        let folder = tempfile::tempdir().unwrap();
        let project = |name: &str| Project {
            folder: folder.path().join(name),
            unknown: Unknown::Refuse,
        };
        let whole = project("whole");
        std::fs::create_dir_all(whole.path("docs")).unwrap();
        assert!(History::of(&whole).is_err());
        git(&whole, "init --quiet");
        git(&whole, "commit --quiet --allow-empty -m a");
        let history = History::of(&whole).unwrap();
        let first = history.clean_commit().unwrap();
        assert_eq!(history.knows(&first), Known::Yes);
        assert_eq!(history.knows(&"0".repeat(40)), Known::No);

        // A commit of another branch, and one that does not exist yet.
        git(&whole, "checkout --quiet -b other");
        git(&whole, "commit --quiet --allow-empty -m b");
        let second = history.clean_commit().unwrap();
        git(&whole, "checkout --quiet -");
        assert_eq!(history.knows(&second), Known::No);

        std::fs::write(whole.path(PATH), "").unwrap();
        git(&whole, "add .");
        assert_eq!(history.clean_commit().unwrap(), first);
        std::fs::write(whole.path("other"), "").unwrap();
        let error = history.clean_commit().unwrap_err().to_string();
        assert!(error.contains("other"), "{error}");

        git(&whole, "checkout --quiet other");
        let url = format!("file://{}", whole.folder.display());
        git(&whole, &format!("clone --quiet --depth 1 {url} ../shallow"));
        let shallow = project("shallow");
        assert!(History::of(&shallow).is_err_and(|error| error.to_string().contains("shallow")));
        let inside = project("whole/docs");
        assert!(History::of(&inside).is_err());
    }
}

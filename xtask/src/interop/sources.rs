//! Where clients come from, and how they are installed under target/interop.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

/// Where a client comes from.
#[derive(Debug, Clone, Copy)]
pub enum Source {
    /// PyPI, installed in a virtual environment of this name.
    Pypi {
        folder: &'static str,
        packages: &'static [&'static str],
    },
    /// npm, installed in a folder of this name.
    Npm {
        folder: &'static str,
        packages: &'static [&'static str],
    },
    /// Debian's packages, which are installed if these files exist.
    Debian {
        probes: &'static [&'static str],
        packages: &'static str,
    },
    /// In no package of a registry.
    Nowhere,
}

/// The places of an installed client.
#[derive(Debug)]
pub struct Installed {
    /// The folder of its programs.
    pub bin: PathBuf,
    /// The folder in which Node finds packages.
    pub modules: Option<PathBuf>,
}

impl Source {
    /// Installs the packages, unless they are installed.
    ///
    /// # Errors
    /// They can't be installed here.
    pub fn install(self, work: &Path) -> anyhow::Result<Installed> {
        match self {
            Self::Pypi { folder, packages } => {
                let home = work.join(folder);
                let bin = home.join("bin");
                once(&home, packages, || {
                    done(
                        Command::new("python3")
                            .args(["-m", "venv", "--clear"])
                            .arg(&home),
                    )?;
                    let install = [
                        "-m",
                        "pip",
                        "install",
                        "--quiet",
                        "--disable-pip-version-check",
                    ];
                    done(
                        Command::new(bin.join("python"))
                            .args(install)
                            .args(packages),
                    )
                })?;
                Ok(Installed { bin, modules: None })
            }
            Self::Npm { folder, packages } => {
                let home = work.join(folder);
                once(&home, packages, || {
                    std::fs::create_dir_all(&home)?;
                    let install = ["install", "--silent", "--no-audit", "--no-fund", "--prefix"];
                    done(Command::new("npm").args(install).arg(&home).args(packages))
                })?;
                Ok(Installed {
                    bin: home.join("node_modules/.bin"),
                    modules: Some(home.join("node_modules")),
                })
            }
            Self::Debian { probes, packages } => {
                if let Some(missing) = probes.iter().find(|path| !Path::new(path).exists()) {
                    bail!("{missing} does not exist: apt-get install {packages}");
                }
                Ok(Installed {
                    bin: PathBuf::from("/usr/bin"),
                    modules: None,
                })
            }
            Self::Nowhere => bail!("in no package of PyPI, npm or Debian"),
        }
    }
}

/// Installs packages, unless a file says that the same ones are installed.
fn once(
    home: &Path,
    packages: &[&str],
    install: impl FnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mark = home.join("installed");
    let wanted = packages.join("\n");
    if std::fs::read_to_string(&mark).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    install()?;
    std::fs::write(&mark, wanted).with_context(|| format!("{} can't be written", mark.display()))
}

/// Runs a command that must succeed.
pub fn done(command: &mut Command) -> anyhow::Result<()> {
    let output = command
        .output()
        .with_context(|| format!("{:?} is not installed", command.get_program()))?;
    if output.status.success() {
        return Ok(());
    }
    let printed = String::from_utf8_lossy(&output.stderr);
    let last = printed.trim().lines().next_back().unwrap_or_default();
    bail!("{:?} failed: {last}", command.get_program())
}

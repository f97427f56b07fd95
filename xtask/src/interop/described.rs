//! Fetches the project's own descriptions from the sandbox, as `fetch` does from OVHcloud.

use anyhow::{Context, bail};

use super::sandbox::Sandbox;
use crate::fetch::{self, Patience, Wanted};
use crate::project::Project;

/// Checks that `fetch` gets the project's own descriptions from the sandbox.
pub fn run(project: &Project) -> anyhow::Result<()> {
    let sandbox = Sandbox::start(project)?;
    let mut environment = sandbox.environment();
    let endpoint = environment.find(|(name, _)| *name == "OVH_ENDPOINT");
    let (_, endpoint) = endpoint.context("the sandbox printed no endpoint")?;
    let wanted = Wanted {
        endpoint: fetch::endpoint(endpoint)?,
        roots: Vec::new(),
        patience: Patience::default(),
    };
    let fetched = fetch::fetch(project, &wanted)?;
    if fetched.files.len() != project.native_files()?.len() {
        bail!("the sandbox does not serve all descriptions of the project");
    }
    for (name, described) in &fetched.files {
        if described.text != project.read(&format!("schema/native/{name}"))? {
            bail!("the sandbox serves another {name} than that of the project");
        }
    }
    eprintln!("fetch gets the project's own descriptions from the sandbox.");
    Ok(())
}

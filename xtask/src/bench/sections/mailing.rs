//! A mailing: a million rows, compared with a copy of the file by the bare `csv` crate.

use anyhow::Context;
use serde_json::Value;

use crate::bench::results::Results;
use crate::bench::{Bench, cargo, printed};

pub fn measure(bench: &Bench<'_>, results: &mut Results) -> anyhow::Result<()> {
    let turns = bench.times(9, 3).to_string();
    let arguments = [
        "bench",
        "--quiet",
        "--package",
        "contenders",
        "--bench",
        "mailing",
    ];
    let text = printed(
        cargo(&bench.project.folder, &bench.target())
            .args(arguments)
            .args(["--", "--json", &turns]),
    )?;
    let printed: Value = text
        .lines()
        .find_map(|line| serde_json::from_str(line).ok())
        .with_context(|| format!("the mailing printed unexpected output: {text}"))?;
    for (name, figures) in printed.as_object().into_iter().flatten() {
        for figure in figures.as_array().into_iter().flatten() {
            results.add(name, figure.as_f64().unwrap_or_default());
        }
    }
    Ok(())
}

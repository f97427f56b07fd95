//! Signing, and counting the parts of a text, measured by criterion.

use anyhow::Context;
use serde_json::Value;

use crate::bench::results::Results;
use crate::bench::{Bench, cargo, printed};

/// Groups and measures, as named in benches/signing.rs and benches/segmentation.rs.
const MEASURES: [(&str, &str); 6] = [
    ("sign", "get"),
    ("sign", "post_1_kib"),
    ("segments", "ascii"),
    ("segments", "accents"),
    ("segments", "unicode"),
    ("parts", "accents"),
];

pub fn measure(bench: &Bench<'_>, results: &mut Results) -> anyhow::Result<()> {
    let home = bench.folder.join("criterion");
    let mut command = cargo(&bench.project.folder, &bench.target());
    command
        .args([
            "bench",
            "--quiet",
            "--package",
            "contenders",
            "--bench",
            "signing",
            "--bench",
            "segmentation",
            "--",
        ])
        .env("CRITERION_HOME", &home);
    if bench.quick {
        command.args(["--warm-up-time", "0.5", "--measurement-time", "1"]);
    }
    printed(&mut command)?;
    for (group, measure) in MEASURES {
        let folder = home.join(group).join(measure).join("new");
        let read = |name: &str| -> anyhow::Result<Value> {
            let path = folder.join(name);
            let text = std::fs::read_to_string(&path)
                .with_context(|| format!("{} can't be read", path.display()))?;
            Ok(serde_json::from_str(&text)?)
        };
        let nanos = read("estimates.json")?["median"]["point_estimate"]
            .as_f64()
            .context("criterion reports no median")?;
        results.add(format!("{group}.{measure}.ns"), nanos);
        if let Some(bytes) = read("benchmark.json")?["throughput"]["Bytes"].as_f64() {
            results.add(format!("{group}.{measure}.mb"), bytes / nanos * 1e3);
        }
    }
    Ok(())
}

//! Figures: what was measured, when and on which machine, and how medians and ratios are computed.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use serde::{Deserialize, Serialize};

/// The circumstances of a measurement.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Run {
    pub date: String,
    pub commit: String,
    pub processor: String,
    pub cores: usize,
    pub system: String,
    pub rustc: String,
    pub quick: bool,
}

/// The figures of a section.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Results {
    pub section: String,
    pub run: Run,
    /// Figures by name, one per turn; turns with the same index belong together.
    pub figures: BTreeMap<String, Vec<f64>>,
    /// Versions of the contenders and tools.
    pub versions: Vec<String>,
    /// The contenders that were not measured, and why.
    pub missing: Vec<String>,
}

/// The summary of a name's figures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    pub median: f64,
    pub least: f64,
    pub most: f64,
    pub turns: usize,
}

impl Results {
    pub fn new(section: &str, run: Run) -> Self {
        Self {
            section: section.to_owned(),
            run,
            ..Self::default()
        }
    }

    /// Adds the figure of the next turn.
    pub fn add(&mut self, name: impl Into<String>, figure: f64) {
        self.figures.entry(name.into()).or_default().push(figure);
    }

    /// Returns the median and the spread, if there is a figure.
    pub fn summary(&self, name: &str) -> Option<Summary> {
        summary(self.figures.get(name)?)
    }

    /// Returns the ratio of two figures: the median of the turns' ratios, or the ratio of the
    /// medians if the numbers of turns differ.
    pub fn ratio(&self, one: &str, other: &str) -> Option<Summary> {
        let (ones, others) = (self.figures.get(one)?, self.figures.get(other)?);
        if ones.len() == others.len() {
            let ratios: Vec<f64> = ones
                .iter()
                .zip(others)
                .map(|(one, other)| one / other)
                .collect();
            return summary(&ratios);
        }
        summary(&[summary(ones)?.median / summary(others)?.median])
    }

    /// Saves the figures; they replace the section's last ones.
    pub fn write(&self, folder: &Path) -> anyhow::Result<()> {
        let path = folder
            .join("figures")
            .join(format!("{}.json", self.section));
        std::fs::write(&path, serde_json::to_string_pretty(self)?)
            .with_context(|| format!("{} can't be written", path.display()))
    }

    /// Returns the last figures of each section that has any.
    pub fn read_all(folder: &Path) -> anyhow::Result<Vec<Results>> {
        let mut all = Vec::new();
        for section in super::Section::ALL {
            let path = folder
                .join("figures")
                .join(format!("{}.json", section.name()));
            if path.exists() {
                let text = std::fs::read_to_string(&path)?;
                all.push(
                    serde_json::from_str(&text)
                        .with_context(|| format!("{} can't be read", path.display()))?,
                );
            }
        }
        Ok(all)
    }
}

fn summary(figures: &[f64]) -> Option<Summary> {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    let median = match sorted.len() % 2 {
        0 => (sorted.get(middle - 1)? + upper) / 2.0,
        _ => upper,
    };
    Some(Summary {
        median,
        least: *sorted.first()?,
        most: *sorted.last()?,
        turns: sorted.len(),
    })
}

//! What is wanted, and whether it is met.

use super::results::{Results, Summary};

/// A figure, or the ratio of two, that must not be greater.
pub struct Wanted {
    pub section: &'static str,
    pub what: &'static str,
    pub figure: &'static str,
    /// What it is divided by; nothing for a figure that stands for itself.
    pub beside: Option<&'static str>,
    pub most: f64,
    /// What stands behind the number.
    pub unit: &'static str,
}

const fn ratio(
    section: &'static str,
    what: &'static str,
    figure: &'static str,
    beside: &'static str,
    most: f64,
) -> Wanted {
    Wanted {
        section,
        what,
        figure,
        beside: Some(beside),
        most,
        unit: "×",
    }
}

const fn plain(
    section: &'static str,
    what: &'static str,
    figure: &'static str,
    most: f64,
    unit: &'static str,
) -> Wanted {
    Wanted {
        section,
        what,
        figure,
        beside: None,
        most,
        unit,
    }
}

/// Everything that is wanted, in the order of the document.
pub const WANTED: &[Wanted] = &[
    ratio(
        "call",
        "instructions of a call, beside reqwest by hand",
        "ours.instructions",
        "by-hand.instructions",
        1.10,
    ),
    ratio(
        "call",
        "processor time of a call, beside reqwest by hand",
        "ours.cpu",
        "by-hand.cpu",
        1.10,
    ),
    ratio(
        "call",
        "processor time of a call, beside go-ovh",
        "ours.cpu",
        "go-ovh.cpu",
        0.65,
    ),
    ratio(
        "call",
        "processor time of a call, beside python-ovh",
        "ours.cpu",
        "python-ovh.cpu",
        0.1,
    ),
    ratio(
        "history",
        "a history by pages, beside the loop of python-ovh",
        "pages.wall",
        "python-ovh.wall",
        0.01,
    ),
    ratio(
        "history",
        "a history by batches, beside the loop of python-ovh",
        "batches.wall",
        "python-ovh.wall",
        0.01,
    ),
    ratio(
        "mailing",
        "a mailing with two of four columns merged, beside a copy with bare csv",
        "two.cpu",
        "copy.cpu",
        4.0,
    ),
    ratio(
        "mailing",
        "a mailing with all columns merged, beside a copy with bare csv",
        "all.cpu",
        "copy.cpu",
        4.0,
    ),
    plain("mailing", "peak memory of a mailing", "peak", 64.0, "MiB"),
    plain(
        "start",
        "the help of the command line, from start to end",
        "help.wall",
        20.0,
        "ms",
    ),
    ratio(
        "build",
        "a cold build, beside aws-sdk-sns",
        "ours.cold",
        "aws-sdk-sns.cold",
        0.8,
    ),
    ratio(
        "build",
        "a rebuild after touching the user's file, beside aws-sdk-sns",
        "ours.warm",
        "aws-sdk-sns.warm",
        1.0,
    ),
    plain(
        "build",
        "a rebuild after touching openapi.json",
        "ours.description",
        15.0,
        "s",
    ),
];

impl Wanted {
    /// What was measured, if it was.
    pub fn measured(&self, results: &[Results]) -> Option<Summary> {
        let section = results.iter().find(|one| one.section == self.section)?;
        match self.beside {
            Some(beside) => section.ratio(self.figure, beside),
            None => section.summary(self.figure),
        }
    }

    pub fn is_met(&self, measured: &Summary) -> bool {
        measured.median <= self.most
    }
}

/// What was measured and is not as wanted, in words.
pub fn missed(results: &[Results]) -> Vec<String> {
    let missed = WANTED.iter().filter_map(|wanted| {
        let measured = wanted.measured(results)?;
        (!wanted.is_met(&measured)).then(|| {
            format!(
                "{} ({:.3} {}, at most {} wanted)",
                wanted.what, measured.median, wanted.unit, wanted.most
            )
        })
    });
    missed.collect()
}

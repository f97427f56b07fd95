//! The targets, and whether they are met.

use super::results::{Results, Summary};

/// The highest value that a figure, or the ratio of two, may have.
pub struct Wanted {
    pub section: &'static str,
    pub what: &'static str,
    pub figure: &'static str,
    /// The divisor; `None` for a figure that is not a ratio.
    pub beside: Option<&'static str>,
    pub most: f64,
    /// The unit after the number.
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

/// All targets, in the order of the document.
pub const WANTED: &[Wanted] = &[
    ratio(
        "call",
        "instructions per call, compared with reqwest by hand",
        "ours.instructions",
        "by-hand.instructions",
        0.95,
    ),
    ratio(
        "call",
        "processor time per call, compared with reqwest by hand",
        "ours.cpu",
        "by-hand.cpu",
        1.10,
    ),
    ratio(
        "call",
        "processor time per call, compared with go-ovh",
        "ours.cpu",
        "go-ovh.cpu",
        0.65,
    ),
    ratio(
        "call",
        "processor time per call, compared with python-ovh",
        "ours.cpu",
        "python-ovh.cpu",
        0.1,
    ),
    ratio(
        "history",
        "a history by pages, compared with the loop of python-ovh",
        "pages.wall",
        "python-ovh.wall",
        0.01,
    ),
    ratio(
        "history",
        "a history by batches, compared with the loop of python-ovh",
        "batches.wall",
        "python-ovh.wall",
        0.01,
    ),
    ratio(
        "mailing",
        "a mailing with two of four columns merged, compared with a copy with bare csv",
        "two.cpu",
        "copy.cpu",
        4.0,
    ),
    ratio(
        "mailing",
        "a mailing with all columns merged, compared with a copy with bare csv",
        "all.cpu",
        "copy.cpu",
        4.5,
    ),
    plain("mailing", "peak memory of a mailing", "peak", 64.0, "MiB"),
    plain(
        "start",
        "the help of the command line, from start to exit",
        "help.wall",
        20.0,
        "ms",
    ),
    plain(
        "start",
        "the start of the sandbox, until its port is open",
        "sandbox.wall",
        20.0,
        "ms",
    ),
    ratio(
        "build",
        "a cold build, compared with aws-sdk-sns",
        "ours.cold",
        "aws-sdk-sns.cold",
        0.8,
    ),
    ratio(
        "build",
        "a cold build of a program that binds /ip, compared with aws-sdk-sns",
        "ip.cold",
        "aws-sdk-sns.cold",
        0.7,
    ),
    ratio(
        "build",
        "a rebuild after touching the user's file, compared with aws-sdk-sns",
        "ours.warm",
        "aws-sdk-sns.warm",
        1.0,
    ),
    plain(
        "build",
        "a rebuild after touching openapi.json",
        "by-path.description",
        15.0,
        "s",
    ),
];

impl Wanted {
    /// Returns the measured value, if there is one.
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

/// Returns descriptions of the targets that are missed.
pub fn missed(results: &[Results]) -> Vec<String> {
    let missed = WANTED.iter().filter_map(|wanted| {
        let measured = wanted.measured(results)?;
        (!wanted.is_met(&measured)).then(|| {
            format!(
                "{} ({:.3} {}, target: at most {})",
                wanted.what, measured.median, wanted.unit, wanted.most
            )
        })
    });
    missed.collect()
}

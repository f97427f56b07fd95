//! docs/BENCHMARKS.md, written from figures.

use std::fmt::Write as _;

use super::results::{Results, Summary};
use super::wanted::{WANTED, Wanted};

/// What is said of a section, and which of its figures are shown.
struct Chapter {
    section: &'static str,
    title: &'static str,
    text: &'static str,
    tables: &'static [Table],
}

/// Figures of the same kind, one a contender.
struct Table {
    /// Above the figures: what they are.
    head: &'static str,
    unit: &'static str,
    digits: usize,
    /// The figure by which the ratios are taken; none where they would say nothing.
    beside: Option<&'static str>,
    rows: &'static [(&'static str, &'static str)],
}

const CHAPTERS: &[Chapter] = &[
    Chapter {
        section: "call",
        title: "A call",
        text: "`GET /sms/{serviceName}/outgoing/{id}`, one after the other, signed, and read into the typed \
               message. A small server on this machine answers the same bytes to all of them, so that what is \
               counted is the client: the processor's time of its process, and its instructions as callgrind \
               counts them (the difference between 200 and 1,200 calls). *By hand* is what one writes with \
               reqwest without this crate: the same headers, signature, time limits and structure; no retry, no \
               errors of the service. It and ours run on a runtime of one thread. The ratios are medians of the \
               turns' ratios.",
        tables: &[
            Table {
                head: "instructions a call",
                unit: "",
                digits: 0,
                beside: Some("by-hand.instructions"),
                rows: &[
                    ("ours", "ours.instructions"),
                    ("reqwest by hand", "by-hand.instructions"),
                ],
            },
            Table {
                head: "processor time a call",
                unit: "µs",
                digits: 1,
                beside: Some("by-hand.cpu"),
                rows: &[
                    ("ours", "ours.cpu"),
                    ("reqwest by hand", "by-hand.cpu"),
                    ("go-ovh", "go-ovh.cpu"),
                    ("python-ovh", "python-ovh.cpu"),
                ],
            },
            Table {
                head: "processor time a call, over TLS",
                unit: "µs",
                digits: 1,
                beside: Some("ours-tls.cpu"),
                rows: &[("ours", "ours-tls.cpu"), ("node-ovh", "node-ovh.cpu")],
            },
            Table {
                head: "time on the wall a call",
                unit: "µs",
                digits: 0,
                beside: Some("by-hand.wall"),
                rows: &[
                    ("ours", "ours.wall"),
                    ("reqwest by hand", "by-hand.wall"),
                    ("go-ovh", "go-ovh.wall"),
                    ("python-ovh", "python-ovh.wall"),
                    ("ours, over TLS", "ours-tls.wall"),
                    ("node-ovh, over TLS", "node-ovh.wall"),
                ],
            },
        ],
    },
    Chapter {
        section: "history",
        title: "A history",
        text: "10,000 sent messages with their details, from the sandbox with 20 ms added to each answer. The \
               wrappers know one way: list the ids, then read each. That takes minutes, so a part of the \
               messages is read and the time counted up. *One by one* is the same loop with our builders, \
               sixteen reads under way at a time.",
        tables: &[
            Table {
                head: "the whole history",
                unit: "s",
                digits: 2,
                beside: Some("python-ovh.wall"),
                rows: &[
                    ("ours, `.stream().by_pages()`", "pages.wall"),
                    ("ours, `.stream()`: batches", "batches.wall"),
                    ("ours, one by one", "one-by-one.wall"),
                    ("python-ovh, counted up", "python-ovh.wall"),
                    ("go-ovh, counted up", "go-ovh.wall"),
                ],
            },
            Table {
                head: "messages that the wrappers read",
                unit: "",
                digits: 0,
                beside: None,
                rows: &[
                    ("python-ovh", "python-ovh.sample"),
                    ("go-ovh", "go-ovh.sample"),
                ],
            },
        ],
    },
    Chapter {
        section: "mailing",
        title: "A mailing",
        text: "1,000,000 rows of five columns, checked, normalised, merged and spooled to a file by \
               `Mailing::from_csv`, beside reading and writing the same file's byte records with the `csv` \
               crate and doing nothing with them. The processor's time, since the disk and the neighbours \
               disturb the other. The peak is of a process that reads the rows from a stream.",
        tables: &[
            Table {
                head: "processor time",
                unit: "s",
                digits: 2,
                beside: Some("copy.cpu"),
                rows: &[
                    ("copy by bare `csv`", "copy.cpu"),
                    ("mailing, two of four columns merged", "two.cpu"),
                    ("mailing, all columns merged", "all.cpu"),
                ],
            },
            Table {
                head: "thousand rows a second",
                unit: "",
                digits: 0,
                beside: None,
                rows: &[
                    ("copy by bare `csv`", "copy.rate"),
                    ("mailing, two of four columns merged", "two.rate"),
                    ("mailing, all columns merged", "all.rate"),
                ],
            },
            Table {
                head: "peak memory",
                unit: "MiB",
                digits: 1,
                beside: None,
                rows: &[("mailing, all columns merged", "peak")],
            },
        ],
    },
    Chapter {
        section: "micro",
        title: "Signing and counting",
        text: "By criterion: `cargo bench --bench signing` and `--bench segmentation` show more. A signature is \
               SHA-1 over keys, method, URL, body and time. Texts are 1,000 characters and more: ASCII; French with \
               accents that are in the GSM alphabet; text with letters that are not.",
        tables: &[
            Table {
                head: "a signature",
                unit: "ns",
                digits: 0,
                beside: None,
                rows: &[
                    ("a GET without a body", "sign.get.ns"),
                    ("a POST with 1 KiB", "sign.post_1_kib.ns"),
                ],
            },
            Table {
                head: "text counted",
                unit: "MB/s",
                digits: 0,
                beside: None,
                rows: &[
                    ("`segments`, ASCII", "segments.ascii.mb"),
                    ("`segments`, GSM accents", "segments.accents.mb"),
                    ("`segments`, Unicode", "segments.unicode.mb"),
                    ("`parts`, GSM accents", "parts.accents.mb"),
                ],
            },
        ],
    },
    Chapter {
        section: "build",
        title: "Building",
        text: "A hello-world that sends one message, on the default features, beside one on `aws-sdk-sns` that \
               does the same; the dev profile, nothing tuned, downloads done before.",
        tables: &[
            Table {
                head: "a cold build",
                unit: "s",
                digits: 1,
                beside: Some("aws-sdk-sns.cold"),
                rows: &[("ours", "ours.cold"), ("aws-sdk-sns", "aws-sdk-sns.cold")],
            },
            Table {
                head: "after touching src/main.rs",
                unit: "s",
                digits: 2,
                beside: Some("aws-sdk-sns.warm"),
                rows: &[("ours", "ours.warm"), ("aws-sdk-sns", "aws-sdk-sns.warm")],
            },
            Table {
                head: "after touching schema/openapi.json",
                unit: "s",
                digits: 1,
                beside: None,
                rows: &[("ours", "ours.description")],
            },
            Table {
                head: "crates compiled",
                unit: "",
                digits: 0,
                beside: Some("aws-sdk-sns.crates"),
                rows: &[
                    ("ours", "ours.crates"),
                    ("aws-sdk-sns", "aws-sdk-sns.crates"),
                ],
            },
            Table {
                head: "release binary",
                unit: "MB",
                digits: 1,
                beside: Some("aws-sdk-sns.binary"),
                rows: &[
                    ("ours", "ours.binary"),
                    ("aws-sdk-sns", "aws-sdk-sns.binary"),
                ],
            },
        ],
    },
];

const HEAD: &str = "# Benchmarks

Made by `cargo xtask bench`; do not edit. Each section measures its contenders in turns, on one
machine: the times mean little on another, the ratios hold. `cargo xtask bench --only call` (or
`history`, `mailing`, `micro`, `build`) measures one section anew, `--quick` takes a few minutes.
";

/// The whole document.
pub fn page(results: &[Results]) -> String {
    let mut out = HEAD.to_owned();
    wanted(&mut out, results);
    for chapter in CHAPTERS {
        let _ = write!(out, "\n## {}\n\n{}\n", chapter.title, wrapped(chapter.text));
        match results.iter().find(|one| one.section == chapter.section) {
            None => out.push_str("\nNot measured yet.\n"),
            Some(results) => chapter.write(&mut out, results),
        }
    }
    out
}

/// Everything that is wanted beside what was measured.
fn wanted(out: &mut String, results: &[Results]) {
    out.push_str("\n## Wanted and measured\n\n| what | wanted | measured | |\n|---|--:|--:|---|\n");
    for wanted in WANTED {
        let Wanted {
            what, most, unit, ..
        } = wanted;
        let (figure, met) = match wanted.measured(results) {
            None => ("not measured".to_owned(), ""),
            Some(measured) => (
                format!("{} {unit}", number(measured.median, digits(*most))),
                if wanted.is_met(&measured) {
                    "met"
                } else {
                    "**missed**"
                },
            ),
        };
        let _ = writeln!(out, "| {what} | at most {most} {unit} | {figure} | {met} |");
    }
}

/// Digits after the point that a figure needs beside what is wanted.
fn digits(most: f64) -> usize {
    if most < 0.05 {
        4
    } else if most < 1.0 {
        3
    } else if most < 10.0 {
        2
    } else {
        1
    }
}

impl Chapter {
    fn write(&self, out: &mut String, results: &Results) {
        for table in self.tables {
            table.write(out, results);
        }
        let run = &results.run;
        let kind = if run.quick {
            "a quick run"
        } else {
            "a whole run"
        };
        let told = format!(
            "Measured on {} at commit {} by {kind} of `cargo xtask bench`: {} cores of {}, {}, {}.",
            run.date, run.commit, run.cores, run.processor, run.system, run.rustc
        );
        let _ = write!(out, "\n{}\n", wrapped(&told));
        if !results.versions.is_empty() {
            let _ = write!(
                out,
                "\n{}\n",
                wrapped(&format!("With {}.", results.versions.join(", ")))
            );
        }
        for missing in &results.missing {
            let _ = write!(out, "\n{}\n", wrapped(&format!("{missing}.")));
        }
    }
}

impl Table {
    fn write(&self, out: &mut String, results: &Results) {
        let rows: Vec<(&str, &str, Summary)> = self
            .rows
            .iter()
            .filter_map(|(name, figure)| Some((*name, *figure, results.summary(figure)?)))
            .collect();
        if rows.is_empty() {
            return;
        }
        let beside = self
            .beside
            .filter(|beside| results.summary(beside).is_some());
        let turns = rows.iter().any(|(.., summary)| summary.turns > 1);
        let unit = match self.unit {
            "" => String::new(),
            unit => format!(" ({unit})"),
        };
        let (mut head, mut line) = (
            format!("| {}{unit} | median |", self.head),
            "|---|--:|".to_owned(),
        );
        if turns {
            head.push_str(" least to most | turns |");
            line.push_str("--:|--:|");
        }
        if beside.is_some() {
            head.push_str(" ratio |");
            line.push_str("--:|");
        }
        let _ = write!(out, "\n{head}\n{line}\n");
        for (name, figure, summary) in rows {
            let shown = |figure| number(figure, self.digits);
            let _ = write!(out, "| {name} | {} |", shown(summary.median));
            if turns {
                let _ = write!(
                    out,
                    " {} to {} | {} |",
                    shown(summary.least),
                    shown(summary.most),
                    summary.turns
                );
            }
            if let Some(beside) = beside {
                let ratio = results.ratio(figure, beside).map(|ratio| ratio.median);
                let _ = write!(out, " {} |", ratio.map_or_else(String::new, ratio_text));
            }
            out.push('\n');
        }
    }
}

fn ratio_text(ratio: f64) -> String {
    number(ratio, if ratio < 0.1 { 4 } else { 2 })
}

/// A number with commas between the thousands.
fn number(figure: f64, digits: usize) -> String {
    let text = format!("{figure:.digits$}");
    let (whole, rest) = match text.find('.') {
        Some(at) => text.split_at(at),
        None => (text.as_str(), ""),
    };
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) && !out.ends_with('-') {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

/// A paragraph in lines of at most a hundred characters.
fn wrapped(text: &str) -> String {
    let mut out = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let width = word.chars().count();
        if length > 0 && length + 1 + width > 100 {
            out.push('\n');
            length = 0;
        } else if length > 0 {
            out.push(' ');
            length += 1;
        }
        out.push_str(word);
        length += width;
    }
    out
}

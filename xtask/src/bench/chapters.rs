//! The contents of docs/BENCHMARKS.md: one chapter per section, with its text and tables.

/// The text of a section and the figures to show.
pub(super) struct Chapter {
    pub(super) section: &'static str,
    pub(super) title: &'static str,
    pub(super) text: &'static str,
    pub(super) tables: &'static [Table],
}

/// Figures of the same kind, one per contender.
pub(super) struct Table {
    /// The heading of the figures.
    pub(super) head: &'static str,
    pub(super) unit: &'static str,
    pub(super) digits: usize,
    /// The figure that ratios are relative to; `None` if ratios would be meaningless.
    pub(super) beside: Option<&'static str>,
    pub(super) rows: &'static [(&'static str, &'static str)],
}

/// The sections in the order of the document.
pub(super) const CHAPTERS: &[Chapter] = &[
    Chapter {
        section: "call",
        title: "A call",
        text: "`GET /sms/{serviceName}/outgoing/{id}`, sequential, signed, and decoded into the \
               typed message. A small server on this machine sends the same bytes to all \
               contenders, so that only the client is measured: the processor time of its process, \
               and its instructions as counted by callgrind (the difference between 200 and 1,200 \
               calls). *By hand* is code written with reqwest without this crate: the same \
               headers, signature, time limits and structure; no retry, no errors of the service. \
               It and ours run on a single-threaded runtime. The ratios are medians of the turns' \
               ratios.",
        tables: &[
            Table {
                head: "instructions per call",
                unit: "",
                digits: 0,
                beside: Some("by-hand.instructions"),
                rows: &[
                    ("ours", "ours.instructions"),
                    ("reqwest by hand", "by-hand.instructions"),
                ],
            },
            Table {
                head: "processor time per call",
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
                head: "processor time per call, over TLS",
                unit: "µs",
                digits: 1,
                beside: Some("ours-tls.cpu"),
                rows: &[("ours", "ours-tls.cpu"), ("node-ovh", "node-ovh.cpu")],
            },
            Table {
                head: "wall time per call",
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
        text: "10,000 sent messages with their details, from the sandbox with 20 ms added to each \
               response. The wrappers have one way: list the ids, then read each message. That \
               takes minutes, so only a part of the messages is read and the time is extrapolated. \
               *One by one* is the same loop with our builders, with sixteen concurrent reads.",
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
                    ("python-ovh, extrapolated", "python-ovh.wall"),
                    ("go-ovh, extrapolated", "go-ovh.wall"),
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
        text: "1,000,000 rows of five columns, checked, normalised, merged and spooled to a file \
               by `Mailing::from_csv`, compared with reading and writing the byte records of the \
               same file with the `csv` crate without processing them. The figures are processor \
               time, because disk and other load disturb wall time. The peak memory is that of a \
               process that reads the rows from a stream.",
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
                head: "thousand rows per second",
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
        text: "Measured by criterion; `cargo bench -p contenders --bench signing` and \
               `--bench segmentation` show more. A signature is SHA-1 over keys, method, URL, \
               body and time. Texts have 1,000 characters or more: ASCII; French with accents that are in \
               the GSM alphabet; text with letters that are not.",
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
        section: "start",
        title: "Starting the command line",
        text: "`ovh-sms`, built for release, from start to exit: `--help`, and the help of an \
               operation, which first reads the whole description; and the sandbox, until it states \
               its endpoint, when its port is open.",
        tables: &[Table {
            head: "wall time",
            unit: "ms",
            digits: 1,
            beside: None,
            rows: &[
                ("`ovh-sms --help`", "help.wall"),
                ("`ovh-sms api jobs_create --help`", "api.wall"),
                ("`ovh-sms sandbox`", "sandbox.wall"),
            ],
        }],
    },
    Chapter {
        section: "build",
        title: "Building",
        text: "A hello-world that sends one message, on the default features, compared with one on \
               `aws-sdk-sns` that does the same, and with a program that binds `/ip` on `ovh-api`, \
               with `ovh-codegen` in its build script; our packages are those of the last \
               commit, as from a registry; dev profile, default settings, downloads done \
               beforehand.",
        tables: &[
            Table {
                head: "a cold build",
                unit: "s",
                digits: 1,
                beside: Some("aws-sdk-sns.cold"),
                rows: &[
                    ("ours", "ours.cold"),
                    ("`/ip` on `ovh-api`", "ip.cold"),
                    ("aws-sdk-sns", "aws-sdk-sns.cold"),
                ],
            },
            Table {
                head: "after touching src/main.rs",
                unit: "s",
                digits: 2,
                beside: Some("aws-sdk-sns.warm"),
                rows: &[
                    ("ours", "ours.warm"),
                    ("`/ip` on `ovh-api`", "ip.warm"),
                    ("aws-sdk-sns", "aws-sdk-sns.warm"),
                ],
            },
            Table {
                head: "after touching schema/openapi.json",
                unit: "s",
                digits: 1,
                beside: None,
                rows: &[("ours", "by-path.description")],
            },
            Table {
                head: "crates compiled",
                unit: "",
                digits: 0,
                beside: Some("aws-sdk-sns.crates"),
                rows: &[
                    ("ours", "ours.crates"),
                    ("`/ip` on `ovh-api`", "ip.crates"),
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
                    ("`/ip` on `ovh-api`", "ip.binary"),
                    ("aws-sdk-sns", "aws-sdk-sns.binary"),
                ],
            },
        ],
    },
];

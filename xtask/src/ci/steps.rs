//! The steps of the gate, and the slow ones.

/// A step: commands that must all succeed.
pub struct Step {
    pub name: &'static str,
    pub about: &'static str,
    /// Whether the step is too slow for the gate.
    pub slow: bool,
    /// What the step needs; without it, the step is skipped.
    pub needs: &'static [Need],
    /// Commands that list tests; each must list at least one.
    pub lists: &'static [&'static str],
    pub commands: &'static [&'static str],
    pub environment: &'static [(&'static str, &'static str)],
}

impl Step {
    /// Returns everything that the result depends on: the environment, the tests that must be
    /// listed, and the commands.
    pub fn runs(&self) -> Vec<String> {
        let environment = self.environment.iter();
        let environment = environment.map(|(name, value)| format!("{name}={value}"));
        let lines = self.lists.iter().chain(self.commands);
        environment
            .chain(lines.map(|line| (*line).to_owned()))
            .collect()
    }
}

/// A program, how its presence is checked, and how it is installed; the step runs the installation
/// itself if it is `cargo install`.
pub struct Need {
    pub name: &'static str,
    pub probe: &'static str,
    pub install: &'static str,
}

const NPM: Need = Need {
    name: "npm",
    probe: "npm --version",
    install: "apt-get install npm",
};

const CHROMIUM: Need = Need {
    name: "Chromium",
    probe: "chromium --version",
    install: "apt-get install chromium",
};

const CHROMEDRIVER: Need = Need {
    name: "chromedriver",
    probe: "chromedriver --version",
    install: "apt-get install chromium-driver",
};

const PYTHON: Need = Need {
    name: "Python with the packages that .ci/run installs",
    probe: "target/python/bin/python -c __import__('ovh'),__import__('smsutil')",
    install: "python3 -m venv target/python, and the packages that .ci/run names",
};

const OPENSSL: Need = Need {
    name: "OpenSSL with its headers",
    probe: "pkg-config --exists openssl",
    install: "apt-get install libssl-dev pkg-config",
};

const CXX: Need = Need {
    name: "a C++ compiler",
    probe: "c++ --version",
    install: "apt-get install g++",
};

const HISTORY: Need = Need {
    name: "the git history",
    probe: "git cat-file -e fbb5753^{commit}",
    install: "git fetch --unshallow",
};

const DENY: Need = Need {
    name: "cargo-deny",
    probe: "cargo deny --version",
    install: "cargo install --locked --root target/tools cargo-deny",
};

const HACK: Need = Need {
    name: "cargo-hack",
    probe: "cargo hack --version",
    install: "cargo install --locked --root target/tools cargo-hack",
};

/// The values that most steps share.
pub const STEP: Step = Step {
    name: "",
    about: "",
    slow: false,
    needs: &[],
    lists: &[],
    commands: &[],
    environment: &[],
};

/// All steps, in the order in which they run: those of the gate, then the slow ones.
pub const STEPS: &[Step] = &[
    Step {
        name: "format",
        about: "the format of all sources",
        commands: &[
            "cargo fmt --all --check",
            "cargo fmt --manifest-path fuzz/Cargo.toml --check",
            "rustfmt --edition 2024 --check tests/users/all.rs",
        ],
        ..STEP
    },
    Step {
        name: "generated",
        about: "generated files, layers and slow checks are current",
        commands: &["cargo xtask check"],
        ..STEP
    },
    Step {
        name: "tests",
        about: "the tests of all packages, with the README's command",
        commands: &["cargo test --workspace --features full"],
        ..STEP
    },
    Step {
        name: "tests-kept",
        about: "no test is lost when code moves",
        needs: &[HISTORY],
        commands: &["cargo xtask verify-tests --since fbb5753"],
        ..STEP
    },
    Step {
        name: "python",
        about: "independent implementations in Python",
        needs: &[PYTHON],
        // With the packages and features of the step `tests`, so that nothing is compiled again.
        lists: &[
            "cargo test --workspace --features full --test it python:: -- --include-ignored --list",
        ],
        commands: &[
            "cargo test --workspace --features full --test it python:: -- --include-ignored",
        ],
        environment: &[("OVH_SMS_PYTHON", "target/python/bin/python")],
        ..STEP
    },
    Step {
        name: "interop",
        about: "unmodified clients against the sandbox; names those that are not installed",
        commands: &["cargo xtask interop fetch", "cargo xtask interop all"],
        ..STEP
    },
    Step {
        name: "page",
        about: "the sandbox's page in Chromium, checked by axe-core",
        needs: &[CHROMIUM, CHROMEDRIVER, NPM],
        lists: &["cargo test --workspace --features full --test page -- --ignored --list"],
        commands: &[
            "npm install --silent --prefer-offline --no-save --no-audit --no-fund --prefix target/axe axe-core@4.14.1",
            "cargo build -p ovh-sms-cli",
            // One browser at a time; the times that it measures are printed.
            "cargo test --workspace --features full --test page -- --ignored --test-threads 1 --nocapture",
        ],
        ..STEP
    },
    Step {
        name: "lints",
        about: "lints of all packages with all features, and of the libraries for users with none",
        commands: &[
            "cargo clippy --workspace --all-targets --features full -- -D warnings",
            "cargo clippy --no-default-features -p ovh-api -- -D warnings",
            "cargo clippy --no-default-features -p ovh-sms -- -D warnings",
        ],
        ..STEP
    },
    Step {
        name: "documentation",
        about: "the documentation of all packages",
        commands: &["cargo doc --workspace --no-deps --features full"],
        environment: &[("RUSTDOCFLAGS", "-D warnings")],
        ..STEP
    },
    Step {
        name: "simulation",
        about: "reports of programs hold against what a simulated service accepted",
        commands: &["cargo xtask simulate --seeds 100"],
        ..STEP
    },
    Step {
        name: "outside",
        about: "a project of its own binds other parts of the API",
        commands: &["cargo xtask verify-outside"],
        ..STEP
    },
    Step {
        name: "bindings",
        about: "the bindings of the bound roots and of documents that are hard to convert compile",
        slow: true,
        lists: &[
            "cargo test --workspace --features full --test it -- --ignored --list roots::bindings_of_the_bound_roots_compile",
            "cargo test --workspace --features full --test it -- --ignored --list verify::progenitor_makes_rust_of_every_document_and_it_compiles",
        ],
        commands: &[
            "cargo test --workspace --features full --test it -- --ignored roots::bindings_of_the_bound_roots_compile verify::progenitor_makes_rust_of_every_document_and_it_compiles",
        ],
        ..STEP
    },
    Step {
        name: "few-features",
        about: "lints of the other packages without their default features",
        slow: true,
        commands: &[
            "cargo clippy --no-default-features -p ovh-openapi -- -D warnings",
            "cargo clippy --no-default-features -p ovh-codegen -- -D warnings",
            "cargo clippy --no-default-features -p ovh-sms-sandbox -- -D warnings",
            "cargo clippy --no-default-features -p ovh-sms-cli -- -D warnings",
        ],
        ..STEP
    },
    Step {
        name: "fuzz-targets",
        about: "the fuzz targets still compile",
        slow: true,
        needs: &[CXX],
        commands: &[
            "cargo clippy --manifest-path fuzz/Cargo.toml --target-dir target --locked -- -D warnings",
        ],
        ..STEP
    },
    Step {
        name: "refused-programs",
        about: "programs without a required value do not compile",
        slow: true,
        commands: &["cargo test --workspace --features full --test ui"],
        ..STEP
    },
    Step {
        name: "update",
        about: "updates a copy of the project to a changed description",
        slow: true,
        commands: &["cargo xtask verify-update"],
        ..STEP
    },
    Step {
        name: "certificate",
        about: "the proof of a change contradicts wrong predictions",
        slow: true,
        commands: &["cargo xtask verify-certificate"],
        ..STEP
    },
    Step {
        name: "native-tls",
        about: "lints with the system's TLS library, alone and with all other features",
        slow: true,
        needs: &[OPENSSL, CXX],
        commands: &[
            "cargo clippy --no-default-features --features native-tls -p ovh-sms -- -D warnings",
            "cargo clippy --all-features -p ovh-sms -p ovh-sms-sandbox -p ovh-sms-cli -- -D warnings",
        ],
        ..STEP
    },
    Step {
        name: "packages",
        about: "each package builds from its tarball, without a network",
        slow: true,
        commands: &["cargo xtask verify-packages"],
        ..STEP
    },
    Step {
        name: "long-simulation",
        about: "the same as `simulation`, with more seeds",
        slow: true,
        commands: &["cargo xtask simulate --seeds 500"],
        ..STEP
    },
    Step {
        name: "roots",
        about: "the bindings of all descriptions compile",
        slow: true,
        commands: &["cargo xtask verify-roots --all"],
        ..STEP
    },
    Step {
        name: "any-root",
        about: "the bindings of each description compile in a package of its own",
        slow: true,
        commands: &["cargo xtask verify-outside --all"],
        ..STEP
    },
    Step {
        name: "old-programs",
        about: "programs written against old bindings compile where `diff` reports compatibility",
        slow: true,
        commands: &["cargo xtask verify-diff"],
        ..STEP
    },
    Step {
        name: "history",
        about: "the compiler agrees with what `diff` reports about each served description",
        slow: true,
        lists: &["cargo test -p xtask --test it anywhere:: -- --ignored --list"],
        commands: &[
            "cargo xtask history --check",
            "cargo test -p xtask --test it anywhere:: -- --ignored",
        ],
        ..STEP
    },
    Step {
        name: "proved-update",
        about: "an update with its proof, twice: the certificates are equal, and the limits of time hold",
        slow: true,
        commands: &["cargo xtask bench-update"],
        ..STEP
    },
    Step {
        name: "other-generators",
        about: "the OpenAPI document works with the generators of other languages",
        slow: true,
        needs: &[NPM, PYTHON],
        commands: &["cargo xtask interop openapi"],
        ..STEP
    },
    Step {
        name: "models",
        about: "locks, limits, tokens and sends in flight in many orders of their tasks",
        slow: true,
        lists: &[
            "cargo test -p ovh-api --lib models:: -- --list",
            "cargo test -p ovh-sms --lib models:: -- --list",
        ],
        commands: &[
            "cargo test -p ovh-api --lib models::",
            "cargo test -p ovh-sms --lib models::",
        ],
        environment: &[
            ("RUSTFLAGS", "--cfg shuttle"),
            ("CARGO_TARGET_DIR", "target/models"),
        ],
        ..STEP
    },
    Step {
        name: "deny",
        about: "licences, sources and forbidden packages",
        slow: true,
        needs: &[DENY],
        commands: &["cargo deny --offline --workspace check bans licenses sources"],
        ..STEP
    },
    Step {
        name: "features",
        about: "each pair of features compiles; of the command line, each feature",
        slow: true,
        needs: &[HACK, OPENSSL, CXX],
        commands: &[
            "cargo hack check --feature-powerset --depth 2 --package ovh-openapi --package ovh-codegen --package ovh-api --package ovh-sms-sandbox",
            // `full` is what the tests use.
            "cargo hack check --feature-powerset --depth 2 --exclude-features default,full --package ovh-sms",
            "cargo hack check --each-feature --package ovh-sms-cli",
        ],
        ..STEP
    },
];

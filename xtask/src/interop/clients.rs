//! The clients of the matrix: where each comes from, and how it is run. Versions are pinned, so that a
//! result changes only when we update them.

use super::sources::Source;

/// A client of OVHcloud's API, with one kind of credentials.
pub struct Client {
    /// The name on the command line.
    pub key: &'static str,
    pub name: &'static str,
    pub from: &'static str,
    pub credentials: Credentials,
    pub source: Source,
    /// Commands that run before, with the network of this machine.
    pub before: &'static [&'static [&'static str]],
    /// The command that runs in the sandbox and prints `ok` at the end. `{bin}` is the folder of
    /// installed programs, `{scripts}` that of our scripts, `{work}` one for files.
    pub command: &'static [&'static str],
}

/// The credentials that a client uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credentials {
    Keys,
    OAuth2,
}

impl std::fmt::Display for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Keys => "keys",
            Self::OAuth2 => "OAuth2",
        })
    }
}

const PYTHON: Source = Source::Pypi {
    folder: "python",
    packages: &["ovh==1.2.0", "pytest==8.4.2"],
};
const NODE: Source = Source::Npm {
    folder: "node",
    packages: &[
        "ovh@2.0.3",
        "@ovhcloud/node-ovh@3.0.0",
        "@ovh-api/api@3.2.10",
        "@ovh-api/sms@3.1.26",
    ],
};

const EMPTY: Client = Client {
    key: "",
    name: "",
    from: "",
    credentials: Credentials::Keys,
    source: Source::Nowhere,
    before: &[],
    command: &[],
};

/// All clients, in the order of the table.
pub const CLIENTS: &[Client] = &[
    Client {
        key: "python",
        name: "python-ovh 1.2.0",
        from: "PyPI `ovh`",
        source: PYTHON,
        command: &["{bin}/python", "{scripts}/python_ovh.py"],
        ..EMPTY
    },
    Client {
        key: "python-oauth2",
        name: "python-ovh 1.2.0",
        from: "PyPI `ovh`",
        credentials: Credentials::OAuth2,
        source: PYTHON,
        command: &["{bin}/python", "{scripts}/python_ovh_oauth2.py"],
        ..EMPTY
    },
    Client {
        key: "python-tests",
        name: "python-ovh 1.2.0, its own tests/test_client.py",
        from: "PyPI `ovh`, source distribution",
        source: PYTHON,
        before: &[
            &[
                "{bin}/python",
                "-m",
                "pip",
                "download",
                "--quiet",
                "--disable-pip-version-check",
                "--no-deps",
                "--no-binary",
                ":all:",
                "--dest",
                "{work}",
                "ovh==1.2.0",
            ],
            &["tar", "-xzf", "{work}/ovh-1.2.0.tar.gz", "-C", "{work}"],
        ],
        // Its tests expect that no key is configured.
        command: &[
            "sh",
            "-c",
            "cd \"$2/ovh-1.2.0\" && env -u OVH_ENDPOINT -u OVH_APPLICATION_KEY \
             -u OVH_APPLICATION_SECRET -u OVH_CONSUMER_KEY \"$1/python\" -m pytest -q \
             -p no:cacheprovider tests/test_client.py && echo ok",
            "sh",
            "{bin}",
            "{work}",
        ],
        ..EMPTY
    },
    Client {
        key: "node",
        name: "ovh 2.0.3 for Node",
        from: "npm `ovh`",
        source: NODE,
        command: &["node", "{scripts}/node_ovh.cjs", "ovh"],
        ..EMPTY
    },
    Client {
        key: "node-ovh",
        name: "node-ovh 3.0.0",
        from: "npm `@ovhcloud/node-ovh`",
        source: NODE,
        command: &["node", "{scripts}/node_ovh.cjs", "@ovhcloud/node-ovh"],
        ..EMPTY
    },
    Client {
        key: "node-ovh-oauth2",
        name: "node-ovh 3.0.0",
        from: "npm `@ovhcloud/node-ovh`",
        credentials: Credentials::OAuth2,
        source: NODE,
        command: &["node", "{scripts}/node_ovh_oauth2.cjs"],
        ..EMPTY
    },
    Client {
        key: "ovh-api-sms",
        name: "api-ovh-node 3.2.10",
        from: "npm `@ovh-api/api`, `@ovh-api/sms`",
        source: NODE,
        command: &["node", "{scripts}/ovh_api_sms.cjs"],
        ..EMPTY
    },
    Client {
        key: "go",
        name: "go-ovh 1.1",
        from: "Debian `golang-github-ovh-go-ovh-dev`",
        source: Source::Debian {
            probes: &["/usr/share/gocode/src/github.com/ovh/go-ovh", "/usr/bin/go"],
            packages: "golang-go golang-github-ovh-go-ovh-dev",
        },
        // Debian's packages require Go without modules.
        before: &[&[
            "env",
            "GO111MODULE=off",
            "GOPATH=/usr/share/gocode",
            "GOCACHE={work}/go-cache",
            "go",
            "build",
            "-o",
            "{work}/go_ovh",
            "{scripts}/go_ovh.go",
        ]],
        command: &["{work}/go_ovh"],
        ..EMPTY
    },
    Client {
        key: "symfony",
        name: "Symfony's OvhCloud notifier 5.4",
        from: "Debian `php-symfony-ovh-cloud-notifier`",
        source: Source::Debian {
            probes: &[
                "/usr/share/php/Symfony/Component/Notifier/Bridge/OvhCloud/autoload.php",
                "/usr/share/php/Symfony/Component/HttpClient/autoload.php",
                "/usr/bin/php",
            ],
            packages: "php-cli php-curl php-symfony-ovh-cloud-notifier php-symfony-http-client",
        },
        command: &["php", "{scripts}/symfony_notifier.php"],
        ..EMPTY
    },
    Client {
        key: "httpie",
        name: "httpie-ovh-auth 1.2.0",
        from: "PyPI `httpie-ovh-auth`",
        source: Source::Pypi {
            folder: "httpie",
            packages: &["httpie==3.2.4", "httpie-ovh-auth==1.2.0"],
        },
        command: &["sh", "{scripts}/httpie_ovh_auth.sh", "{bin}/http"],
        ..EMPTY
    },
    Client {
        key: "django",
        name: "Django two-factor gateway 0.0.3",
        from: "PyPI `django-two-factor-auth-ovh-gateway`",
        source: Source::Pypi {
            folder: "django",
            packages: &["django-two-factor-auth-ovh-gateway==0.0.3", "ovh==1.2.0"],
        },
        command: &["{bin}/python", "{scripts}/django_gateway.py"],
        ..EMPTY
    },
    Client {
        key: "guide",
        name: "the calls of OVHcloud's guide for PHP",
        from: "curl",
        source: Source::Debian {
            probes: &["/usr/bin/curl", "/usr/bin/sha1sum"],
            packages: "curl coreutils",
        },
        command: &["sh", "{scripts}/guide_calls.sh"],
        ..EMPTY
    },
    Client {
        key: "php",
        name: "php-ovh 3",
        ..EMPTY
    },
    Client {
        key: "go-oauth2",
        name: "go-ovh 1.6",
        credentials: Credentials::OAuth2,
        ..EMPTY
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn each_client_has_its_own_key_and_its_script_exists() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        for (at, client) in CLIENTS.iter().enumerate() {
            let others = CLIENTS.iter().skip(at + 1);
            assert!(
                others.clone().all(|other| other.key != client.key),
                "{}",
                client.key
            );
            let is_nowhere = matches!(client.source, Source::Nowhere);
            assert_eq!(client.command.is_empty(), is_nowhere, "{}", client.key);
            for word in client.command {
                if let Some(script) = word.strip_prefix("{scripts}/") {
                    let path = Path::new(root).join("tests/interop").join(script);
                    assert!(path.exists(), "{}", path.display());
                }
            }
        }
    }
}

//! Configuration: precedence, rejected values, and the messages of the rejections.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use ovh_sms::auth::{ApplicationKey, Credentials};
use ovh_sms::config::{Config, ConfigBuilder, ConfigError, Environment, Key, Source};
use secrecy::ExposeSecret;

const LOCAL: &str = "/project/ovh.conf";
const HOME: &str = "/home/me/.ovh.conf";
const SYSTEM: &str = "/etc/ovh.conf";

fn nowhere() -> Environment {
    Environment::empty()
        .with_current_dir("/project")
        .with_home_dir("/home/me")
}

fn application(config: &Config) -> &ApplicationKey {
    match config.credentials() {
        Credentials::ApplicationKey(key) => key,
        other => panic!("not an application key: {other:?}"),
    }
}

fn refusal(environment: &Environment) -> String {
    refusal_of(&Config::builder(), environment)
}

fn refusal_of(builder: &ConfigBuilder, environment: &Environment) -> String {
    match builder.load(environment) {
        Ok(config) => panic!("accepted: {config:?}"),
        Err(error) => error.to_string(),
    }
}

/// A file whose application key identifies the file.
fn file(application_key: &str) -> String {
    format!("[default]\nendpoint = ovh-eu\n[ovh-eu]\napplication_key = {application_key}\n")
}

#[test]
fn the_nearest_source_wins() {
    // The value in each source (`None` if the source does not mention the key), then the source
    // that takes precedence.
    type Say = Option<&'static str>;
    let table: [([Say; 5], &str, Source); 9] = [
        (
            [
                Some("arg"),
                Some("env"),
                Some("cwd"),
                Some("home"),
                Some("etc"),
            ],
            "arg",
            Source::Argument,
        ),
        (
            [None, Some("env"), Some("cwd"), Some("home"), Some("etc")],
            "env",
            Source::Environment("OVH_APPLICATION_KEY"),
        ),
        (
            [None, None, Some("cwd"), Some("home"), Some("etc")],
            "cwd",
            in_file(LOCAL),
        ),
        (
            [None, None, None, Some("home"), Some("etc")],
            "home",
            in_file(HOME),
        ),
        (
            [None, None, None, None, Some("etc")],
            "etc",
            in_file(SYSTEM),
        ),
        (
            [Some(""), Some("env"), None, None, None],
            "env",
            Source::Environment("OVH_APPLICATION_KEY"),
        ),
        (
            [Some(""), Some(""), Some(""), Some("home"), None],
            "home",
            in_file(HOME),
        ),
        (
            [Some("  "), Some("\n"), Some(""), Some(""), Some("etc")],
            "etc",
            in_file(SYSTEM),
        ),
        (
            [None, Some("env\n"), Some("cwd"), None, None],
            "env",
            Source::Environment("OVH_APPLICATION_KEY"),
        ),
    ];
    for ([argument, variable, local, home, system], winner, source) in table {
        let mut builder = Config::builder().set(Key::APPLICATION_SECRET, "secret");
        if let Some(argument) = argument {
            builder = builder.set(Key::APPLICATION_KEY, argument);
        }
        let mut environment = nowhere();
        if let Some(variable) = variable {
            environment = environment.with_var("OVH_APPLICATION_KEY", variable);
        }
        for (path, said) in [(LOCAL, local), (HOME, home), (SYSTEM, system)] {
            if let Some(said) = said {
                environment = environment.with_file(path, file(said));
            }
        }
        let config = builder.load(&environment).unwrap();
        assert_eq!(application(&config).application_key(), winner);
        let row = config
            .describe()
            .iter()
            .find(|row| row.key == Key::APPLICATION_KEY);
        assert_eq!(row.unwrap().source, source);
    }
}

fn in_file(path: &str) -> Source {
    Source::File {
        path: std::path::Path::new(path).into(),
        line: 4,
    }
}

#[test]
fn keys_are_merged_one_by_one() {
    let environment = nowhere()
        .with_file(SYSTEM, "[default]\nendpoint=soyoustart-eu\n[soyoustart-eu]\napplication_key=fromEtc\nconsumer_key=fromEtc\n")
        .with_file(HOME, "[soyoustart-eu]\napplication_secret: fromHome\n")
        .with_file(LOCAL, "[soyoustart-eu]\nsms_service = sms-xx1-1\n")
        .with_var("OVH_CONSUMER_KEY", "fromEnv");
    let config = Config::load(&environment).unwrap();
    let key = application(&config);
    assert_eq!(config.endpoint().name(), Some("soyoustart-eu"));
    assert_eq!(config.sms_service(), Some("sms-xx1-1"));
    assert_eq!(key.application_key(), "fromEtc");
    assert_eq!(key.application_secret().expose_secret(), "fromHome");
    assert_eq!(key.consumer_key().unwrap().expose_secret(), "fromEnv");
    let rows: Vec<_> = config.describe().iter().map(ToString::to_string).collect();
    assert_eq!(
        rows,
        [
            "endpoint = soyoustart-eu (/etc/ovh.conf:2)",
            "sms_service = sms-xx1-1 (/project/ovh.conf:2)",
            "application_key = … (/etc/ovh.conf:4)",
            "application_secret = (secret) (/home/me/.ovh.conf:2)",
            "consumer_key = (secret) (environment variable OVH_CONSUMER_KEY)",
        ]
    );
}

#[test]
fn an_endpoints_section_goes_before_the_one_for_all() {
    let environment = nowhere()
        .with_file(SYSTEM, "[ovh-eu]\naccess_token = own\n")
        .with_file(LOCAL, "[DEFAULT]\naccess_token = shared\n");
    let config = Config::load(&environment).unwrap();
    let source = config.describe().last().map(|row| row.source.to_string());
    assert_eq!(source.as_deref(), Some("/etc/ovh.conf:2"));
}

#[test]
fn an_identifier_shows_its_first_four_characters() {
    let environment = nowhere()
        .with_var("OVH_CLIENT_ID", "EU.1234567890abcdef")
        .with_var("OVH_CLIENT_SECRET", "hush");
    let config = Config::load(&environment).unwrap();
    let row = config
        .describe()
        .iter()
        .find(|row| row.key == Key::CLIENT_ID);
    assert_eq!(row.unwrap().shown.as_deref(), Some("EU.1…"));
}

#[test]
fn each_kind_of_credentials_is_recognised() {
    let table: [(&[(&str, &str)], &str); 4] = [
        (
            &[
                ("OVH_APPLICATION_KEY", "a"),
                ("OVH_APPLICATION_SECRET", "b"),
                ("OVH_CONSUMER_KEY", "c"),
            ],
            "application key",
        ),
        (
            &[
                ("OVH_APPLICATION_KEY", "a"),
                ("OVH_APPLICATION_SECRET", "b"),
            ],
            "application key without consumer key",
        ),
        (
            &[("OVH_CLIENT_ID", "a"), ("OVH_CLIENT_SECRET", "b")],
            "OAuth2 service account",
        ),
        (&[("OVH_ACCESS_TOKEN", "a")], "access token"),
    ];
    for (variables, kind) in table {
        let environment = with_vars(nowhere(), variables);
        assert_eq!(
            Config::load(&environment).unwrap().credentials().kind(),
            kind
        );
    }
}

fn with_vars(environment: Environment, variables: &[(&str, &str)]) -> Environment {
    variables
        .iter()
        .fold(environment, |environment, (name, value)| {
            environment.with_var(*name, *value)
        })
}

#[test]
fn half_and_mixed_credentials_name_each_key_and_its_source() {
    let home = |text: &str| nowhere().with_file(HOME, format!("[ovh-eu]\n{text}"));
    let table = [
        (
            nowhere().with_var("OVH_APPLICATION_KEY", "a"),
            "application_secret is missing: application_key (environment variable OVH_APPLICATION_KEY) needs it; set OVH_APPLICATION_SECRET or `application_secret` in ovh.conf, section [ovh-eu]",
        ),
        (
            home("application_secret = b"),
            "application_key is missing: application_secret (/home/me/.ovh.conf:2) needs it; set OVH_APPLICATION_KEY or `application_key` in ovh.conf, section [ovh-eu]",
        ),
        (
            home("consumer_key = c"),
            "application_key is missing: consumer_key (/home/me/.ovh.conf:2) needs it; set OVH_APPLICATION_KEY or `application_key` in ovh.conf, section [ovh-eu]",
        ),
        (
            home("client_secret = c"),
            "client_id is missing: client_secret (/home/me/.ovh.conf:2) needs it; set OVH_CLIENT_ID or `client_id` in ovh.conf, section [ovh-eu]",
        ),
        (
            home("application_key = a\napplication_secret = b\n").with_var("OVH_CLIENT_ID", "i"),
            "more than one kind of credentials: application_key (/home/me/.ovh.conf:2), application_secret (/home/me/.ovh.conf:3), client_id (environment variable OVH_CLIENT_ID); remove all but one kind",
        ),
        (
            home("client_id = a\nclient_secret = b\n").with_var("OVH_ACCESS_TOKEN", "i"),
            "more than one kind of credentials: client_id (/home/me/.ovh.conf:2), client_secret (/home/me/.ovh.conf:3), access_token (environment variable OVH_ACCESS_TOKEN); remove all but one kind",
        ),
        (
            home("application_key = a ; mine\napplication_secret = b\n"),
            "application_key has white space at character 2; OVHcloud's keys have none (in ovh.conf a comment must be on its own line) (from /home/me/.ovh.conf:2)",
        ),
        (
            with_vars(
                nowhere(),
                &[
                    ("OVH_ENDPOINT", "kimsufi-eu"),
                    ("OVH_CLIENT_ID", "a"),
                    ("OVH_CLIENT_SECRET", "b"),
                ],
            ),
            "endpoint kimsufi-eu has no OAuth2: client_id (environment variable OVH_CLIENT_ID), client_secret (environment variable OVH_CLIENT_SECRET) cannot be used there; use ovh-eu, ovh-ca or ovh-us, set token_url, or use an application key",
        ),
    ];
    for (environment, message) in table {
        assert_eq!(refusal(&environment), message);
    }
}

#[test]
fn without_credentials_the_error_says_how_to_get_some() {
    let environment = nowhere().with_file(
        HOME,
        "[ovh-ca]\napplication_key = a\n[ovh-eu]\napplication_key =\n",
    );
    let refused = Config::load(&environment).unwrap_err();
    let message = ovh_sms::Error::from(refused).to_string();
    for part in [
        "https://eu.api.ovh.com/createToken/?GET=/sms&GET=/sms/*&POST=/sms/*/jobs",
        "--sandbox",
        "OVH_APPLICATION_SECRET",
        "which were not used: /home/me/.ovh.conf [ovh-ca] (",
    ] {
        assert!(message.contains(part), "{part} is not in: {message}");
    }
}

#[test]
fn given_credentials_replace_all_others() {
    let environment = nowhere().with_var("OVH_CLIENT_ID", "half of a pair");
    let builder = Config::builder().credentials(Credentials::None);
    let config = builder.load(&environment).unwrap();
    assert!(matches!(config.credentials(), Credentials::None));
}

#[test]
fn a_broken_file_is_refused_with_its_line() {
    let table = [
        (
            "application_key = a\n",
            "/project/ovh.conf:1: a line before the first section (the line of `application_key`); put `[default]` or `[ovh-eu]` on a line above it",
        ),
        (
            "[default]\nendpoint\n",
            "/project/ovh.conf:2: neither `[section]` nor `key = value` (the line of `endpoint`); add what is missing, or start the line with `;` to make it a comment",
        ),
        (
            "[default]\r\n[ovh-eu\r\n",
            "/project/ovh.conf:2: neither `[section]` nor `key = value` (the line of `ovh-eu`); add what is missing, or start the line with `;` to make it a comment",
        ),
        (
            "[ovh-eu]\n\nconsumer_key=a\nconsumer_key=b\n",
            "/project/ovh.conf:4: duplicate key, first found in line 3 (the line of `consumer_key`); remove one of the two",
        ),
        (
            "[a]\n[b]\n[a]\n",
            "/project/ovh.conf:3: duplicate section, first found in line 1; merge the two",
        ),
        (
            "[a]\n= b\n",
            "/project/ovh.conf:2: neither `[section]` nor `key = value`; add what is missing, or start the line with `;` to make it a comment",
        ),
    ];
    for (text, message) in table {
        assert_eq!(
            refusal(&nowhere().with_file(LOCAL, text)),
            message,
            "{text:?}"
        );
    }
    let latin1 = nowhere().with_file(LOCAL, b"[default]\n; d\xe9faut\n".as_slice());
    assert_eq!(
        refusal(&latin1),
        "/project/ovh.conf:2: not UTF-8 text; save the file as UTF-8"
    );
}

#[test]
fn a_file_asked_for_by_name_must_exist() {
    let builder = Config::builder().file("/tmp/mine.conf");
    let message = refusal_of(&builder, &nowhere());
    assert_eq!(
        message,
        "cannot read /tmp/mine.conf: entity not found; check the path and its permissions"
    );
    let environment = nowhere()
        .with_file(LOCAL, "[ovh-eu]\naccess_token = local\n")
        .with_file("/tmp/mine.conf", "[ovh-eu]\naccess_token = mine\n");
    match builder.load(&environment).unwrap().credentials() {
        Credentials::AccessToken(token) => assert_eq!(token.token().expose_secret(), "mine"),
        other => panic!("{other:?}"),
    }
}

#[cfg(unix)]
#[test]
fn values_that_are_no_text_name_their_variable() {
    use std::os::unix::ffi::OsStringExt;
    for key in Key::ALL {
        let value = std::ffi::OsString::from_vec(vec![b'a', 0xff]);
        let complete = Config::builder()
            .endpoint("ovh-eu")
            .set(Key::ACCESS_TOKEN, "t");
        let builder = match key {
            Key::ENDPOINT | Key::ACCESS_TOKEN => Config::builder(),
            _ => complete,
        };
        let message = refusal_of(&builder, &nowhere().with_var(key.variable(), value));
        assert_eq!(
            message,
            format!(
                "environment variable {} is not UTF-8; set it again",
                key.variable()
            )
        );
    }
}

#[test]
fn configuration_is_send_sync_and_its_error_small() {
    fn check<T: Send + Sync>() {}
    check::<Config>();
    check::<ConfigError>();
    assert!(
        size_of::<ConfigError>() <= 96,
        "{}",
        size_of::<ConfigError>()
    );
}

#[test]
fn quotes_around_a_value_are_removed() {
    for (written, meant) in [
        ("\"token\"", "token"),
        ("'token'", "token"),
        ("\" token \"", "token"),
        ("\"token'", "\"token'"),
        ("to\"ken", "to\"ken"),
    ] {
        let conf = format!("[ovh-eu]\naccess_token = {written}\n");
        for environment in [
            nowhere().with_file(LOCAL, conf),
            nowhere().with_var("OVH_ACCESS_TOKEN", written),
        ] {
            let config = Config::load(&environment).unwrap();
            match config.credentials() {
                Credentials::AccessToken(token) => {
                    assert_eq!(token.token().expose_secret(), meant, "{written}");
                }
                other => panic!("{other:?}"),
            }
        }
    }
    for empty in ["\"\"", "''", "\" \""] {
        let environment = nowhere()
            .with_var("OVH_ENDPOINT", empty)
            .with_var("OVH_ACCESS_TOKEN", "t");
        let config = Config::load(&environment).unwrap();
        assert_eq!(config.endpoint().name(), Some("ovh-eu"), "{empty}");
    }
}

#[test]
fn an_endpoint_is_known_by_its_host() {
    for (written, name) in [
        ("https://eu.api.ovh.com", "ovh-eu"),
        ("https://eu.api.ovh.com/", "ovh-eu"),
        ("eu.api.ovh.com", "ovh-eu"),
        ("api.ovh.com", "ovh-eu"),
        ("ca.api.ovh.com", "ovh-ca"),
        ("\"https://eu.api.soyoustart.com\"", "soyoustart-eu"),
    ] {
        let environment = nowhere()
            .with_var("OVH_ENDPOINT", written)
            .with_file(LOCAL, format!("[{name}]\naccess_token = t\n"));
        let config = Config::load(&environment).unwrap();
        assert_eq!(config.endpoint().name(), Some(name), "{written}");
        assert!(
            config.endpoint().base_url().path().ends_with("/v1"),
            "{written}"
        );
    }
}

/// The keys of another section would be another customer's.
#[test]
fn a_profile_takes_nothing_from_other_sections() {
    let conf = "[default]\nendpoint = ovh-eu\n[ovh-eu]\naccess_token = other\n[profile:work]\nendpoint = kimsufi-eu\naccess_token = work\nsms_service = sms-work-1\n[profile:empty]\n";
    let environment = nowhere().with_file(LOCAL, conf);
    let token = |config: &Config| match config.credentials() {
        Credentials::AccessToken(token) => token.token().expose_secret().to_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!(token(&Config::load(&environment).unwrap()), "other");
    let chosen = [
        Config::builder()
            .profile("work")
            .load(&environment)
            .unwrap(),
        Config::load(&environment.clone().with_var("OVH_PROFILE", "work")).unwrap(),
        Config::load(&nowhere().with_file(
            LOCAL,
            conf.replacen("[default]", "[default]\nprofile = work", 1),
        ))
        .unwrap(),
    ];
    for config in chosen {
        assert_eq!(token(&config), "work");
        assert_eq!(config.endpoint().name(), Some("kimsufi-eu"));
        assert_eq!(config.sms_service(), Some("sms-work-1"));
        assert_eq!(config.section(), "profile:work");
    }
    let message = refusal_of(&Config::builder().profile("empty"), &environment);
    assert!(message.contains("[profile:empty]"), "{message}");
    let message = refusal_of(&Config::builder().profile("wrok"), &environment);
    assert!(
        message.contains("the profiles are empty, work"),
        "{message}"
    );
}

#[test]
fn the_environment_goes_before_a_profile_unless_that_is_an_argument() {
    let conf = "[profile:work]\naccess_token = work\n";
    let environment = nowhere()
        .with_file(LOCAL, conf)
        .with_var("OVH_ACCESS_TOKEN", "environment")
        .with_var("OVH_ENDPOINT", "ovh-ca");
    let loaded = |builder: &ConfigBuilder, environment: &Environment| {
        let config = builder.load(environment).unwrap();
        match config.credentials() {
            Credentials::AccessToken(token) => (
                token.token().expose_secret().to_owned(),
                config.endpoint().name(),
            ),
            other => panic!("{other:?}"),
        }
    };
    let by_variable = environment.clone().with_var("OVH_PROFILE", "work");
    assert_eq!(
        loaded(&Config::builder(), &by_variable),
        ("environment".to_owned(), Some("ovh-ca"))
    );
    assert_eq!(
        loaded(&Config::builder().profile("work"), &environment),
        ("work".to_owned(), Some("ovh-eu"))
    );
    // Nothing of a profile that a file chooses is mixed with keys of the environment.
    let conf = "[default]\nprofile = work\n[profile:work]\nendpoint = kimsufi-eu\naccess_token = work\nsms_service = sms-work-1\n";
    let by_file = nowhere().with_file(LOCAL, conf);
    assert_eq!(
        loaded(&Config::builder(), &by_file),
        ("work".to_owned(), Some("kimsufi-eu"))
    );
    let both = by_file.with_var("OVH_ACCESS_TOKEN", "environment");
    assert_eq!(
        loaded(&Config::builder(), &both),
        ("environment".to_owned(), Some("ovh-eu"))
    );
    assert_eq!(Config::load(&both).unwrap().sms_service(), None);
}

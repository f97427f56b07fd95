//! `ovh-sms login`: requests a consumer key with the fewest rights, and saves it to ovh.conf.

mod application;
mod ask;
mod plan;
mod target;
mod tasks;
mod wait;

use std::path::PathBuf;
use std::time::Duration;

use ovh_sms::auth::AccessRules;
use ovh_sms::config::Environment;
use ovh_sms::{Client, Credentials};
use secrecy::ExposeSecret;
use serde_json::json;

use crate::exit::DONE;
use crate::failure::{Failure, sentence};
use crate::global::Global;
use crate::terminal::output;
use crate::when;
use plan::Plan;
use target::Target;
use tasks::Task;

/// Request a consumer key with the fewest rights for the given tasks, and save it to ovh.conf.
///
/// The application key and its secret are read from the environment or from ovh.conf; on a
/// terminal, the command prompts for missing ones. The URL of the page to accept the key is printed to
/// stdout and, on a terminal, opened in a browser. The command then waits until a user has
/// accepted the key. In the file, only the keys of the endpoint change. The mode of the file is
/// set to 600, and the file is replaced atomically. With --service, the key works for that account
/// only.
///
/// With --json, one line is printed before the wait and one after it, as described in
/// docs/json/login.schema.json.
///
/// Example: ovh-sms login --for send,read --service sms-ab12345-1
#[derive(Debug, clap::Args)]
pub(crate) struct Login {
    /// The tasks that the key is for, separated by commas; on a terminal, the command prompts for
    /// them if the option is missing.
    #[arg(long = "for", value_name = "TASKS", value_delimiter = ',', value_enum)]
    tasks: Vec<Task>,
    /// The file to write (default: .ovh.conf in the home directory).
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Do not open a browser.
    #[arg(long)]
    no_browser: bool,
    /// How long to wait until the key is accepted, such as 90s, 15m or 2h.
    #[arg(long, value_name = "DURATION", value_parser = when::span, default_value = "10m")]
    timeout: Duration,
}

/// Requests a key, waits until a user accepts it, and writes the file.
pub(crate) async fn run(login: Login, global: &Global) -> Result<u8, Failure> {
    if global.sandbox {
        return Err(Failure::usage(
            "A key of this sandbox would be lost when the command ends: start a sandbox with `ovh-sms sandbox`, and set the OVH_ENDPOINT that it prints.",
        ));
    }
    let environment = Environment::system();
    let file = login.file.or_else(|| global.config.clone());
    let target = Target::new(file, &environment, global.configuration())?;
    let text = target.read()?;
    target.check()?;

    let tasks = match login.tasks {
        chosen if !chosen.is_empty() => chosen,
        _ if ask::possible() => tasks::asked()?,
        _ => {
            return Err(Failure::usage(format!(
                "The tasks of the key are missing, and stdin is not a terminal: pass --for with one or more of {}.",
                tasks::names()
            )));
        }
    };
    let service = global.service.as_ref();
    let rules = tasks::rules(&tasks, service)?;
    let application = application::find(&target, &environment, &rules)?;
    let (key, config) = (&application.key, &application.config);
    let plan = Plan::new(&target, &text, &environment, config, key, service);
    plan.try_out(&target, &text, &environment, global)?;

    let client = Client::from_config(config)?;
    let pending = Credentials::request(rules.clone())
        .send(&client)
        .await
        .map_err(|error| {
            Failure::failed(format!(
                "No key was created, and {} was not changed: {}.",
                target.shown(),
                sentence(&error)
            ))
        })?;
    show(&target, &plan, &rules, pending.validation_url(), global)?;
    if !login.no_browser && ask::possible() {
        wait::open(pending.validation_url(), global);
    }
    let credentials = wait::accepted(&pending, login.timeout, &target, global).await?;

    let client = client.with_credentials(&credentials)?;
    if let Err(why) = write(&plan, &target, &credentials) {
        // The key can't be saved: it must not stay valid.
        let end = match client.logout().await {
            Ok(()) => "The new key was revoked".to_owned(),
            Err(error) => format!(
                "The new key could not be revoked, and stays valid until it expires ({error})"
            ),
        };
        return Err(Failure::failed(format!(
            "{} was not changed, because it can't be written: {why}. {end}. Fix the problem, and log in again.",
            target.shown()
        )));
    }
    summary(&client, &plan, &target, global).await
}

/// Writes the key into the current contents of the file.
fn write(plan: &Plan<'_>, target: &Target, credentials: &Credentials) -> Result<(), String> {
    let Credentials::ApplicationKey(key) = credentials else {
        return Err("there is no consumer key".to_owned());
    };
    let Some(consumer_key) = key.consumer_key() else {
        return Err("there is no consumer key".to_owned());
    };
    // The file may have changed meanwhile.
    let mut text = target.read().map_err(|failure| failure.to_string())?;
    plan.apply(&mut text, consumer_key.expose_secret())
        .map_err(|error| error.to_string())?;
    target
        .write(&text)
        .map_err(|error| error.kind().to_string())
}

/// Prints what is requested, and where it is accepted.
fn show(
    target: &Target,
    plan: &Plan<'_>,
    rules: &AccessRules,
    url: &str,
    global: &Global,
) -> Result<(), Failure> {
    if global.json {
        return output::json(&json!({
            "event": "asked",
            "validationUrl": url,
            "file": target.shown(),
            "section": plan.section(),
            "rules": rules,
        }));
    }
    global.note("Rights of the key:");
    for rule in rules.iter() {
        global.note(format_args!("  {rule}"));
    }
    global.note("Open this page, log in, choose how long the key is valid, and accept it:");
    output::line(output::plain(url))
}

/// Prints that the file is written, and how long the key is valid.
async fn summary(
    client: &Client,
    plan: &Plan<'_>,
    target: &Target,
    global: &Global,
) -> Result<u8, Failure> {
    let about = client.api().auth_current_credential_get().send().await;
    let expiration = about.ok().and_then(|about| about.into_inner().expiration);
    // The exit code depends on the key, not on whether the output could be printed.
    if global.json
        && let Err(failure) = output::json(&json!({
            "event": "written",
            "file": target.shown(),
            "section": plan.section(),
            "expiration": expiration,
        }))
    {
        failure.tell();
    }
    let until = match expiration {
        Some(end) => format!("until {}", end.format("%Y-%m-%d %H:%M UTC")),
        None => "until it is revoked".to_owned(),
    };
    global.note(format_args!(
        "The key was saved to {}, section [{}], and is valid {until}. Run `ovh-sms whoami` to check it.",
        target.shown(),
        output::plain(plan.section())
    ));
    Ok(DONE)
}

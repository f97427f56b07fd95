//! `ovh-sms login`: a consumer key with the least rights, written to ovh.conf.

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

/// Gets a consumer key with the least rights for chosen tasks, and writes it to ovh.conf.
///
/// The application key and its secret come from the environment or from ovh.conf; in a terminal
/// they are asked for if there are none. The page on which the key is accepted is opened in a
/// browser where a person looks, and printed to stdout; then the command waits until somebody has
/// accepted it. In the file only the endpoint's keys change, its mode becomes 600, and it is
/// replaced as a whole or not at all. With --service the key works for that account only.
///
/// With --json a line is printed before the waiting and one after it, as
/// docs/json/login.schema.json has them.
///
/// Example: ovh-sms login --for send,read --service sms-ab12345-1
#[derive(Debug, clap::Args)]
pub(crate) struct Login {
    /// What the key is for, with commas between; in a terminal it is asked for if it is left out.
    #[arg(long = "for", value_name = "TASKS", value_delimiter = ',', value_enum)]
    tasks: Vec<Task>,
    /// The file to write; by default .ovh.conf in the home directory.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Opens no browser.
    #[arg(long)]
    no_browser: bool,
    /// How long to wait until the key is accepted, such as 90s, 15m or 2h.
    #[arg(long, value_name = "WHILE", value_parser = when::span, default_value = "10m")]
    timeout: Duration,
}

/// Asks for a key, waits for a person, writes the file.
pub(crate) async fn run(login: Login, global: &Global) -> Result<u8, Failure> {
    if global.sandbox {
        return Err(Failure::usage(
            "A key of this sandbox would end with the command: start one that stays with `ovh-sms sandbox`, and set the OVH_ENDPOINT that it prints.",
        ));
    }
    let environment = Environment::system();
    let target = Target::new(login.file, &environment)?;
    let text = target.read()?;
    target.check()?;

    let tasks = match login.tasks {
        chosen if !chosen.is_empty() => chosen,
        _ if ask::possible() => tasks::asked()?,
        _ => {
            return Err(Failure::usage(format!(
                "What the key is for is missing, and there is nobody to ask: pass --for with some of {}.",
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
                "No key was got, and {} is as it was: {}.",
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
        // Nobody has the key now: it must not stay in force.
        let end = match client.logout().await {
            Ok(()) => "The new key was revoked".to_owned(),
            Err(error) => format!("The new key could not be revoked, and ends by itself ({error})"),
        };
        return Err(Failure::failed(format!(
            "{} is as it was, since it can't be written: {why}. {end}: mend that, and log in again.",
            target.shown()
        )));
    }
    told(&client, &plan, &target, global).await
}

/// Writes the key into what the file says by now.
fn write(plan: &Plan<'_>, target: &Target, credentials: &Credentials) -> Result<(), String> {
    let Credentials::ApplicationKey(key) = credentials else {
        return Err("there is no consumer key".to_owned());
    };
    let Some(consumer_key) = key.consumer_key() else {
        return Err("there is no consumer key".to_owned());
    };
    // It may have changed since it was looked at.
    let mut text = target.read().map_err(|failure| failure.to_string())?;
    plan.apply(&mut text, consumer_key.expose_secret())
        .map_err(|error| error.to_string())?;
    target
        .write(&text)
        .map_err(|error| error.kind().to_string())
}

/// Tells what is asked for, and where it is accepted.
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
    global.note("The key will be allowed:");
    for rule in rules.iter() {
        global.note(format_args!("  {rule}"));
    }
    global.note("Open this page, log in, choose how long the key is to last, and accept it:");
    output::line(output::plain(url))
}

/// Tells that the file is written, and how long the key works.
async fn told(
    client: &Client,
    plan: &Plan<'_>,
    target: &Target,
    global: &Global,
) -> Result<u8, Failure> {
    let about = client.api().auth_current_credential_get().send().await;
    let expiration = about.ok().and_then(|about| about.into_inner().expiration);
    if global.json {
        output::json(&json!({
            "event": "written",
            "file": target.shown(),
            "section": plan.section(),
            "expiration": expiration,
        }))?;
    }
    let until = match expiration {
        Some(end) => format!("until {}", end.format("%Y-%m-%d %H:%M UTC")),
        None => "until it is revoked".to_owned(),
    };
    global.note(format_args!(
        "The key stands in {}, section [{}], and works {until}. `ovh-sms whoami` tells more.",
        target.shown(),
        output::plain(plan.section())
    ));
    Ok(DONE)
}

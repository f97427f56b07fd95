//! Scenarios: the initial state of a sandbox, and its faults, from a TOML file.

mod file;
mod read;

use std::fmt;

use serde_json::Map;

use self::file::{Account, Phone};
use crate::engine::faults::Fault;
use crate::operations::senders::names::new_sender;
use crate::state::{AutoReply, Blacklisted, Outcome, User, World};
use crate::values::credits::Credits;
use crate::values::numbers::Number;

pub(crate) use self::read::read;

/// Why a scenario cannot be used: its line, and what is wrong there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioError {
    line: usize,
    field: String,
    message: String,
}

impl ScenarioError {
    /// Returns the line, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// Returns the table and the field, such as `phone.number`; may be empty.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}: ", self.line)?;
        if !self.field.is_empty() {
            write!(formatter, "[{}] ", self.field)?;
        }
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for ScenarioError {}

/// A scenario that was read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scenario {
    pub(crate) accounts: Vec<Account>,
    pub(crate) phones: Vec<(Phone, Option<Outcome>)>,
    pub(crate) faults: Vec<Fault>,
}

impl Scenario {
    /// Adds what the scenario describes to a new world, whose accounts exist.
    pub(crate) fn apply(&self, world: &mut World) {
        for account in &self.accounts {
            let Ok(index) = world.service_index(&account.name) else {
                continue;
            };
            let Ok(service) = world.service_mut(index) else {
                continue;
            };
            if let Some(credits) = &account.credits {
                service.credits = Credits::from_f64(credits.0);
            }
            if !account.senders.is_empty() {
                service.senders.clear();
            }
            let waiting = account
                .waiting_senders
                .iter()
                .map(|name| (name, "waitingValidation"));
            let senders = account.senders.iter().map(|name| (name, "enable"));
            for (name, status) in senders.chain(waiting) {
                let sender = new_sender(name, status);
                service.senders.insert(name.clone(), sender);
            }
            for user in &account.users {
                let added = User {
                    login: user.login.clone(),
                    password: user.password.clone().unwrap_or_default(),
                    alert: Map::new(),
                    call_back: None,
                    stop_call_back: None,
                    ip_restrictions: Vec::new(),
                    quota: user.quota.as_ref().map(|quota| Credits::from_f64(quota.0)),
                };
                service.users.insert(user.login.clone(), added);
            }
        }
        for (phone, outcome) in &self.phones {
            let number = phone.number.0;
            let handset = world.phones.entry(number).or_default();
            handset.outcome = *outcome;
            handset.reply = phone.reply.as_ref().map(|text| AutoReply {
                text: text.clone(),
                after: phone.reply_after.as_ref().map_or(0, |time| {
                    i64::try_from(time.0.as_millis()).unwrap_or(i64::MAX)
                }),
            });
            if phone.blacklisted {
                blacklist(world, number);
            }
        }
    }
}

/// Puts a number on the blacklist of each account.
fn blacklist(world: &mut World, number: Number) {
    let since = world.now;
    for service in &mut world.services {
        let entry = Blacklisted {
            since,
            message: None,
            batch: None,
        };
        service.blacklist.insert(number, entry);
    }
}

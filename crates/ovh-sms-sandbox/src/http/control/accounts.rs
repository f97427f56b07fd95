//! Accounts: credits, senders, templates, tags; and consumer keys.

use serde_json::{Value, json};

use super::Control;
use crate::http::validation;
use crate::operations::senders::{names, templates};
use crate::refusal::Refusal;
use crate::state::{Notice, World};
use crate::values::credits::Credits;
use crate::views::accounts;

/// The comment of a refusal that has none.
const NO_COMMENT: &str = "";

impl Control<'_> {
    pub(super) fn accounts(&self) -> Value {
        Value::Array(self.engine.with_world(|world| accounts::accounts(world)))
    }

    pub(super) fn add_credits(&self) -> Result<Value, Refusal> {
        let add = self.input.body.get("add").and_then(Value::as_f64);
        let add = Credits::from_f64(add.unwrap_or_default());
        self.on_account(|world, index| {
            let account = world.service_mut(index)?;
            account.credits = account.credits.plus(add).max(Credits::ZERO);
            Ok(json!({ "credits": account.credits.to_json() }))
        })
    }

    pub(super) fn review_sender(&self) -> Result<Value, Refusal> {
        let sender = self.input.path("sender");
        let refusal = match self.input.text("status") {
            Some("refused") => Some(self.input.text("comment").unwrap_or(NO_COMMENT)),
            _ => None,
        };
        self.on_account(|world, index| {
            if !world.service(index)?.senders.contains_key(sender) {
                return Err(Refusal::no_object("sender", sender));
            }
            decided(
                names::decide(world, index, sender, refusal),
                "This sender does not wait for its check",
            )
        })
    }

    pub(super) fn review_template(&self) -> Result<Value, Refusal> {
        let template = self.input.path("template");
        let refusal = match self.input.flag("accept") {
            Some(true) => None,
            _ => Some(self.input.text("comment").unwrap_or(NO_COMMENT)),
        };
        self.on_account(|world, index| {
            if !world.service(index)?.templates.contains_key(template) {
                return Err(Refusal::no_object("template", template));
            }
            decided(
                templates::decide(world, index, template, refusal),
                "This template does not wait for its check",
            )
        })
    }

    pub(super) fn add_tag(&self) -> Result<Value, Refusal> {
        let text = |name| self.input.text(name).unwrap_or_default().to_owned();
        self.on_account(|world, index| {
            let account = world.service_mut(index)?;
            account.iam_tags.insert(text("name"), text("value"));
            Ok(Value::Null)
        })
    }

    pub(super) fn decide_key(&self) -> Result<Value, Refusal> {
        let key = self.input.path("consumerKey");
        let accept = self.input.flag("accept").unwrap_or(false);
        self.engine.with_world(|world| {
            let credential = world.keys.consumers.get_mut(key);
            let credential = credential.ok_or_else(|| Refusal::no_object("consumerKey", "…"))?;
            validation::settle(credential, accept);
            Ok(Value::Null)
        })
    }

    /// Works on the account of the path.
    fn on_account<T>(
        &self,
        work: impl FnOnce(&mut World, usize) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        self.engine.with_world(|world| {
            let index = world.service_index(self.input.path("name"))?;
            let done = work(world, index)?;
            world.notices.add(Notice::Account(index));
            Ok(done)
        })
    }
}

fn decided(done: bool, problem: &str) -> Result<Value, Refusal> {
    match done {
        true => Ok(Value::Null),
        false => Err(Refusal::conflict(problem)),
    }
}

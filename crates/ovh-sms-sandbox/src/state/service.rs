//! An SMS account and everything that belongs to it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    Batch, Blacklisted, Chat, Incoming, Lookup, Messages, Phonebook, PhonebookTask, Sender, Slot,
    Smpp, Task, Template, User,
};
use crate::refusal::Refusal;
use crate::values::credits::Credits;
use crate::values::numbers::{self, Number};

/// A virtual number of an account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct VirtualNumber {
    pub(crate) number: Number,
    pub(crate) iam_id: Uuid,
    pub(crate) contract: Contract,
    pub(crate) chat: Option<Chat>,
}

/// The contract of a service.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Contract {
    pub(crate) id: i64,
    pub(crate) since: NaiveDate,
    pub(crate) until: NaiveDate,
    /// The `renew` part, in the API's form; null if the service is not renewed.
    pub(crate) renew: Value,
}

impl Contract {
    pub(crate) fn new(id: i64, now: DateTime<Utc>) -> Self {
        let today = now.date_naive();
        Self {
            id,
            since: today.checked_sub_months(Months::new(6)).unwrap_or(today),
            until: today.checked_add_months(Months::new(6)).unwrap_or(today),
            renew: Self::renewed(),
        }
    }

    /// Returns the initial renewal of a service, and the default for fields that an update omits
    /// after the renewal was off.
    pub(crate) fn renewed() -> Value {
        json!({
            "automatic": true, "deleteAtExpiration": false, "forced": false,
            "manualPayment": false, "period": 12,
        })
    }
}

/// An SMS account.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Service {
    pub(crate) name: String,
    pub(crate) id: i64,
    pub(crate) iam_id: Uuid,
    pub(crate) iam_tags: BTreeMap<String, String>,
    pub(crate) contract: Contract,
    pub(crate) credits: Credits,
    /// The part of the account that can be changed, in the API's form.
    pub(crate) settings: Map<String, Value>,
    pub(crate) senders: BTreeMap<String, Sender>,
    pub(crate) users: BTreeMap<String, User>,
    pub(crate) messages: Messages,
    /// Ids of messages that still wait to be sent.
    pub(crate) waiting: BTreeSet<i64>,
    pub(crate) incoming: BTreeMap<i64, Incoming>,
    pub(crate) blacklist: BTreeMap<Number, Blacklisted>,
    pub(crate) slots: Vec<Slot>,
    pub(crate) tasks: BTreeMap<i64, Task>,
    pub(crate) batches: BTreeMap<Uuid, Batch>,
    pub(crate) lookups: BTreeMap<i64, Lookup>,
    pub(crate) phonebooks: BTreeMap<String, Phonebook>,
    pub(crate) phonebook_tasks: BTreeMap<i64, PhonebookTask>,
    pub(crate) templates: BTreeMap<String, Template>,
    pub(crate) virtual_numbers: Vec<VirtualNumber>,
    pub(crate) smpp: Smpp,
}

impl Service {
    pub(crate) fn new(
        name: &str,
        id: i64,
        iam_id: Uuid,
        credits: Credits,
        now: DateTime<Utc>,
    ) -> Self {
        let settings = json!({
            "automaticRecreditAmount": null,
            "callBack": null,
            "creditThresholdForAutomaticRecredit": 0,
            "description": "",
            "smsResponse": {
                "cgiUrl": null, "responseType": "none", "text": null,
                "trackingDefaultSmsSender": null, "trackingOptions": [],
            },
            "stopCallBack": null,
            "templates": {
                "customizedEmailMode": false, "customizedSmsMode": false, "emailBody": null,
                "emailFrom": null, "emailSubject": null, "smsBody": null,
            },
        });
        Self {
            name: name.to_owned(),
            id,
            iam_id,
            iam_tags: BTreeMap::new(),
            contract: Contract::new(id, now),
            credits,
            settings: settings.as_object().cloned().unwrap_or_default(),
            senders: BTreeMap::new(),
            users: BTreeMap::new(),
            messages: Messages::default(),
            waiting: BTreeSet::new(),
            incoming: BTreeMap::new(),
            blacklist: BTreeMap::new(),
            slots: Vec::new(),
            tasks: BTreeMap::new(),
            batches: BTreeMap::new(),
            lookups: BTreeMap::new(),
            phonebooks: BTreeMap::new(),
            phonebook_tasks: BTreeMap::new(),
            templates: BTreeMap::new(),
            virtual_numbers: Vec::new(),
            smpp: Smpp::default(),
        }
    }

    /// Returns whether this is an SMPP account, according to its name.
    pub(crate) fn is_smpp(&self) -> bool {
        self.name.starts_with("smpp-")
    }

    /// Returns a text of the settings; `None` if it is null or empty.
    pub(crate) fn setting(&self, pointer: &[&str]) -> Option<&str> {
        let (first, rest) = pointer.split_first()?;
        let mut value = self.settings.get(*first)?;
        for name in rest {
            value = value.get(name)?;
        }
        value.as_str().filter(|text| !text.is_empty())
    }

    pub(crate) fn virtual_number(&self, text: &str) -> Option<&VirtualNumber> {
        // Paths contain the number with or without its `+`.
        let number = numbers::parse(text).or_else(|| numbers::parse(&format!("+{text}")))?;
        self.virtual_numbers.iter().find(|one| one.number == number)
    }

    pub(crate) fn virtual_number_mut(&mut self, number: Number) -> Option<&mut VirtualNumber> {
        self.virtual_numbers
            .iter_mut()
            .find(|one| one.number == number)
    }

    /// Returns the credits reserved for users.
    pub(crate) fn held_by_quotas(&self) -> Credits {
        self.users.values().filter_map(|user| user.quota).sum()
    }

    /// Returns the credits that a user can spend: its quota, if it has one, or the account's
    /// credits.
    pub(crate) fn purse(&self, user: Option<&str>) -> Credits {
        user.and_then(|login| self.users.get(login))
            .and_then(|user| user.quota)
            .unwrap_or(self.credits)
    }

    /// Takes credits from a user's quota, if the user has one, or from the account.
    ///
    /// # Errors
    /// A 403 if there are too few credits, with this message for those of the account; nothing is
    /// taken then.
    pub(crate) fn charge(
        &mut self,
        user: Option<&str>,
        amount: Credits,
        no_credits: &str,
    ) -> Result<(), Refusal> {
        let quota = user
            .and_then(|login| self.users.get_mut(login))
            .and_then(|user| user.quota.as_mut());
        let (purse, words) = match quota {
            Some(quota) => (quota, "The quota of this user is exhausted"),
            None => (&mut self.credits, no_credits),
        };
        if amount > *purse {
            return Err(Refusal::forbidden(words));
        }
        *purse = purse.minus(amount);
        self.recredit();
        Ok(())
    }

    /// Returns credits to the quota or account from which they were taken.
    pub(crate) fn refund(&mut self, user: Option<&str>, amount: Credits) {
        let quota = user
            .and_then(|login| self.users.get_mut(login))
            .and_then(|user| user.quota.as_mut());
        let purse = quota.unwrap_or(&mut self.credits);
        *purse = purse.plus(amount);
    }

    /// Buys credits if the account is configured to do so automatically.
    fn recredit(&mut self) {
        let threshold = self
            .settings
            .get("creditThresholdForAutomaticRecredit")
            .and_then(Value::as_f64);
        let pack = self
            .settings
            .get("automaticRecreditAmount")
            .and_then(Value::as_f64);
        if let (Some(threshold), Some(pack)) = (threshold, pack)
            && self.credits < Credits::from_f64(threshold)
        {
            self.credits = self.credits.plus(Credits::from_f64(pack));
        }
    }

    pub(crate) fn slot(&self, user: Option<&str>, id: i64) -> Option<&Slot> {
        self.slots
            .iter()
            .find(|slot| slot.id == id && slot.user.as_deref() == user)
    }

    pub(crate) fn slot_mut(&mut self, user: Option<&str>, id: i64) -> Option<&mut Slot> {
        self.slots
            .iter_mut()
            .find(|slot| slot.id == id && slot.user.as_deref() == user)
    }
}

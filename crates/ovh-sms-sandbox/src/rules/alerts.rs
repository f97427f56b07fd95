//! Charges credits, and sends the alerts of users that have too few left.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::refusal::Refusal;
use crate::state::{Note, Notice, World};
use crate::values::credits::Credits;
use crate::values::numbers;

/// The sender of an alert, as the phone shows it.
const FROM: &str = "OVH";

/// Takes credits from a user's quota, or from the account, and returns the credits left on the
/// account. If the user's available credits fall below the user's threshold, the alert by SMS
/// arrives on the phone of `alertNumber`, once and free of charge; the sandbox sends no e-mails.
/// OVHcloud does not document whether it compares the quota or the account: the sandbox compares
/// the quota if there is one.
///
/// # Errors
/// A 403 if there are too few credits; nothing is taken then.
pub(crate) fn charge(
    world: &mut World,
    service: usize,
    user: Option<&str>,
    amount: Credits,
) -> Result<Credits, Refusal> {
    let now = world.millis();
    let policy = Arc::clone(&world.policy);
    let account = world.service_mut(service)?;
    let before = account.purse(user);
    account.charge(user, amount, &policy.no_credits)?;
    let (after, left) = (account.purse(user), account.credits);
    let alert = user
        .and_then(|login| account.users.get(login))
        .and_then(|user| Some((user, by_sms(&user.alert, before, after)?)));
    if let Some((user, number)) = alert {
        let text = format!(
            "{}: {} credits left for the user {}",
            account.name,
            after.to_json(),
            user.login
        );
        let note = Note {
            from: FROM.to_owned(),
            text,
            received: now,
        };
        world.phones.entry(number).or_default().notes.push(note);
        world.notices.add(Notice::Reply(number));
    }
    Ok(left)
}

/// Returns the number to alert, if the threshold has just been passed.
fn by_sms(alert: &Map<String, Value>, before: Credits, after: Credits) -> Option<numbers::Number> {
    let text = |name: &str| alert.get(name).and_then(Value::as_str).unwrap_or_default();
    let threshold = Credits::from_f64(alert.get("alertThreshold")?.as_f64()?);
    let passed = before >= threshold && after < threshold;
    let wanted = passed && ["sms", "both"].contains(&text("support"));
    wanted
        .then(|| numbers::parse(text("alertNumber")))
        .flatten()
}

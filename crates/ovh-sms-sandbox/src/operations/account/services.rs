//! Accounts: their list, credits and settings.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::call::{Answer, Call, Reply};
use crate::refusal::Refusal;
use crate::state::{Service, World};
use crate::values::wildcard::matches;

/// Addresses that an empty text clears.
const EMPTIABLE: &[&str] = &["callBack", "stopCallBack", "cgiUrl"];

pub(crate) fn list(world: &mut World, call: &Call) -> Answer {
    let filter = TagFilter::read(call)?;
    let names = world
        .services
        .iter()
        .filter(|service| filter.fits(&service.iam_tags));
    Ok(Reply::texts(names.map(|service| service.name.as_str())))
}

pub(crate) fn get(world: &mut World, call: &Call) -> Answer {
    let service = world.called_service(call)?;
    Ok(Reply::Json(account_json(service)))
}

pub(crate) fn update(world: &mut World, call: &Call) -> Answer {
    let service = world.called_service_mut(call)?;
    let mut update = call.body.clone();
    if let Some(options) = update
        .get_mut("smsResponse")
        .and_then(|response| response.get_mut("trackingOptions"))
    {
        complete(options)?;
    }
    merge(&mut service.settings, &update);
    Ok(Reply::Nothing)
}

/// Checks that tracking options state a destination and a medium; an option without a sender
/// applies to all senders.
fn complete(options: &mut Value) -> Result<(), Refusal> {
    let options = options.as_array_mut().into_iter().flatten();
    for (place, option) in options.filter_map(Value::as_object_mut).enumerate() {
        for name in ["media", "target"] {
            if !option.contains_key(name) {
                return Err(Refusal::bad(format!(
                    "Missing parameter: [smsResponse.trackingOptions[{place}].{name}] is required"
                )));
            }
        }
        option.entry("sender").or_insert_with(|| json!(""));
    }
    Ok(())
}

fn account_json(service: &Service) -> Value {
    let mut account = service.settings.clone();
    let quotas = service
        .users
        .values()
        .filter(|user| user.quota.is_some())
        .count();
    let fixed = [
        ("name", json!(service.name)),
        ("channel", json!("both")),
        ("status", json!("enable")),
        ("smpp", json!(service.is_smpp())),
        ("creditsLeft", service.credits.to_json()),
        ("creditsHoldByQuota", service.held_by_quotas().to_json()),
        ("userQuantityWithQuota", json!(quotas)),
        (
            "iam",
            iam_json(&service.name, "sms", service.iam_id, &service.iam_tags),
        ),
    ];
    account.extend(fixed.map(|(name, value)| (name.to_owned(), value)));
    Value::Object(account)
}

/// Returns the IAM data of a resource.
pub(crate) fn iam_json(name: &str, kind: &str, id: Uuid, tags: &BTreeMap<String, String>) -> Value {
    json!({
        "id": id,
        "urn": format!("urn:v1:eu:resource:{kind}:{name}"),
        "displayName": name,
        "state": "OK",
        "tags": tags,
    })
}

/// Merges an update into settings: missing fields do not change, objects are merged recursively.
pub(crate) fn merge(settings: &mut Map<String, Value>, update: &Map<String, Value>) {
    for (name, value) in update {
        match (settings.get_mut(name), value) {
            (Some(Value::Object(inner)), Value::Object(update)) => merge(inner, update),
            (_, Value::String(text)) if text.is_empty() && EMPTIABLE.contains(&name.as_str()) => {
                settings.insert(name.clone(), Value::Null);
            }
            _ => {
                settings.insert(name.clone(), value.clone());
            }
        }
    }
}

/// A filter on IAM tags, as in `iamTags`: for each tag, a list of conditions that must all be met.
pub(crate) struct TagFilter(Map<String, Value>);

impl TagFilter {
    pub(crate) fn read(call: &Call) -> Result<Self, Refusal> {
        let Some(text) = call.query("iamTags").filter(|text| !text.is_empty()) else {
            return Ok(Self(Map::new()));
        };
        let wrong = || Refusal::bad("[iamTags] Given data is not a JSON object of tag filters");
        let filter: Map<String, Value> = serde_json::from_str(text).map_err(|_| wrong())?;
        for condition in filter.values() {
            let list = condition.as_array().ok_or_else(wrong)?;
            let known = ["EQ", "NEQ", "EXISTS", "NEXISTS", "LIKE", "ILIKE"];
            let good = list.iter().all(|one| {
                one.is_object()
                    && match one.get("operator") {
                        None | Some(Value::Null) => true,
                        Some(operator) => {
                            operator.as_str().is_some_and(|word| known.contains(&word))
                        }
                    }
            });
            if !good {
                return Err(wrong());
            }
        }
        Ok(Self(filter))
    }

    pub(crate) fn fits(&self, tags: &BTreeMap<String, String>) -> bool {
        self.0.iter().all(|(name, conditions)| {
            let tag = tags.get(name).map(String::as_str);
            conditions
                .as_array()
                .into_iter()
                .flatten()
                .all(|condition| holds(condition, tag))
        })
    }
}

/// Patterns of `LIKE` use `%` for any text, as in SQL. This is a choice of the sandbox.
fn holds(condition: &Value, tag: Option<&str>) -> bool {
    let wanted = condition
        .get("value")
        .and_then(Value::as_str)
        .unwrap_or_default();
    match condition
        .get("operator")
        .and_then(Value::as_str)
        .unwrap_or("EQ")
    {
        "NEQ" => tag != Some(wanted),
        "EXISTS" => tag.is_some(),
        "NEXISTS" => tag.is_none(),
        "LIKE" => tag.is_some_and(|tag| matches(wanted, '%', tag)),
        "ILIKE" => tag.is_some_and(|tag| matches(&wanted.to_lowercase(), '%', &tag.to_lowercase())),
        _ => tag == Some(wanted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn updates_are_partial_and_empty_addresses_clear() {
        let mut settings =
            json!({"callBack": "http://a", "smsResponse": {"text": "x", "cgiUrl": "http://b"}});
        let update = json!({"callBack": "", "smsResponse": {"text": null}});
        merge(
            settings.as_object_mut().unwrap(),
            update.as_object().unwrap(),
        );
        assert_eq!(
            settings,
            json!({"callBack": null, "smsResponse": {"text": null, "cgiUrl": "http://b"}})
        );
    }
}

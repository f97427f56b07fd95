//! Date-times of responses, written with the offset of French time.

use chrono::{DateTime, Utc};
use ovh_openapi::Kind;
use serde_json::Value;

use crate::clock;
use crate::description::Description;

/// Rewrites all date-times of a response, as its schema describes them.
pub(crate) fn in_french_time(description: &Description, schema: &Value, value: &mut Value) {
    let found = description.document.resolve(schema);
    match value {
        Value::String(text) if found.kind() == Kind::DateTime => {
            if let Ok(time) = DateTime::parse_from_rfc3339(text) {
                *text = clock::written_in_france(time.with_timezone(&Utc));
            }
        }
        Value::Array(items) => {
            for item in items {
                in_french_time(description, found.items(), item);
            }
        }
        Value::Object(fields) => {
            let known = found.properties();
            for (name, field) in fields {
                let schema = known.and_then(|known| known.get(name)).or(found.values());
                if let Some(schema) = schema {
                    in_french_time(description, schema, field);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::description;
    use serde_json::json;

    #[test]
    fn only_date_times_change() {
        let description = description();
        let operation = description.operation("outgoing_get").unwrap();
        let schema = operation.response.as_ref().unwrap();
        let time = "2026-07-15T10:00:00+00:00";
        let mut message = json!({
            "creationDatetime": time, "sentAt": "2026-01-15T10:00:00+00:00", "deliveredAt": null,
            "message": time, "id": 1,
        });
        in_french_time(&description, schema, &mut message);
        let french = json!({
            "creationDatetime": "2026-07-15T12:00:00+02:00",
            "sentAt": "2026-01-15T11:00:00+01:00",
            "deliveredAt": null, "message": time, "id": 1,
        });
        assert_eq!(message, french);
    }
}

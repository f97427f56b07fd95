//! The same calls through the generated client: paths and JSON become builders and types.

use crate::generated::calls;
use ovh_sms::Credentials;
use serde_json::Value;

use super::{Client, described};

/// Calls and expects success.
pub async fn ok(client: Client, method: String, path: String, body: Option<Value>) -> Value {
    let (operation, parameters) = described::routed(&method, &path).unwrap();
    let given = calls::Given {
        parameters,
        body: body.unwrap_or(Value::Object(serde_json::Map::new())),
    };
    let credentials = Credentials::application_key(
        &client.application,
        client.secret.as_str(),
        client.consumer.as_str(),
    );
    let generated = ovh_sms::Client::builder()
        .endpoint(&client.endpoint)
        .credentials(credentials.unwrap())
        .build()
        .unwrap();
    let answer = calls::call(&generated, &operation, &given).await;
    let mut answer = answer.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
    whole(&mut answer);
    answer
}

/// Numbers as the service writes them: without a fraction if it is zero.
fn whole(value: &mut Value) {
    match value {
        Value::Number(number) => {
            if let Some(float) = number
                .as_f64()
                .filter(|float| number.is_f64() && float.fract() == 0.0)
            {
                *value = Value::from(float as i64);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(whole),
        Value::Object(fields) => fields.values_mut().for_each(whole),
        _ => {}
    }
}

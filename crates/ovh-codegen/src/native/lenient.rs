//! Reads single values of a description: null as absent, numbers as text, an action from its name
//! alone.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::Value;

use super::IamAction;

/// Reads a value, or its default if it is null.
pub(super) fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    from: D,
) -> Result<T, D::Error> {
    Ok(Option::<T>::deserialize(from)?.unwrap_or_default())
}

/// Reads the type of a response; null means no response.
pub(super) fn or_void<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(Option::<String>::deserialize(from)?.unwrap_or_else(super::void))
}

/// Reads the values of an enumeration: strings, or other single values that are converted to
/// strings.
pub(super) fn texts<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<String>>, D::Error> {
    let text = |value| match value {
        Value::String(text) => Ok(text),
        Value::Number(_) | Value::Bool(_) | Value::Null => Ok(value.to_string()),
        other => Err(D::Error::custom(format!(
            "{other:.40} is not a value of an enumeration; it must be a text, a number, true, false or null"
        ))),
    };
    let values = Option::<Vec<Value>>::deserialize(from)?;
    values
        .map(|values| values.into_iter().map(text).collect())
        .transpose()
}

/// Reads the IAM actions of an operation: objects, or only names as they were served in 2023.
pub(super) fn actions<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<IamAction>, D::Error> {
    struct Action(IamAction);

    impl<'de> Deserialize<'de> for Action {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            from.deserialize_any(ActionVisitor).map(Action)
        }
    }

    struct ActionVisitor;

    impl<'de> Visitor<'de> for ActionVisitor {
        type Value = IamAction;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an IAM action or its name")
        }

        fn visit_str<E: Error>(self, name: &str) -> Result<IamAction, E> {
            Ok(IamAction::named(name))
        }

        fn visit_map<A: MapAccess<'de>>(self, from: A) -> Result<IamAction, A::Error> {
            IamAction::deserialize(MapAccessDeserializer::new(from))
        }
    }

    let actions = Option::<Vec<Action>>::deserialize(from)?.unwrap_or_default();
    Ok(actions.into_iter().map(|Action(action)| action).collect())
}

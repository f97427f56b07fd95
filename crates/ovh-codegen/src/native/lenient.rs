//! How single values of a description are read: null as absent, numbers as text, an action by its
//! name alone.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::IamAction;

/// A value, or its default where there is null.
pub(super) fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    from: D,
) -> Result<T, D::Error> {
    Ok(Option::<T>::deserialize(from)?.unwrap_or_default())
}

/// The values of an enumeration: strings, or numbers for which strings are meant.
pub(super) fn texts<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<String>>, D::Error> {
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Text {
        Text(String),
        Whole(i64),
    }
    let values = Option::<Vec<Text>>::deserialize(from)?;
    Ok(values.map(|values| {
        let text = |value| match value {
            Text::Text(text) => text,
            Text::Whole(number) => number.to_string(),
        };
        values.into_iter().map(text).collect()
    }))
}

/// The IAM actions of an operation: objects, or names alone as they were served in 2023.
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

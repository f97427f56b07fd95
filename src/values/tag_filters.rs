//! Filters by IAM tags, for the lists that take `iamTags`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::types::IamResourceTagFilterOperator as Operator;

/// Filters by the tags that customers give their resources in IAM. All filters must match.
///
/// It is the argument of lists that have `iamTags`, and is sent as JSON in the query.
///
/// ```
/// use ovh_sms::TagFilters;
///
/// let filters = TagFilters::new().equals("env", "prod").exists("team");
/// assert_eq!(
///     String::from(filters),
///     r#"{"env":[{"operator":"EQ","value":"prod"}],"team":[{"operator":"EXISTS"}]}"#,
/// );
/// ```
///
/// `client.api().services_list().iam_tags(filters)` lists the accounts that match
/// (`GET /sms`, `GET /sms/virtualNumbers`).
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(transparent)]
pub struct TagFilters(BTreeMap<String, Vec<Filter>>);

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Filter {
    operator: Operator,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
}

impl TagFilters {
    /// Returns a set without filters, which matches everything.
    pub fn new() -> Self {
        Self::default()
    }

    /// Requires that the tag has this value.
    #[must_use]
    pub fn equals(self, tag: impl Into<String>, value: impl Into<String>) -> Self {
        self.filter(tag, Operator::Eq, Some(value.into()))
    }

    /// Requires that the tag has another value or does not exist.
    #[must_use]
    pub fn differs(self, tag: impl Into<String>, value: impl Into<String>) -> Self {
        self.filter(tag, Operator::Neq, Some(value.into()))
    }

    /// Requires that the tag exists, with any value.
    #[must_use]
    pub fn exists(self, tag: impl Into<String>) -> Self {
        self.filter(tag, Operator::Exists, None)
    }

    /// Requires that the tag does not exist.
    #[must_use]
    pub fn missing(self, tag: impl Into<String>) -> Self {
        self.filter(tag, Operator::Nexists, None)
    }

    /// Adds any operator of the API for a tag. Omit the value if the operator takes none.
    #[must_use]
    pub fn filter(
        mut self,
        tag: impl Into<String>,
        operator: Operator,
        value: Option<String>,
    ) -> Self {
        self.0
            .entry(tag.into())
            .or_default()
            .push(Filter { operator, value });
        self
    }
}

impl From<TagFilters> for String {
    fn from(filters: TagFilters) -> Self {
        // A map of texts can always be serialized as JSON.
        serde_json::to_string(&filters).unwrap_or_default()
    }
}

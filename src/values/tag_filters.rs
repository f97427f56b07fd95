//! Filters by IAM tags, for the lists that take `iamTags`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::types::IamResourceTagFilterOperator as Operator;

/// Filters by the tags that customers give their resources in IAM; all of them must match.
///
/// Goes wherever a list takes `iamTags`, as JSON in the query.
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
    /// No filter: everything matches.
    pub fn new() -> Self {
        Self::default()
    }

    /// The tag has this value.
    #[must_use]
    pub fn equals(self, tag: impl Into<String>, value: impl Into<String>) -> Self {
        self.filter(tag, Operator::Eq, Some(value.into()))
    }

    /// The tag has another value, or is not there.
    #[must_use]
    pub fn differs(self, tag: impl Into<String>, value: impl Into<String>) -> Self {
        self.filter(tag, Operator::Neq, Some(value.into()))
    }

    /// The tag is there, with any value.
    #[must_use]
    pub fn exists(self, tag: impl Into<String>) -> Self {
        self.filter(tag, Operator::Exists, None)
    }

    /// The tag is not there.
    #[must_use]
    pub fn missing(self, tag: impl Into<String>) -> Self {
        self.filter(tag, Operator::Nexists, None)
    }

    /// Any operator of the API on a tag; its value is left out where the operator takes none.
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
        // A map of texts always has a JSON form.
        serde_json::to_string(&filters).unwrap_or_default()
    }
}

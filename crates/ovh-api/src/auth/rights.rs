//! The minimum rights that a set of operations needs: access rules, an IAM policy, a link.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::rules::{AccessRules, InvalidRule, Method};
use crate::config::Endpoint;
use crate::operation::Operation;

/// The minimum rights for a set of operations.
///
/// ```
/// use ovh_api::Operation;
/// use ovh_api::auth::Rights;
/// use ovh_api::reqwest::Method;
///
/// let reboot = Operation::new(Method::POST, "/vps/{serviceName}/reboot")?;
/// let rights = Rights::of_service([&reboot], "vps-1")?;
/// let rules: Vec<_> = rights.rules().iter().map(ToString::to_string).collect();
/// assert_eq!(rules, ["POST /vps/vps-1/reboot"]);
/// # Ok::<(), ovh_api::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    rules: AccessRules,
    actions: BTreeSet<String>,
}

impl Rights {
    /// Computes the rights for these operations, on every service of the customer.
    ///
    /// # Errors
    ///
    /// Returns an error if access rules do not support an operation's method or path.
    pub fn of<'a>(
        operations: impl IntoIterator<Item = &'a Operation>,
    ) -> Result<Self, InvalidRule> {
        Self::collect(operations, None)
    }

    /// Computes the rights for these operations, on this service only.
    ///
    /// # Errors
    ///
    /// Returns an error if the name of the service is invalid, or if access rules do not support an
    /// operation's method or path.
    pub fn of_service<'a>(
        operations: impl IntoIterator<Item = &'a Operation>,
        service: &str,
    ) -> Result<Self, InvalidRule> {
        Self::collect(operations, Some(service))
    }

    /// Collects the rights of the operations. Operations without authentication need none.
    fn collect<'a>(
        operations: impl IntoIterator<Item = &'a Operation>,
        service: Option<&str>,
    ) -> Result<Self, InvalidRule> {
        let mut rights = Self::default();
        for operation in operations
            .into_iter()
            .filter(|operation| operation.authenticated)
        {
            rights.rules.insert(operation.rule(service)?);
            rights
                .actions
                .extend(operation.iam_actions().map(str::to_owned));
        }
        Ok(rights)
    }

    /// Returns the access rules for a consumer key, the fewest that allow the operations.
    #[must_use]
    pub fn rules(&self) -> &AccessRules {
        &self.rules
    }

    /// Returns the IAM actions, sorted.
    pub fn actions(&self) -> impl Iterator<Item = &str> {
        self.actions.iter().map(String::as_str)
    }

    /// Returns the types of the resources that the actions apply to, such as `sms`, and `account`
    /// for `/me`. A policy needs resources of each type.
    #[must_use]
    pub fn resource_types(&self) -> BTreeSet<&str> {
        self.actions
            .iter()
            .filter_map(|action| action.split(':').next())
            .collect()
    }

    /// Returns true if the rules allow this request. The path is the part after the base URL, such as `/sms`.
    #[must_use]
    pub fn grants(&self, method: Method, path: &str) -> bool {
        self.rules.grants(method, path)
    }

    /// Returns a link to the page on which a person creates keys with exactly these rights.
    #[must_use]
    pub fn create_token_link(&self, endpoint: &Endpoint) -> String {
        self.rules.create_token_link(endpoint)
    }

    /// Returns an IAM policy of this name, for a user or a service account. Add identities and
    /// resources.
    #[must_use]
    pub fn iam_policy(&self, name: impl Into<String>) -> IamPolicy {
        IamPolicy {
            name: name.into(),
            actions: self.actions.clone(),
            identities: BTreeSet::new(),
            resources: BTreeSet::new(),
        }
    }
}

/// An IAM policy: the body of `POST /v2/iam/policy`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IamPolicy {
    name: String,
    actions: BTreeSet<String>,
    identities: BTreeSet<String>,
    resources: BTreeSet<String>,
}

impl IamPolicy {
    /// Adds an identity that gets the rights: `urn:v1:eu:identity:user:xx1111-ovh/login`, or
    /// `urn:v1:eu:identity:credential:xx1111-ovh/oauth2-…` for a service account.
    #[must_use]
    pub fn identity(mut self, urn: impl Into<String>) -> Self {
        self.identities.insert(urn.into());
        self
    }

    /// Adds a resource that the rights apply to: `urn:v1:eu:resource:sms:sms-ab12345-1`, or
    /// `urn:v1:eu:resource:account:xx1111-ovh` for actions that start with `account:`. See
    /// [`Rights::resource_types`].
    #[must_use]
    pub fn resource(mut self, urn: impl Into<String>) -> Self {
        self.resources.insert(urn.into());
        self
    }

    /// Returns the JSON to post; `{:#}` prints it indented.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let allow: Vec<_> = self
            .actions
            .iter()
            .map(|action| json!({ "action": action }))
            .collect();
        let resources: Vec<_> = self
            .resources
            .iter()
            .map(|urn| json!({ "urn": urn }))
            .collect();
        json!({
            "name": self.name,
            "identities": self.identities,
            "resources": resources,
            "permissions": { "allow": allow },
        })
    }
}

//! Scenarios as settings of a sandbox.

use super::SandboxBuilder;
use crate::scenario::{self, ScenarioError};

impl<S> SandboxBuilder<S> {
    /// Starts with the accounts, phones and faults of a scenario: the text of a TOML file.
    ///
    /// Its accounts are added to those of the builder. A [state file](Self::state_file) that exists
    /// overrides accounts and phones. A reset returns to the scenario.
    ///
    /// ```
    /// # use ovh_sms_sandbox::{Documents, Sandbox};
    /// # let documents = Documents::new("{}");
    /// let scenario = r#"
    ///     [[account]]
    ///     name = "sms-ab12345-1"
    ///     credits = 20
    ///     senders = ["SHOP"]
    ///
    ///     [[phone]]
    ///     number = "+33600000002"
    ///     outcome = "absent"
    ///     after = "1h"
    ///
    ///     [[fault]]
    ///     kind = "status"
    ///     status = 503
    ///     after = "30s"
    ///     lasts = "10s"
    /// "#;
    /// let builder = Sandbox::builder(documents).scenario(scenario)?;
    /// # Ok::<(), ovh_sms_sandbox::ScenarioError>(())
    /// ```
    ///
    /// # Errors
    /// [`ScenarioError`] with the line and the field of the first problem.
    pub fn scenario(mut self, text: &str) -> Result<Self, ScenarioError> {
        let read = scenario::read(text)?;
        let settings = &mut self.settings;
        settings.services.extend(read.names);
        settings.start_at = read.start_at.or(settings.start_at);
        settings.seed = read.seed.unwrap_or(settings.seed);
        settings.speed = read.speed.or(settings.speed);
        settings.scenario = read.scenario;
        Ok(self)
    }
}

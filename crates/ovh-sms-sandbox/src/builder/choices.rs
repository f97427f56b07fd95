//! The settings for behaviour of OVHcloud that is not documented, or on which sources disagree.

use chrono::NaiveDate;

use super::SandboxBuilder;
use crate::refusal::AuthenticationErrors;
use crate::state::{DatesWithoutOffset, UnnamedSender};

impl<S> SandboxBuilder<S> {
    /// Adds a block of addresses to `/me/accessRestriction/ip`; the list is empty by default.
    ///
    /// It has no effect on calls: OVHcloud applies it to logins to its control panel.
    pub fn ip_restriction(mut self, block: impl Into<String>) -> Self {
        self.settings.ip_restrictions.push(block.into());
        self
    }

    /// Adds a date on which messages with a STOP clause wait for the next opening, such as a public
    /// holiday; by default they wait at night and on Sundays only.
    ///
    /// OVHcloud's FAQ excludes public holidays, other sources do not.
    pub fn closed_on(mut self, date: NaiveDate) -> Self {
        self.settings.policy.closed.insert(date);
        self
    }

    /// Sets the maximum number of parts of a message, 255 by default as in OVHcloud's web interface;
    /// longer messages are refused with 400.
    ///
    /// OVHcloud's FAQ states 6, and an older guide advises at most 8.
    pub fn max_parts(mut self, count: usize) -> Self {
        self.settings.policy.max_parts = count;
        self
    }

    /// Sets the sender of messages for which the call names neither `sender` nor
    /// `senderForResponse`; the account's first sender by default.
    ///
    /// OVHcloud's behaviour is not documented.
    pub fn unnamed_sender(mut self, sender: UnnamedSender) -> Self {
        self.settings.policy.unnamed_sender = sender;
        self
    }

    /// Sets whether `senderForResponse` takes precedence over `sender` (the default), or a job with
    /// both is refused with 400.
    ///
    /// Users report that the sender is ignored. OVHcloud does not document it.
    pub fn short_number_wins(mut self, on: bool) -> Self {
        self.settings.policy.short_number_wins = on;
        self
    }

    /// Sets whether an empty text counts as unset for booleans in bodies and for filters of lists; on
    /// by default, because published clients send it.
    ///
    /// The filter `sender` of sent messages is an exception: empty, it finds the messages of short
    /// numbers. OVHcloud's behaviour is not documented.
    pub fn empty_is_unset(mut self, on: bool) -> Self {
        self.settings.policy.empty_is_unset = on;
        self
    }

    /// Sets how date filters without an offset, such as `2026-01-15T12:00:00`, are read; as French
    /// time by default.
    ///
    /// OVHcloud's behaviour is not documented.
    pub fn dates_without_offset(mut self, dates: DatesWithoutOffset) -> Self {
        self.settings.policy.dates_without_offset = dates;
        self
    }

    /// Sets the message of the 403 for an account without enough credits.
    ///
    /// OVHcloud's text is not known.
    pub fn no_credits_message(mut self, message: impl Into<String>) -> Self {
        self.settings.policy.no_credits = message.into();
        self
    }

    /// Sets whether a final slash counts when access rules are compared with the paths of calls; off
    /// by default.
    ///
    /// OVHcloud does not document it. Its guide requests `/sms` and calls `/sms/`, while users
    /// report that rules match literally.
    pub fn literal_slashes(mut self, on: bool) -> Self {
        self.settings.policy.literal_slashes = on;
        self
    }

    /// Sets whether an IAM policy allows the OAuth2 service account every call; on by default.
    ///
    /// Without a policy, calls that need an IAM action are refused with 403 and
    /// `unauthorizedActionsByIAM`, as OVHcloud refuses those of a new service account.
    pub fn iam_policy(mut self, on: bool) -> Self {
        self.settings.policy.iam_policy = on;
        self
    }

    /// Sets which fields the errors of authentication have, such as `INVALID_SIGNATURE`.
    ///
    /// By default they have all that OVHcloud is known to send.
    pub fn authentication_errors(mut self, fields: AuthenticationErrors) -> Self {
        self.settings.policy.authentication_errors = fields;
        self
    }

    /// Sets whether the date-times of all responses have the offset of French time, such as
    /// `2026-01-15T12:00:00+01:00`; off by default.
    ///
    /// Those of `/auth` and `/me/api` always have it, as OVHcloud's responses show. Other published
    /// responses differ. Callbacks and exports do not change.
    pub fn french_times(mut self, on: bool) -> Self {
        self.settings.policy.french_times = on;
        self
    }

    /// Sets whether a page at `/` of [`origin`](crate::Sandbox::origin) shows the sandbox in a browser
    /// on this machine; on by default.
    ///
    /// The page shows phones, accounts, requests, callbacks and faults, and controls them.
    pub fn page(mut self, on: bool) -> Self {
        self.settings.policy.page = on;
        self
    }
}

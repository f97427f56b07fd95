//! The account's callback addresses for receipts, replies and STOPs.

use url::Url;

use super::{Service, reads};
use crate::Clearable;
use crate::Lenient;
use crate::api::{operations, types};
use crate::error::{ArgumentError, Error};

/// Changes to an account's callback addresses.
///
/// Addresses that are not named do not change.
///
/// ```
/// use ovh_sms::service::Callbacks;
///
/// let callbacks = Callbacks::new()
///     .receipts("https://example.com/ovh/7f3c/receipt")
///     .replies("https://example.com/ovh/7f3c/reply")
///     .no_stops();
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use = "nothing changes until it is passed to `set_callbacks`"]
pub struct Callbacks {
    receipts: Clearable<String>,
    replies: Clearable<String>,
    stops: Clearable<String>,
}

impl Callbacks {
    /// Creates an empty set of changes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the URL for delivery receipts (`callBack`).
    ///
    /// Parse them with [`callback::Receipt`](crate::callback::Receipt).
    pub fn receipts(mut self, url: impl Into<String>) -> Self {
        self.receipts = Clearable::Set(url.into());
        self
    }

    /// Sets the URL for replies (`smsResponse.cgiUrl`, with `responseType` `cgi`).
    ///
    /// Parse them with [`callback::Reply`](crate::callback::Reply). An automatic reply by text
    /// (`responseType` `text`) is switched off, because an account supports only one of the two.
    pub fn replies(mut self, url: impl Into<String>) -> Self {
        self.replies = Clearable::Set(url.into());
        self
    }

    /// Sets the URL for STOPs (`stopCallBack`).
    ///
    /// Parse them with [`callback::Stop`](crate::callback::Stop).
    pub fn stops(mut self, url: impl Into<String>) -> Self {
        self.stops = Clearable::Set(url.into());
        self
    }

    /// Disables callbacks for receipts.
    pub fn no_receipts(mut self) -> Self {
        self.receipts = Clearable::Clear;
        self
    }

    /// Disables callbacks for replies; an automatic reply by text does not change.
    pub fn no_replies(mut self) -> Self {
        self.replies = Clearable::Clear;
        self
    }

    /// Disables callbacks for STOPs.
    pub fn no_stops(mut self) -> Self {
        self.stops = Clearable::Clear;
        self
    }

    fn check(&self) -> Result<(), Error> {
        for url in [&self.receipts, &self.replies, &self.stops]
            .into_iter()
            .filter_map(Clearable::value)
        {
            let is_web = Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
            if !is_web {
                return Err(ArgumentError::CallbackAddress(url.clone()).into());
            }
        }
        Ok(())
    }
}

impl Service {
    /// Sets the account's callback addresses with a partial update: other settings do not change.
    ///
    /// `PUT /sms/{serviceName}` · `sms:apiovh:put`. A change for replies also calls `GET`, because
    /// the other reply settings (text, forwarding) must be sent back unchanged.
    ///
    /// ```
    /// # #[cfg(feature = "sandbox")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = ovh_sms::sandbox::Sandbox::start().await?;
    /// # let service = sandbox.service()?;
    /// use ovh_sms::service::Callbacks;
    ///
    /// let receipts = Callbacks::new().receipts("https://example.com/ovh/7f3c/receipt");
    /// service.set_callbacks(receipts).await?;
    /// let account = service.api().service_get().send().await?;
    /// assert_eq!(account.call_back.as_deref(), Some("https://example.com/ovh/7f3c/receipt"));
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "sandbox"))]
    /// # fn main() {}
    /// ```
    ///
    /// An account has one address of each kind; a message cannot have its own. OVHcloud signs
    /// nothing: read [how to guard the addresses](crate::callback#guard-the-url).
    ///
    /// # Errors
    ///
    /// An address is not an `http` or `https` URL; this is checked before anything is sent.
    /// Otherwise see [`Error`].
    pub async fn set_callbacks(&self, callbacks: Callbacks) -> Result<(), Error> {
        callbacks.check()?;
        let replies = callbacks.replies.clone();
        let mut update = types::ServiceUpdate::new()
            .call_back(callbacks.receipts)
            .stop_call_back(callbacks.stops);
        if !replies.is_unchanged() {
            update = update.sms_response(self.response_with(replies).await?);
        }
        self.api().service_update().body(update).send().await?;
        Ok(())
    }

    /// Returns the current reply settings with another address.
    async fn response_with(&self, url: Clearable<String>) -> Result<types::ResponseUpdate, Error> {
        let account = self.account().await.map_err(Error::before_sending)?;
        let now = account.sms_response.unwrap_or_default();
        let kept = |text: Option<String>| text.map_or(Clearable::Unchanged, Clearable::Set);
        let response_type = match &url {
            Clearable::Set(_) => Some(types::ResponseType::Cgi),
            Clearable::Clear if now.response_type == Some(types::ResponseType::Cgi) => {
                Some(types::ResponseType::None)
            }
            _ => now.response_type,
        };
        let tracking_options = match now.tracking_options.map(Lenient::into_complete) {
            None => Clearable::Unchanged,
            Some(Ok(options)) => Clearable::Set(options),
            // Writing the settings back without the unreadable ones would delete those.
            Some(Err(some)) => {
                return Err(reads::incomplete(&operations::SERVICE_GET, some.unread()));
            }
        };
        Ok(types::ResponseUpdate {
            cgi_url: url,
            response_type,
            text: kept(now.text),
            tracking_default_sms_sender: kept(now.tracking_default_sms_sender),
            tracking_options,
        })
    }
}

//! The state of a consumer key.

use crate::values::open_enum::open_enum;

open_enum! {
    /// The state of a consumer key.
    pub enum KeyState: text {
        /// The key has expired; request a new one.
        Expired = "expired",
        /// The key has not been accepted yet: open its validation URL.
        PendingValidation = "pendingValidation",
        /// The person refused the key.
        Refused = "refused",
        /// The key is valid.
        Validated = "validated",
    }
}

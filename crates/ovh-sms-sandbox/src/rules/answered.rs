//! Finds the message to which a phone replies: the last one that has arrived.

use crate::state::{Message, World};
use crate::values::numbers::Number;

/// The hours during which a short number accepts replies.
const ANSWERABLE_HOURS: i64 = 48;
/// Returns whether a message has arrived on its phone.
pub(crate) fn arrived(message: &Message) -> bool {
    message.delivered != 0
}

/// The message to which a reply belongs.
pub(crate) struct Answered {
    pub(crate) service: usize,
    pub(crate) id: i64,
    pub(crate) tag: String,
    pub(crate) user: Option<String>,
    pub(crate) number: Option<Number>,
    pub(crate) batch: Option<uuid::Uuid>,
    /// The number to which the phone replies: a short number, or the sender.
    pub(crate) short_number: String,
}

/// Finds the last message that has arrived; if required, the last one that allows replies.
pub(crate) fn answered(world: &World, number: Number, allow_replies: bool) -> Option<Answered> {
    let since = world.millis().saturating_sub(ANSWERABLE_HOURS * 3_600_000);
    let mut last: Option<(usize, &Message)> = None;
    for (index, service) in world.services.iter().enumerate() {
        for message in service
            .messages
            .values()
            .filter(|one| one.receiver == number && arrived(one))
        {
            let parcel = &message.parcel;
            let open = parcel.number.is_some()
                || parcel.sender.starts_with('+')
                || (parcel.short_number.is_some() && message.sent >= since);
            let later = last.is_none_or(|(_, last)| {
                (message.delivered, message.id) > (last.delivered, last.id)
            });
            if (open || !allow_replies) && later {
                last = Some((index, message));
            }
        }
    }
    let (service, message) = last?;
    let parcel = &message.parcel;
    Some(Answered {
        service,
        id: message.id,
        tag: parcel.tag.to_string(),
        user: parcel.user.as_deref().map(str::to_owned),
        number: parcel.number,
        batch: parcel.batch,
        short_number: parcel
            .short_number
            .map_or_else(|| parcel.sender.to_string(), |short| short.to_string()),
    })
}

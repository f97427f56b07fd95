//! Replies of phones, by hand and by themselves.

use crate::rules::answered::answered;
use crate::rules::answers;
use crate::state::World;
use crate::values::numbers::Number;

/// Words that stop all messages, in any case.
const STOP_WORDS: &[&str] = &["STOP", "ARRET"];

/// Sends a reply to the last message that allows one; the words `STOP` and `ARRET` alone have the
/// effect of [`stop`].
///
/// Returns `false` if there is no such message.
pub(crate) fn reply(world: &mut World, number: Number, text: &str) -> bool {
    if STOP_WORDS
        .iter()
        .any(|word| text.trim().eq_ignore_ascii_case(word))
    {
        return stop(world, number);
    }
    match answered(world, number, true) {
        Some(answered) => {
            answers::receive(world, number, text, &answered);
            true
        }
        None => false,
    }
}

/// Sends STOP in reply to the last message. Returns `false` if no message has arrived.
pub(crate) fn stop(world: &mut World, number: Number) -> bool {
    match answered(world, number, false) {
        Some(answered) => {
            answers::blacklist(world, number, &answered);
            true
        }
        None => false,
    }
}

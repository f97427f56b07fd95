//! Receiver slots: lists of numbers read from CSV files.

use crate::sandbox::csv_list;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::sending::Recipient;
use crate::sandbox::state::{Scope, World};

/// The receivers of a slot, which sending calls name as text.
pub(crate) fn recipients(
    world: &World,
    scope: &Scope,
    slot: &str,
) -> Result<Vec<Recipient>, Refusal> {
    let id: i64 = slot
        .trim()
        .parse()
        .map_err(|_| Refusal::bad("[receiversSlotId] Not a slot number"))?;
    let service = world.service(scope.service)?;
    let slot = service
        .slot(scope.user.as_deref(), id)
        .ok_or_else(|| Refusal::no_object("slotId", slot))?;
    Ok(csv_list::recipients(&slot.columns, &slot.rows))
}

pub(crate) fn step(_world: &mut World, _service: usize, _id: i64) {}

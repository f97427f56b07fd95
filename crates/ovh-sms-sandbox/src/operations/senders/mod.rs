//! Operations on items that are checked by hand: sender names with their documents, message
//! templates.

pub(crate) mod names;
pub(super) mod sender_documents;
pub(crate) mod templates;

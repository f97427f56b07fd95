//! Supporting documents of a sender name.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::call::{Answer, Call, Reply};
use crate::clock::written;
use crate::operations::documents;
use crate::refusal::Refusal;
use crate::state::{Sender, SenderDocument, World};

fn sender<'a>(world: &'a mut World, call: &Call) -> Result<&'a mut Sender, Refusal> {
    let name = call.path("sender");
    let sender = world.called_service_mut(call)?.senders.get_mut(name);
    sender.ok_or_else(|| Refusal::no_object("sender", name))
}

pub(crate) fn list(world: &mut World, call: &Call) -> Answer {
    Ok(Reply::texts(
        sender(world, call)?.documents.keys().map(Uuid::to_string),
    ))
}

pub(crate) fn create(world: &mut World, call: &Call) -> Answer {
    sender(world, call)?;
    let name = call.text("name").unwrap_or_default().to_owned();
    let document = SenderDocument {
        name: name.clone(),
        description: call.text("description").map(str::to_owned),
        created: world.now,
    };
    let id = world.random.uuid();
    documents::add_content(world, id, &name);
    sender(world, call)?.documents.insert(id, document);
    document_json(world, call, id)
}

pub(crate) fn get(world: &mut World, call: &Call) -> Answer {
    let id = Uuid::parse_str(call.path("documentID")).unwrap_or_default();
    document_json(world, call, id)
}

pub(crate) fn update(world: &mut World, call: &Call) -> Answer {
    let id = Uuid::parse_str(call.path("documentID")).unwrap_or_default();
    let document = sender(world, call)?.documents.get_mut(&id);
    let document =
        document.ok_or_else(|| Refusal::no_object("documentID", call.path("documentID")))?;
    if let Some(name) = call.text("name") {
        document.name = name.to_owned();
    }
    if let Some(description) = call.body.get("description") {
        document.description = description.as_str().map(str::to_owned);
    }
    Ok(Reply::Nothing)
}

fn document_json(world: &mut World, call: &Call, id: Uuid) -> Answer {
    let none = || Refusal::no_object("documentID", call.path("documentID"));
    let document = sender(world, call)?
        .documents
        .get(&id)
        .ok_or_else(none)?
        .clone();
    let content = world.contents.get(&id).ok_or_else(none)?;
    let url = content.url(&call.origin, id);
    // The upload address is removed once the content is uploaded.
    let put = content.filled.is_none().then(|| Value::String(url.clone()));
    Ok(Reply::Json(json!({
        "documentID": id,
        "name": document.name,
        "description": document.description,
        "createdAt": written(document.created),
        "size": content.size(),
        "getUrl": url,
        "putUrl": put,
    })))
}

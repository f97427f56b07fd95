//! Documents of the customer account: `/me/document`.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::call::{Answer, Call, Reply};
use crate::clock::written;
use crate::refusal::Refusal;
use crate::state::{Content, Document, Export, World};

pub(crate) fn list(world: &mut World, _: &Call) -> Answer {
    Ok(Reply::texts(
        live(world).map(|document| document.id.to_string()),
    ))
}

/// Returns the documents that have not expired.
fn live(world: &World) -> impl Iterator<Item = &Document> {
    let now = world.now;
    world
        .documents
        .values()
        .filter(move |one| one.expires.is_none_or(|end| end > now))
}

pub(crate) fn create(world: &mut World, call: &Call) -> Answer {
    let name = call.text("name").unwrap_or_default();
    if name.is_empty() {
        return Err(Refusal::bad("[name] A document needs a name"));
    }
    let tags = call
        .body
        .get("tags")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|tag| {
            let text = |name| tag.get(name).and_then(Value::as_str).map(str::to_owned);
            Some((text("key")?, text("value")?))
        });
    let id = add(world, name, tags.collect(), None);
    answer(world, call, id)
}

/// Adds an empty document.
pub(crate) fn add(
    world: &mut World,
    name: &str,
    tags: Vec<(String, String)>,
    export: Option<Export>,
) -> Uuid {
    let id = world.random.uuid();
    let created = world.now;
    add_content(world, id, name);
    let document = Document {
        id,
        name: name.to_owned(),
        tags,
        created,
        expires: None,
        export,
    };
    world.documents.insert(id, document);
    id
}

/// Adds an empty content with its own address.
pub(crate) fn add_content(world: &mut World, id: Uuid, name: &str) {
    let secret = world.random.key(40);
    let content = Content {
        secret,
        name: name.to_owned(),
        bytes: Vec::new(),
        filled: None,
    };
    world.contents.insert(id, content);
}

pub(crate) fn get(world: &mut World, call: &Call) -> Answer {
    let id = find(world, call)?;
    answer(world, call, id)
}

fn answer(world: &World, call: &Call, id: Uuid) -> Answer {
    let none = || Refusal::no_object("id", call.path("id"));
    let document = world.documents.get(&id).ok_or_else(none)?;
    let content = world.contents.get(&id).ok_or_else(none)?;
    let url = content.url(&call.origin, id);
    let tags: Vec<Value> = document
        .tags
        .iter()
        .map(|(key, value)| json!({ "key": key, "value": value }))
        .collect();
    Ok(Reply::Json(json!({
        "id": id,
        "name": document.name,
        "tags": tags,
        "creationDate": written(document.created),
        "expirationDate": document.expires.map(written),
        "validationDate": content.filled.map(written),
        "size": content.size(),
        "getUrl": url,
        "putUrl": url,
    })))
}

fn find(world: &World, call: &Call) -> Result<Uuid, Refusal> {
    let text = call.path("id");
    let wanted = Uuid::parse_str(text).unwrap_or_default();
    live(world)
        .find(|one| one.id == wanted)
        .map(|one| one.id)
        .ok_or_else(|| Refusal::no_object("id", text))
}

pub(crate) fn update(world: &mut World, call: &Call) -> Answer {
    let id = find(world, call)?;
    if let (Some(document), Some(date)) = (
        world.documents.get_mut(&id),
        call.body.get("expirationDate"),
    ) {
        let time = date
            .as_str()
            .and_then(|text| DateTime::parse_from_rfc3339(text).ok());
        document.expires = time.map(|time| time.with_timezone(&Utc));
    }
    Ok(Reply::Nothing)
}

/// Receiver lists that were filled from the document do not change.
pub(crate) fn delete(world: &mut World, call: &Call) -> Answer {
    let id = find(world, call)?;
    world.documents.remove(&id);
    world.contents.remove(&id);
    Ok(Reply::Nothing)
}

pub(crate) fn create_cors(world: &mut World, call: &Call) -> Answer {
    let origin = call.text("origin").unwrap_or_default().to_owned();
    if !world.cors_origins.contains(&origin) {
        world.cors_origins.push(origin);
    }
    Ok(Reply::Nothing)
}

//! Phonebooks and their contacts, with import and export.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use uuid::Uuid;

use crate::call::{Answer, Call, Reply};
use crate::clock::{later, written};
use crate::operations::documents;
use crate::operations::lists::receivers;
use crate::refusal::Refusal;
use crate::state::{Contact, Event, Phonebook, PhonebookTask, Progress, World};

/// Fields of a contact, which are also the columns of imports and exports.
const FIELDS: &[&str] = &[
    "name",
    "surname",
    "group",
    "homePhone",
    "homeMobile",
    "workPhone",
    "workMobile",
];
/// Fields that may be null.
const PHONES: &[&str] = &["homePhone", "homeMobile", "workPhone", "workMobile"];
/// The lifetime of an export's address.
const VALIDITY: Duration = Duration::from_secs(3600);

pub(crate) fn list(world: &mut World, call: &Call) -> Answer {
    Ok(Reply::texts(
        world
            .called_service(call)?
            .phonebooks
            .keys()
            .map(String::as_str),
    ))
}

/// Creates a phonebook; returns its key.
pub(crate) fn create(world: &mut World, call: &Call) -> Answer {
    let (key, phone_key) = (
        world.random.uuid().to_string(),
        world.random.uuid().to_string(),
    );
    let name = call.text("name").unwrap_or_default().to_owned();
    let book = Phonebook {
        name,
        phone_key,
        contacts: BTreeMap::new(),
        export: None,
    };
    world
        .called_service_mut(call)?
        .phonebooks
        .insert(key.clone(), book);
    Ok(Reply::Json(Value::String(key)))
}

fn none(call: &Call) -> Refusal {
    Refusal::no_object("bookKey", call.path("bookKey"))
}

fn book<'a>(world: &'a World, call: &Call) -> Result<&'a Phonebook, Refusal> {
    world
        .called_service(call)?
        .phonebooks
        .get(call.path("bookKey"))
        .ok_or_else(|| none(call))
}

fn book_mut<'a>(world: &'a mut World, call: &Call) -> Result<&'a mut Phonebook, Refusal> {
    world
        .called_service_mut(call)?
        .phonebooks
        .get_mut(call.path("bookKey"))
        .ok_or_else(|| none(call))
}

pub(crate) fn get(world: &mut World, call: &Call) -> Answer {
    let book = book(world, call)?;
    Ok(Reply::Json(json!({
        "bookKey": call.path("bookKey"), "name": book.name, "phoneKey": book.phone_key,
    })))
}

pub(crate) fn update(world: &mut World, call: &Call) -> Answer {
    let book = book_mut(world, call)?;
    if let Some(name) = call.text("name") {
        book.name = name.to_owned();
    }
    Ok(Reply::Nothing)
}

pub(crate) fn delete(world: &mut World, call: &Call) -> Answer {
    let removed = world
        .called_service_mut(call)?
        .phonebooks
        .remove(call.path("bookKey"));
    removed.map(|_| Reply::Nothing).ok_or_else(|| none(call))
}

/// Exports the contacts. The first call requests the file; later calls return whether it is ready.
/// The file always holds the current contacts.
pub(crate) fn export(world: &mut World, call: &Call) -> Answer {
    let now = world.now;
    let filename = format!("{}.csv", book(world, call)?.name);
    let running = book(world, call)?
        .export
        .filter(|(_, asked)| later(*asked, VALIDITY) > now);
    let (id, asked) = match running {
        Some(running) => running,
        None => {
            let id = world.random.uuid();
            documents::add_content(world, id, &filename);
            book_mut(world, call)?.export = Some((id, now));
            (id, now)
        }
    };
    let bytes = write(&book(world, call)?.contacts);
    let done = (now - asked).num_milliseconds() >= world.policy.step_millis();
    let url = match world.contents.get_mut(&id) {
        Some(content) => {
            content.bytes = bytes;
            content.filled = Some(now);
            content.url(&call.origin, id)
        }
        None => String::new(),
    };
    Ok(Reply::Json(json!({
        "filename": filename,
        "status": if done { "done" } else { "todo" },
        "url": url,
        "urlExpirationDatetime": written(later(asked, VALIDITY)),
    })))
}

fn write(contacts: &BTreeMap<i64, Contact>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record(FIELDS);
    for contact in contacts.values() {
        let text = |name: &&str| {
            contact
                .get(*name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let _ = writer.write_record(FIELDS.iter().map(text));
    }
    writer.into_inner().unwrap_or_default()
}

/// Starts an import; the document has the columns of an export, in any order.
pub(crate) fn import(world: &mut World, call: &Call) -> Answer {
    book(world, call)?;
    let index = world.service_index(call.path("serviceName"))?;
    let document = call.text("documentId").unwrap_or_default();
    receivers::document_text(world, document)?;
    let task = world.random.id();
    let import = PhonebookTask {
        book: call.path("bookKey").to_owned(),
        document: Uuid::parse_str(document).unwrap_or_default(),
        progress: Progress::Todo,
    };
    world
        .service_mut(index)?
        .phonebook_tasks
        .insert(task, import);
    world.plan(
        world.policy.step_millis(),
        Event::PhonebookImport(index, task),
    );
    Ok(Reply::Json(json!({
        "taskId": task,
        "action": "importContacts",
        "message": null,
        "objectCreated": null,
        "serviceType": "sms",
        "status": Progress::Todo.word(),
    })))
}

/// Runs an import.
pub(crate) fn import_step(world: &mut World, service: usize, task: i64) {
    let Some(import) = world
        .services
        .get(service)
        .and_then(|one| one.phonebook_tasks.get(&task))
        .cloned()
    else {
        return;
    };
    let bytes = world
        .contents
        .get(&import.document)
        .map(|content| content.bytes.clone());
    let contacts = bytes.and_then(|bytes| read(&bytes)).map(|contacts| {
        contacts
            .into_iter()
            .map(|contact| (world.random.incoming_id(), contact))
            .collect::<Vec<_>>()
    });
    let Some(account) = world.services.get_mut(service) else {
        return;
    };
    let book = account.phonebooks.get_mut(&import.book);
    let progress = match (book, contacts) {
        (Some(book), Some(contacts)) => {
            book.contacts.extend(contacts);
            Progress::Done
        }
        _ => Progress::Error,
    };
    if let Some(import) = account.phonebook_tasks.get_mut(&task) {
        import.progress = progress;
    }
}

/// Parses the contacts of a CSV file. Contacts with an accent are skipped, as OVHcloud documents.
fn read(bytes: &[u8]) -> Option<Vec<Contact>> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .trim(csv::Trim::All)
        .from_reader(bytes);
    let columns: Vec<String> = reader.headers().ok()?.iter().map(str::to_owned).collect();
    if !columns.iter().any(|name| name == "name") {
        return None;
    }
    let mut contacts = Vec::new();
    for record in reader.records() {
        let record = record.ok()?;
        if !record.iter().all(str::is_ascii) {
            continue;
        }
        let given: Map<String, Value> = columns
            .iter()
            .cloned()
            .zip(
                record
                    .iter()
                    .filter(|text| !text.is_empty())
                    .map(Value::from),
            )
            .filter(|(name, _)| FIELDS.contains(&name.as_str()))
            .collect();
        contacts.push(contact(&given));
    }
    Some(contacts)
}

/// Builds a contact from the given fields: texts default to empty, phones to null.
fn contact(given: &Map<String, Value>) -> Contact {
    FIELDS
        .iter()
        .map(|name| {
            let missing = if PHONES.contains(name) {
                Value::Null
            } else {
                json!("")
            };
            (
                (*name).to_owned(),
                given.get(*name).cloned().unwrap_or(missing),
            )
        })
        .collect()
}

pub(crate) fn list_contacts(world: &mut World, call: &Call) -> Answer {
    Ok(Reply::Ids(
        book(world, call)?.contacts.keys().copied().collect(),
    ))
}

/// Adds a contact; returns its id.
pub(crate) fn create_contact(world: &mut World, call: &Call) -> Answer {
    book(world, call)?;
    let id = world.random.id();
    book_mut(world, call)?
        .contacts
        .insert(id, contact(&call.body));
    Ok(Reply::Json(json!(id)))
}

fn no_contact(call: &Call) -> Refusal {
    Refusal::no_object("id", call.path("id"))
}

pub(crate) fn get_contact(world: &mut World, call: &Call) -> Answer {
    let id = call.path_id("id");
    let mut contact = book(world, call)?
        .contacts
        .get(&id)
        .ok_or_else(|| no_contact(call))?
        .clone();
    contact.insert("id".to_owned(), json!(id));
    Ok(Reply::Json(Value::Object(contact)))
}

pub(crate) fn update_contact(world: &mut World, call: &Call) -> Answer {
    let id = call.path_id("id");
    let contact = book_mut(world, call)?
        .contacts
        .get_mut(&id)
        .ok_or_else(|| no_contact(call))?;
    contact.extend(call.body.clone());
    Ok(Reply::Nothing)
}

pub(crate) fn delete_contact(world: &mut World, call: &Call) -> Answer {
    let removed = book_mut(world, call)?.contacts.remove(&call.path_id("id"));
    removed
        .map(|_| Reply::Nothing)
        .ok_or_else(|| no_contact(call))
}

//! Exports of the history: CSV files that are added to the documents after some time.

use uuid::Uuid;

use crate::call::{Answer, Call, Reply};
use crate::clock::from_millis;
use crate::operations::documents;
use crate::operations::history::outgoing::bound;
use crate::state::{Event, Export, World};
use crate::values::{numbers, operators};

const HEADER: &[&str] = &[
    "id",
    "date",
    "sender",
    "receiver",
    "ptt",
    "operatorCode",
    "descriptionDlr",
    "tag",
    "message",
    "sentAt",
    "deliveredAt",
];
/// The columns that are always quoted.
const QUOTED: &[&str] = &["sender", "descriptionDlr", "tag", "message"];
/// The clause as published exports show it; the number varies.
const STOP_LINE: &str = "\nSTOP 36184";

/// Requests an export; returns the id of its future document.
pub(crate) fn create(world: &mut World, call: &Call) -> Answer {
    let scope = world.scope(call)?;
    let way = call.query("wayType").unwrap_or_default();
    let export = Export {
        service: scope.service,
        user: scope.user,
        number: scope.number,
        outgoing: way != "incoming",
        tag: call.query("tag").map(str::to_owned),
        batch: call
            .query("batchID")
            .and_then(|text| Uuid::parse_str(text).ok()),
        from: bound(call, "creationDatetime.from"),
        to: bound(call, "creationDatetime.to"),
    };
    let name = format!("{}-{way}.csv", call.path("serviceName"));
    let id = documents::add(world, &name, Vec::new(), Some(export));
    world.plan(world.policy.step_millis(), Event::Export(id));
    Ok(Reply::Json(id.to_string().into()))
}

/// Writes an export into its document.
pub(crate) fn write(world: &mut World, id: Uuid) {
    let Some(export) = world
        .documents
        .get_mut(&id)
        .and_then(|document| document.export.take())
    else {
        return;
    };
    let bytes = if export.outgoing {
        outgoing(world, &export)
    } else {
        incoming(world, &export)
    };
    let now = world.now;
    if let Some(content) = world.contents.get_mut(&id) {
        content.bytes = bytes.unwrap_or_default();
        content.filled = Some(now);
    }
}

impl Export {
    fn wants(&self, created: i64, tag: &str, user: Option<&str>) -> bool {
        let second = created.div_euclid(1000);
        self.from.is_none_or(|from| second >= from)
            && self.to.is_none_or(|to| second <= to)
            && self.tag.as_deref().is_none_or(|wanted| wanted == tag)
            && self.user.as_deref().is_none_or(|login| user == Some(login))
    }
}

/// Formats a time for exports: without a time zone, empty for "not yet".
fn written(millis: i64) -> String {
    if millis == 0 {
        String::new()
    } else {
        from_millis(millis).format("%Y-%m-%d %H:%M:%S").to_string()
    }
}

/// A file with `;` between fields, as OVHcloud writes it: some columns are always quoted, others if
/// they must be.
struct Sheet(String);

impl Sheet {
    /// Starts a file with its header.
    fn new() -> Self {
        Self(HEADER.join(";") + "\n")
    }

    /// Adds a row, in the order of the header.
    fn add(&mut self, fields: &[&str]) {
        for (place, (name, field)) in HEADER.iter().zip(fields).enumerate() {
            if place > 0 {
                self.0.push(';');
            }
            if QUOTED.contains(name) || field.contains([';', '"', '\n', '\r']) {
                self.0.push('"');
                self.0.push_str(&field.replace('"', "\"\""));
                self.0.push('"');
            } else {
                self.0.push_str(field);
            }
        }
        self.0.push('\n');
    }
}

fn outgoing(world: &World, export: &Export) -> Option<Vec<u8>> {
    let mut sheet = Sheet::new();
    let now = world.millis();
    for message in world.services.get(export.service)?.messages.values() {
        let parcel = &message.parcel;
        let wanted = message.is_listed(now)
            && export.wants(message.created, &parcel.tag, parcel.user.as_deref())
            && export.batch.is_none_or(|batch| parcel.batch == Some(batch));
        if !wanted {
            continue;
        }
        let clause = if parcel.stop_clause { STOP_LINE } else { "" };
        sheet.add(&[
            &message.id.to_string(),
            &written(message.created),
            &parcel.sender,
            &numbers::written(message.receiver),
            &message.ptt.to_string(),
            operators::of(message.receiver).code,
            message.receipt.word(),
            &parcel.tag,
            &format!("{}{clause}", parcel.text),
            &written(message.sent),
            &written(message.delivered),
        ]);
    }
    Some(sheet.0.into_bytes())
}

/// OVHcloud does not document the columns of received messages. The columns of sent messages are
/// used, and left empty if they do not apply.
fn incoming(world: &World, export: &Export) -> Option<Vec<u8>> {
    let mut sheet = Sheet::new();
    for message in world.services.get(export.service)?.incoming.values() {
        if !export.wants(message.created, &message.tag, message.user.as_deref()) {
            continue;
        }
        sheet.add(&[
            &message.id.to_string(),
            &written(message.created),
            &numbers::written(message.sender),
            &message.number.map(numbers::written).unwrap_or_default(),
            "",
            operators::of(message.sender).code,
            "",
            &message.tag,
            &message.message,
            "",
            "",
        ]);
    }
    Some(sheet.0.into_bytes())
}

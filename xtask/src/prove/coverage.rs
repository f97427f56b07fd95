//! Whether the programs use everything that a document binds.

use std::collections::BTreeSet;

use ovh_codegen::document::{Document, properties, rust_name, stream, text};
use serde_json::Value;

use super::probes::item;

/// Returns the items of a document that are not among these: operations, parameters, responses,
/// streams, types, fields and values.
pub fn missing(document: &Document, used: &BTreeSet<String>) -> Vec<String> {
    let all = items(document).into_iter();
    all.filter(|item| !used.contains(item)).collect()
}

/// Returns the items that a document binds, counted from the document alone.
fn items(document: &Document) -> BTreeSet<String> {
    let mut items = BTreeSet::new();
    for operation in document.operations.values() {
        let id = operation.id();
        items.insert(id.to_owned());
        items.insert(item::response(id));
        let parameters = operation.parameters();
        items.extend(parameters.map(|parameter| item::parameter(id, text(parameter, "name"))));
        if stream(operation).is_some() {
            items.insert(item::stream(id));
        }
    }
    for (name, schema) in &document.schemas {
        let variants = schema.get("x-enum-varnames").and_then(Value::as_array);
        if let Some(variants) = variants {
            items.insert(name.clone());
            let variants = variants.iter().filter_map(Value::as_str);
            items.extend(variants.map(|variant| item::variant(name, variant)));
        } else if schema.get("properties").is_some() {
            items.insert(name.clone());
            let fields = properties(schema).into_values();
            items.extend(fields.map(|field| item::field(name, rust_name(field))));
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use super::super::probes::probes;
    use super::super::surface::Surface;
    use super::*;
    use crate::project::Project;

    fn ours() -> Surface {
        let project = Project::here();
        let document = project.read("schema/openapi.json").unwrap();
        let code = crate::prove::runtime::bindings(&document, "crate::bound::generated").unwrap();
        Surface::of(&document, &code).unwrap()
    }

    #[test]
    fn the_generated_programs_use_each_item_of_the_document() {
        let surface = ours();
        let probes = probes(&surface);
        let used = |left_out: Option<&str>| -> BTreeSet<String> {
            let kept = probes.iter().filter(|unit| match left_out {
                Some(item) => !unit.uses.contains(item),
                None => true,
            });
            kept.flat_map(|unit| unit.uses.iter().cloned()).collect()
        };
        let missing_of = |left_out| missing(&surface.document, &used(left_out));
        assert_eq!(missing_of(None), Vec::<String>::new());
        // Each kind of item is missed if no program uses it.
        for item in [
            "jobs_create",
            "jobs_list#stream",
            "jobs_get#response",
            "blacklists_list?batchID",
            "Job",
            "Job.receiver",
            "Priority::High",
        ] {
            assert!(missing_of(Some(item)).contains(&item.to_owned()), "{item}");
        }
    }
}

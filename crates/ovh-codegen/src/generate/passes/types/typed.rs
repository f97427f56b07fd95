//! Checks that each field and each parameter that the document names a value type for has that type.

use syn::visit::{self, Visit};

use crate::generate::document::Document;
use crate::generate::expected::Expected;
use crate::generate::options::path_text;
use crate::generate::syntax::{expect, module};
use crate::generate::{Failure, Runtime};

/// Counts the value types in the fields of structures and of builders.
pub(crate) fn check(
    file: &mut syn::File,
    document: &Document,
    expected: &Expected,
    runtime: &Runtime,
) -> Result<(), Failure> {
    let names = document.values();
    let mut paths = Vec::new();
    for name in names {
        paths.push(runtime.value(name)?);
    }
    let mut count = |items: &str| -> Result<usize, Failure> {
        let mut pass = Pass {
            paths: &paths,
            found: 0,
        };
        for item in module(&mut file.items, items)? {
            if let syn::Item::Struct(item) = item {
                pass.visit_item_struct(item);
            }
        }
        Ok(pass.found)
    };
    let (fields, parameters) = (count("types")?, count("builder")?);
    expect("fields of value types", fields, expected.value_fields)?;
    expect(
        "parameters of value types",
        parameters,
        expected.value_parameters,
    )
}

struct Pass<'a> {
    paths: &'a [String],
    found: usize,
}

impl<'ast> Visit<'ast> for Pass<'_> {
    fn visit_type_path(&mut self, path: &'ast syn::TypePath) {
        let text = path_text(&path.path);
        self.found += usize::from(self.paths.contains(&text));
        visit::visit_type_path(self, path);
    }
}

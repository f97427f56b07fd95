//! The passes over the generator's output, each over one kind of item: `types`,
//! `operations`, and those that concern all items.
//!
//! progenitor generates most of the code. The passes change its syntax tree where its output does
//! not fit. Each counts its changes and compares the number with the one that the document leads to
//! expect.

mod mocks;
mod operations;
mod renamed;
mod restore;
mod standalone;
mod types;

use operations::{builders, docs, making, sending, service, table};
use types::{clearable, cycles, enums, structs, structures, typed};

pub(super) use operations::streams;

use super::document::Document;
use super::expected::Expected;
use super::{Failure, GenerateOptions};

/// Runs all passes over the generated bindings.
///
/// # Errors
///
/// A pass finds its pattern more or less often than expected from the document.
pub fn rewrite(
    file: &mut syn::File,
    document: &Document,
    options: &GenerateOptions,
) -> Result<(), Failure> {
    let runtime = &options.runtime;
    let expected = &Expected::of(document);
    cycles::rewrite(file);
    restore::rewrite(file, document)?;
    sending::rewrite_client(file, runtime)?;
    sending::rewrite_builders(file, document, expected, runtime)?;
    making::rewrite(file, document, expected, runtime)?;
    streams::append(file, document, runtime)?;
    structures::drop_builders(file, expected)?;
    clearable::rewrite_fields(file, document, runtime)?;
    structs::rewrite_fields(file, document, runtime)?;
    structs::rewrite_responses(file, document, runtime)?;
    typed::check(file, document, expected, runtime)?;
    let structures = structures::read(file, document)?;
    structures::append(file, document, &structures, expected, runtime)?;
    let arguments = builders::rewrite(file, document, &structures, expected, runtime)?;
    docs::rewrite(file, document, expected)?;
    enums::append(file, document, runtime)?;
    file.items.push(table::table(document, runtime)?);
    file.items
        .extend(service::view(document, &arguments, runtime)?);
    renamed::append(file, document)?;
    standalone::open_client(file, document, options)?;
    standalone::rewrite(file, options);
    Ok(())
}

/// Runs the passes over the generated mocks.
///
/// # Errors
///
/// A pass finds its patterns more or less often than expected from the document.
pub fn rewrite_mocks(
    file: &mut syn::File,
    document: &Document,
    options: &GenerateOptions,
) -> Result<(), Failure> {
    mocks::rewrite(file, document, &options.runtime)?;
    renamed::append_mocks(file, document)
}

//! The generator's messages, in words that users of the crate understand.

use syn::visit_mut::VisitMut;

use super::{Failure, found};

/// Rewrites what a builder says of a value that is missing or does not convert.
pub fn rewrite(file: &mut syn::File) -> Result<(), Failure> {
    let mut pass = Pass::default();
    pass.visit_file_mut(file);
    found(pass.missing, "messages about missing values")?;
    found(pass.conversions, "messages about conversions")
}

#[derive(Default)]
struct Pass {
    missing: usize,
    conversions: usize,
}

impl VisitMut for Pass {
    fn visit_lit_str_mut(&mut self, literal: &mut syn::LitStr) {
        let text = literal.value();
        let better = if let Some(name) = text.strip_suffix(" was not initialized") {
            self.missing += 1;
            format!("{name} is missing")
        } else if let Some(name) = text.strip_prefix("no value supplied for ") {
            self.missing += 1;
            format!("{name} is missing")
        } else if let Some((name, _)) = conversion(&text) {
            self.conversions += 1;
            format!("{name} has a value that does not convert")
        } else {
            return;
        };
        *literal = syn::LitStr::new(&better, literal.span());
    }
}

/// The name and the type in ``conversion to `T` for name failed``.
fn conversion(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("conversion to `")?;
    let (ty, rest) = rest.split_once("` for ")?;
    Some((rest.strip_suffix(" failed")?, ty))
}

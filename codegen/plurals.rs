//! Plurals of acronyms: the generator's snake case makes three words of `allowedIPs`.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::visit_mut::VisitMut;

use super::document::Document;
use super::{Failure, expect};

/// What the generator makes, and what it should have made.
pub const PLURALS: &[(&str, &str)] = &[("allowed_i_ps", "allowed_ips")];

/// Renames fields, setters and parameters; their names on the wire stay.
pub fn rewrite(file: &mut syn::File, document: &Document) -> Result<(), Failure> {
    let mut pass = Pass::default();
    pass.visit_file_mut(file);
    let fields = document.fields.values().flat_map(|fields| fields.values());
    let parameters = document
        .operations
        .iter()
        .flat_map(|operation| &operation.parameters);
    let mut names = fields.chain(parameters.map(|parameter| &parameter.setter));
    let occurs = names.any(|name| PLURALS.iter().any(|(wrong, _)| name == wrong));
    expect(
        "kinds of plurals of acronyms in three words",
        usize::from(pass.renamed > 0),
        usize::from(occurs),
    )
}

#[derive(Default)]
struct Pass {
    renamed: usize,
}

impl VisitMut for Pass {
    fn visit_ident_mut(&mut self, ident: &mut Ident) {
        if let Some((_, right)) = PLURALS.iter().find(|(wrong, _)| ident == wrong) {
            *ident = Ident::new(right, ident.span());
            self.renamed += 1;
        }
    }

    fn visit_token_stream_mut(&mut self, tokens: &mut TokenStream) {
        *tokens = std::mem::take(tokens)
            .into_iter()
            .map(|token| match token {
                TokenTree::Ident(mut ident) => {
                    self.visit_ident_mut(&mut ident);
                    TokenTree::Ident(ident)
                }
                other => other,
            })
            .collect();
    }
}

//! Plurals of acronyms: the generator's snake case makes three words of `allowedIPs`.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::visit_mut::VisitMut;

use super::{Failure, found};

/// What the generator makes, and what it should have made.
pub const PLURALS: &[(&str, &str)] = &[("allowed_i_ps", "allowed_ips")];

/// Renames fields, setters and parameters; their names on the wire stay.
pub fn rewrite(file: &mut syn::File) -> Result<(), Failure> {
    let mut pass = Pass::default();
    pass.visit_file_mut(file);
    found(pass.renamed, "plurals of acronyms in three words")
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

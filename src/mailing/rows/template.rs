//! The message with its placeholders, matched to the columns of a file.

use super::header::{Found, Header};
use super::measure::Measure;
use crate::mailing::faults::FileProblem;
use crate::message::{looks_like_a_name, other_placeholder, unfilled_placeholder};
use crate::values::outside::has_visible;
use ovh_api::runtime::printable::printable;

/// A message whose placeholders all have a column.
#[derive(Debug, Clone)]
pub(crate) struct Template {
    pieces: Vec<Piece>,
    /// The positions of the columns that the message names, each once.
    merged: Vec<usize>,
    /// The names of these columns in the uploaded file.
    wire_names: Vec<String>,
    /// The measure of all fixed text.
    fixed: Measure,
}

#[derive(Debug, Clone)]
pub(crate) enum Piece {
    Text(String),
    /// A column, by its position in `merged`; `None` for the number.
    Value(Option<usize>),
}

impl Template {
    /// Matches a message with a header.
    ///
    /// `#name#` is a placeholder if a column has that name; case, accents and spaces are ignored. A
    /// single `#` (`Rang #1`) is text if it comes after all placeholders. Text that looks like a
    /// placeholder and names no column is an error: the service would send it unchanged, or worse. So
    /// is a placeholder of another system (`{name}`), unless the message is literal.
    pub(crate) fn new(
        message: &str,
        header: &Header,
        is_literal: bool,
    ) -> Result<Self, FileProblem> {
        let mut template = Self {
            pieces: Vec::new(),
            merged: Vec::new(),
            wire_names: Vec::new(),
            fixed: Measure::default(),
        };
        let mut text = String::new();
        let mut rest = message;
        while let Some((before, after)) = rest.split_once('#') {
            text.push_str(before);
            let Some((name, beyond)) = after.split_once('#') else {
                text.push('#');
                rest = after;
                continue;
            };
            match header.find(name) {
                Found::Column(_) if text.contains('#') || template.has_sign() => {
                    template.push_text(text);
                    template.check_text(header, is_literal)?;
                    return Err(FileProblem::LoneSign {
                        name: printable(name.to_owned()),
                    });
                }
                Found::Column(index) => {
                    template.push_text(std::mem::take(&mut text));
                    let value = template.value(index, header);
                    template.pieces.push(Piece::Value(value));
                    rest = beyond;
                }
                Found::Ambiguous => {
                    return Err(FileProblem::AmbiguousColumn {
                        name: printable(name.to_owned()),
                    });
                }
                // The number, whatever its column is called.
                Found::Nothing
                    if name.trim().eq_ignore_ascii_case("number") && !template.has_sign() =>
                {
                    template.push_text(std::mem::take(&mut text));
                    template.pieces.push(Piece::Value(None));
                    rest = beyond;
                }
                Found::Nothing if looks_like_a_name(name) => {
                    return Err(FileProblem::UnknownPlaceholder {
                        name: printable(name.to_owned()),
                        columns: header.shown(),
                    });
                }
                Found::Nothing => {
                    text.push('#');
                    rest = after;
                }
            }
        }
        text.push_str(rest);
        template.push_text(text);
        template.check_text(header, is_literal)?;
        Ok(template)
    }

    /// Refuses placeholders of other systems.
    fn check_text(&self, header: &Header, is_literal: bool) -> Result<(), FileProblem> {
        if is_literal {
            return Ok(());
        }
        let is_column = |name: &str| header.find(name) != Found::Nothing;
        let texts = || {
            self.pieces.iter().filter_map(|piece| match piece {
                Piece::Text(text) => Some(text.as_str()),
                Piece::Value(_) => None,
            })
        };
        if let Some(found) = texts().find_map(|text| other_placeholder(text, is_column)) {
            return Err(FileProblem::OtherPlaceholder {
                written: printable(found.written.to_owned()),
                name: printable(found.name.to_owned()),
            });
        }
        match texts().find_map(unfilled_placeholder) {
            Some(written) => Err(FileProblem::UnfilledPlaceholder {
                written: printable(written.to_owned()),
                columns: header.shown(),
            }),
            None => Ok(()),
        }
    }

    /// Returns whether each message has visible text, whatever the values.
    pub(crate) fn is_visible(&self) -> bool {
        self.pieces.iter().any(|piece| match piece {
            Piece::Text(text) => has_visible(text),
            Piece::Value(column) => column.is_none(),
        })
    }

    fn has_sign(&self) -> bool {
        let signed = |piece: &Piece| matches!(piece, Piece::Text(text) if text.contains('#'));
        self.pieces.iter().any(signed)
    }

    fn push_text(&mut self, text: String) {
        if !text.is_empty() {
            self.fixed.add(Measure::of(&text));
            self.pieces.push(Piece::Text(text));
        }
    }

    fn value(&mut self, index: usize, header: &Header) -> Option<usize> {
        if index == header.number() {
            return None;
        }
        if let Some(known) = self.merged.iter().position(|&merged| merged == index) {
            return Some(known);
        }
        let mut name = header.wire_name(index);
        while name == "number" || self.wire_names.contains(&name) {
            name.push('_');
        }
        self.merged.push(index);
        self.wire_names.push(name);
        Some(self.merged.len() - 1)
    }

    /// Returns the positions of the columns that the message names.
    pub(crate) fn merged(&self) -> &[usize] {
        &self.merged
    }

    /// Returns the names of those columns in the uploaded file.
    pub(crate) fn wire_names(&self) -> &[String] {
        &self.wire_names
    }

    pub(crate) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    pub(crate) fn fixed(&self) -> Measure {
        self.fixed
    }

    /// Returns the message as sent to the service, with the placeholder names of the uploaded file.
    pub(crate) fn wire_message(&self) -> String {
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(fixed) => text.push_str(fixed),
                Piece::Value(value) => {
                    let name = value.and_then(|at| self.wire_names.get(at));
                    text.push('#');
                    text.push_str(name.map_or("number", String::as_str));
                    text.push('#');
                }
            }
        }
        text
    }

    /// Renders the message for one receiver.
    pub(crate) fn render<'v>(
        &self,
        number: &str,
        value: impl Fn(usize) -> &'v str,
        into: &mut String,
    ) {
        into.clear();
        for piece in &self.pieces {
            into.push_str(match piece {
                Piece::Text(fixed) => fixed,
                Piece::Value(None) => number,
                Piece::Value(Some(at)) => value(*at),
            });
        }
    }

    /// Returns the column name if a rendered text contains what the service could read as a
    /// placeholder.
    pub(crate) fn names_a_column(&self, rendered: &str) -> Option<&str> {
        let lower = rendered.to_lowercase();
        let names = self.wire_names.iter().map(String::as_str);
        names.chain(["number"]).find(|name| {
            lower
                .match_indices(name)
                .any(|(at, _)| enclosed(&lower, at, at + name.len()))
        })
    }
}

fn enclosed(text: &str, from: usize, to: usize) -> bool {
    let before = text.get(..from).unwrap_or_default();
    let after = text.get(to..).unwrap_or_default();
    before.trim_end().ends_with('#') && after.trim_start().starts_with('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(message: &str) -> Result<Template, FileProblem> {
        let names = ["number", "Prénom", "Nom de famille"];
        let header = Header::of(names.map(str::to_owned).into(), 1, None).unwrap();
        Template::new(message, &header, false)
    }

    #[test]
    fn placeholders_are_rewritten_to_the_names_of_the_upload() {
        let template = template("#prenom# #NOM DE FAMILLE#, le #number# gagne ! #Prénom#").unwrap();
        assert_eq!(
            template.wire_message(),
            "#prenom# #nom_de_famille#, le #number# gagne ! #prenom#"
        );
        assert_eq!(template.merged(), [1, 2]);
        let mut text = String::new();
        template.render("+336", |at| ["Zoé", "Doe"][at], &mut text);
        assert_eq!(text, "Zoé Doe, le +336 gagne ! Zoé");
    }

    #[test]
    fn a_lone_sign_is_text_and_an_unknown_name_is_an_error() {
        for message in [
            "Rang #1",
            "Tapez #1 ou #2",
            "100 % #",
            "##",
            "# # #",
            "#1, #2",
            "#prenom#, #1 !",
        ] {
            match template(message) {
                Ok(template) => assert_eq!(template.wire_message(), message),
                Err(problem) => panic!("{message}: {problem}"),
            }
        }
        for message in ["Rang #1, #prenom#", "##prenom##"] {
            let problem = template(message).unwrap_err();
            assert!(matches!(problem, FileProblem::LoneSign { .. }), "{message}");
        }
        for message in ["#prenoms#", "a #ville# b", "#1#", "# #date d'envoi#"] {
            assert!(
                matches!(
                    template(message),
                    Err(FileProblem::UnknownPlaceholder { .. })
                ),
                "{message}"
            );
        }
    }

    #[test]
    fn a_value_that_would_be_filled_again_is_seen() {
        let template = template("#prenom#").unwrap();
        assert_eq!(
            template.names_a_column("un #Prenom# dedans"),
            Some("prenom")
        );
        assert_eq!(template.names_a_column("le # number #"), Some("number"));
        assert_eq!(template.names_a_column("prenom #1"), None);
    }
}

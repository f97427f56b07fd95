//! The header row: the column of the numbers, and the placeholder names of the other columns.

use csv::ByteRecord;

use crate::mailing::faults::FileProblem;
use crate::message::to_gsm;

/// GSM has these accented letters; column names do not use them.
const FOLDED: &[(char, &str)] = &[
    ('è', "e"),
    ('é', "e"),
    ('ù', "u"),
    ('ì', "i"),
    ('ò', "o"),
    ('à', "a"),
    ('Ç', "C"),
    ('Ø', "O"),
    ('ø', "o"),
    ('Å', "A"),
    ('å', "a"),
    ('Æ', "AE"),
    ('æ', "ae"),
    ('ß', "ss"),
    ('É', "E"),
    ('Ä', "A"),
    ('Ö', "O"),
    ('Ñ', "N"),
    ('Ü', "U"),
    ('ä', "a"),
    ('ö', "o"),
    ('ñ', "n"),
    ('ü', "u"),
];

/// The columns of a file.
#[derive(Debug)]
pub(crate) struct Header {
    /// As written, without surrounding spaces.
    names: Vec<String>,
    /// As compared.
    keys: Vec<String>,
    number: usize,
}

/// The result of looking up a name.
#[derive(Debug, PartialEq)]
pub(crate) enum Found {
    Column(usize),
    Ambiguous,
    Nothing,
}

impl Header {
    /// Reads the header row; `number` is the name of the column of numbers.
    pub(crate) fn read(record: &ByteRecord, number: &str) -> Result<Self, FileProblem> {
        let mut names = Vec::with_capacity(record.len());
        for (index, field) in record.iter().enumerate() {
            let name = std::str::from_utf8(field).map_err(|error| FileProblem::HeaderNotUtf8 {
                column: index + 1,
                byte: field.get(error.valid_up_to()).copied().unwrap_or_default(),
            })?;
            names.push(name.trim().to_owned());
        }
        Self::of(names, number)
    }

    pub(crate) fn of(names: Vec<String>, number: &str) -> Result<Self, FileProblem> {
        let keys = names.iter().map(|name| key(name)).collect();
        let mut header = Self {
            names,
            keys,
            number: 0,
        };
        header.number = match header.find(number) {
            Found::Column(at) => at,
            Found::Ambiguous => {
                return Err(FileProblem::AmbiguousColumn {
                    name: number.to_owned(),
                });
            }
            Found::Nothing => {
                return Err(FileProblem::MissingNumber {
                    wanted: number.to_owned(),
                    columns: header.shown(),
                    looks_like_data: header.names.iter().any(|name| looks_like_a_number(name)),
                });
            }
        };
        Ok(header)
    }

    /// Returns the position of the number column.
    pub(crate) fn number(&self) -> usize {
        self.number
    }

    /// Returns the number of fields per row.
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// Returns the name of a column, as written in the file.
    pub(crate) fn name(&self, index: usize) -> &str {
        self.names.get(index).map_or("", String::as_str)
    }

    /// Returns the name of a column in the uploaded file: lowercase letters, digits and `_`.
    pub(crate) fn wire_name(&self, index: usize) -> String {
        match self.keys.get(index) {
            Some(key) if !key.is_empty() => key.clone(),
            _ => format!("column_{}", index + 1),
        }
    }

    /// Finds the column of that name: an exact match first, otherwise one that ignores case,
    /// accents and spaces.
    pub(crate) fn find(&self, name: &str) -> Found {
        let name = name.trim();
        let sought = key(name);
        let places = |matches: &dyn Fn(usize) -> bool| -> Found {
            let mut all = (0..self.names.len()).filter(|&at| matches(at));
            match (all.next(), all.next()) {
                (Some(at), None) => Found::Column(at),
                (Some(_), Some(_)) => Found::Ambiguous,
                _ => Found::Nothing,
            }
        };
        match places(&|at| !name.is_empty() && self.name(at) == name) {
            Found::Nothing => places(&|at| {
                !sought.is_empty() && self.keys.get(at).is_some_and(|key| *key == sought)
            }),
            found => found,
        }
    }

    /// Returns the names for an error message.
    pub(crate) fn shown(&self) -> Vec<String> {
        const SHOWN: usize = 12;
        self.names
            .iter()
            .filter(|name| !name.is_empty())
            .take(SHOWN)
            .map(|name| crate::masked::shown(name))
            .collect()
    }
}

/// Normalizes a name for comparison: `Prénom du client` is `prenom_du_client`.
fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    let mut gap = false;
    for ch in to_gsm(name).text.chars() {
        let folded = FOLDED.iter().find(|&&(from, _)| from == ch);
        let mut single = [0; 4];
        let text = folded.map_or_else(|| &*ch.encode_utf8(&mut single), |&(_, to)| to);
        for c in text.chars() {
            if c.is_ascii_alphanumeric() {
                if gap && !key.is_empty() {
                    key.push('_');
                }
                gap = false;
                key.push(c.to_ascii_lowercase());
            } else {
                gap = true;
            }
        }
    }
    key
}

fn looks_like_a_number(text: &str) -> bool {
    text.chars().filter(char::is_ascii_digit).count() >= 7
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Header {
        let names = names.iter().map(|&name| name.to_owned()).collect();
        Header::of(names, "number").unwrap()
    }

    #[test]
    fn names_are_found_whatever_their_case_accents_and_spaces() {
        let header = header(&["Prénom du client", "NUMBER", "Nom"]);
        assert_eq!(header.number(), 1);
        for name in ["Prénom du client", "prenom_du_client", " PRENOM  DU-CLIENT"] {
            assert_eq!(header.find(name), Found::Column(0), "{name}");
        }
        assert_eq!(header.wire_name(0), "prenom_du_client");
        assert_eq!(header.find("prenom"), Found::Nothing);
    }

    #[test]
    fn two_columns_of_one_name_are_told_apart_only_by_their_spelling() {
        let header = header(&["number", "Nom", "nom", "a", "a"]);
        assert_eq!(header.find("nom"), Found::Column(2));
        assert_eq!(header.find("NOM"), Found::Ambiguous);
        assert_eq!(header.find("a"), Found::Ambiguous);
    }

    #[test]
    fn a_name_without_latin_letters_gets_one() {
        let header = header(&["number", "电话", ""]);
        assert_eq!(header.find("电话"), Found::Column(1));
        assert_eq!(header.wire_name(1), "column_2");
        assert_eq!(header.find(""), Found::Nothing);
    }
}

//! The header row: the column of the numbers, and the placeholder names of the other columns.

use csv::ByteRecord;

use crate::mailing::faults::FileProblem;
use crate::message::to_gsm;
use crate::values::outside::{has_visible, trimmed};
use ovh_api::runtime::printable::printable;

/// The name of the number column, unless another one is set.
const DEFAULT: &str = "number";

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

/// The number of rows behind the first one in which a header is searched, if that one is a title.
pub(crate) const TITLE_ROWS: usize = 10;

/// The number of columns that an error lists.
const SHOWN: usize = 12;

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
    /// Reads the header row; `number` is the name of the column of numbers, if it is set.
    pub(crate) fn read(
        record: &ByteRecord,
        line: u64,
        number: Option<&str>,
    ) -> Result<Self, FileProblem> {
        let mut names = Vec::with_capacity(record.len());
        for (index, field) in record.iter().enumerate() {
            let column = index + 1;
            let name = std::str::from_utf8(field).map_err(|error| FileProblem::HeaderNotUtf8 {
                line,
                column,
                byte: field.get(error.valid_up_to()).copied().unwrap_or_default(),
            })?;
            if name.contains('\0') {
                return Err(FileProblem::HeaderNul { line, column });
            }
            names.push(trimmed(name).to_owned());
        }
        Self::of(names, line, number)
    }

    /// Returns the columns that a row names.
    pub(crate) fn of(
        names: Vec<String>,
        line: u64,
        number: Option<&str>,
    ) -> Result<Self, FileProblem> {
        let keys = names.iter().map(|name| key(name)).collect();
        let mut header = Self {
            names,
            keys,
            number: 0,
        };
        let name = number.unwrap_or(DEFAULT);
        header.number = match header.find(name) {
            Found::Column(at) => at,
            Found::Ambiguous => {
                return Err(FileProblem::AmbiguousColumn {
                    name: printable(name.to_owned()),
                });
            }
            Found::Nothing => match (header.usual().as_slice(), number) {
                (&[at], None) => at,
                ([_, _, ..], None) => {
                    let columns = header.usual().into_iter();
                    let shown = columns.map(|at| ovh_api::runtime::masked::shown(header.name(at)));
                    return Err(FileProblem::SeveralNumberColumns {
                        line,
                        columns: shown.take(SHOWN).collect(),
                    });
                }
                _ => {
                    return Err(FileProblem::MissingNumber {
                        line,
                        wanted: printable(name.to_owned()),
                        columns: header.shown(),
                        looks_like_data: header.names.iter().any(|name| looks_like_a_number(name)),
                        header_line: None,
                        sheet: None,
                    });
                }
            },
        };
        Ok(header)
    }

    /// Returns how well a row names a number column: 2 for the name that is set or the default, 1 for
    /// a usual one, else 0.
    pub(crate) fn rank(row: &ByteRecord, number: Option<&str>) -> u8 {
        let names = row.iter().map(String::from_utf8_lossy);
        let names = names.map(|name| trimmed(&name).to_owned()).collect();
        match Self::of(names, 1, number) {
            Ok(header) => {
                let name = key(header.name(header.number));
                1 + u8::from(number.is_some() || name == DEFAULT)
            }
            Err(FileProblem::AmbiguousColumn { .. }) => 2,
            Err(FileProblem::SeveralNumberColumns { .. }) => 1,
            Err(_) => 0,
        }
    }

    /// Returns the columns with a usual name of a number column.
    fn usual(&self) -> Vec<usize> {
        let columns = self.keys.iter().enumerate();
        let usual = columns.filter(|(_, key)| names_a_number(key));
        usual.map(|(at, _)| at).collect()
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
        self.names
            .iter()
            .filter(|name| !name.is_empty())
            .take(SHOWN)
            .map(|name| ovh_api::runtime::masked::shown(name))
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

/// Words of the usual names of number columns.
const NUMBER_WORDS: &[&str] = &[
    "cell",
    "cellphone",
    "cellular",
    "destinataire",
    "destinataires",
    "gsm",
    "mobile",
    "mobilephone",
    "mobiles",
    "msisdn",
    "phone",
    "phonenumber",
    "phones",
    "portable",
    "portables",
    "receiver",
    "receivers",
    "recipient",
    "recipients",
    "smartphone",
    "tel",
    "telephone",
    "telephones",
    "tels",
];

/// Words that may precede or follow these.
const FILLERS: &[&str] = &[
    "client",
    "contact",
    "customer",
    "d",
    "de",
    "des",
    "du",
    "l",
    "le",
    "n",
    "nb",
    "no",
    "nr",
    "num",
    "number",
    "numbers",
    "numero",
    "numeros",
    "of",
    "perso",
    "personal",
    "personnel",
    "principal",
    "sms",
    "the",
    "user",
    "value",
    "votre",
    "your",
];

/// Returns whether a normalized name is a usual one of a number column, in French or English:
/// `telephone`, `n_de_portable`, `mobile_phone_number`.
fn names_a_number(key: &str) -> bool {
    let is_filler =
        |word: &str| FILLERS.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit());
    let mut words = key.split('_');
    matches!(key, "numero" | "numeros" | "num" | "numbers")
        || key.split('_').any(|word| NUMBER_WORDS.contains(&word))
            && words.all(|word| NUMBER_WORDS.contains(&word) || is_filler(word))
}

/// Returns whether a field has nothing visible; what is damaged counts as visible.
pub(crate) fn is_blank(field: &[u8]) -> bool {
    let field = field.trim_ascii();
    match field.first() {
        None => true,
        Some(first) if first.is_ascii_graphic() => false,
        _ => !field.contains(&0) && std::str::from_utf8(field).is_ok_and(|text| !has_visible(text)),
    }
}

fn looks_like_a_number(text: &str) -> bool {
    text.chars().filter(char::is_ascii_digit).count() >= 7
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Header {
        let names = names.iter().map(|&name| name.to_owned()).collect();
        Header::of(names, 1, None).unwrap()
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

    #[test]
    fn usual_names_of_number_columns_are_recognized() {
        for name in [
            "Téléphone",
            "Tel",
            "Tél.",
            "Numéro",
            "Numero de telephone",
            "N° de téléphone",
            "N° tél",
            "Portable",
            "Mobile",
            "GSM",
            "Phone",
            "Phone number",
            "Mobile phone",
            "Cell",
            "MSISDN",
            "Receiver",
            "Destinataire",
            "Téléphone portable",
            "TÉLÉPHONE_MOBILE",
            "Phone 1 - Value",
            "Numéro de mobile",
            "phoneNumber",
        ] {
            assert!(names_a_number(&key(name)), "{name}");
        }
        for name in [
            "N° client",
            "Nom",
            "Téléphone fixe",
            "Fax",
            "Numéro de rue",
            "N°",
            "",
            "1",
            "SMS",
            "Contact",
            "Mobile home",
            "Numéro de commande",
        ] {
            assert!(!names_a_number(&key(name)), "{name}");
        }
    }

    #[test]
    fn fields_without_visible_characters_are_blank() {
        for field in ["", " \t", "\u{a0}", "\u{1a}", "\u{feff}\u{200b}"] {
            assert!(is_blank(field.as_bytes()), "{field:?}");
        }
        for field in [&b"a"[..], b"\0", b"\xa0", b" .", "\u{a0}é".as_bytes()] {
            assert!(!is_blank(field), "{field:?}");
        }
    }
}

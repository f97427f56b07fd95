//! Why a text is not a phone number.

use thiserror::Error;

use super::PhoneNumber;
use super::plan::plan;
use ovh_api::runtime::printable::character;

/// Why a text is not an international phone number. The message shows the text and the fix.
///
/// The text may be a person's number. If it has five digits or more, message, `Debug` and fields
/// contain it masked only, with the first three and the last two characters: `060*****12`. The
/// number that was probably meant is masked too;
/// [`suggestion`](Self::suggestion) returns it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NumberError {
    /// The text has no characters except spaces and separators.
    #[error("the phone number is empty: write it as in +33600000000")]
    Empty,
    /// The number is a local form, as it is dialled within a country.
    #[error(
        "`{value}` is a local number: write the country's code instead of the first 0, {}",
        if_french(*suggestion)
    )]
    Local {
        /// The text, masked.
        value: String,
        /// The international form, if the number is French.
        suggestion: Option<PhoneNumber>,
    },
    /// The number has no `+` or `00` before its digits.
    #[error(
        "`{value}` has no international prefix: write + and the country's code first, as in \
         +33600000000"
    )]
    NoPrefix {
        /// The text, masked.
        value: String,
    },
    /// The number has no prefix, and may be a French one whose first 0 was removed.
    #[error(
        "`{value}` may be a French number whose first 0 was removed: write + and the country's \
         code first, {}",
        if_french(*suggestion)
    )]
    NoZero {
        /// The text, masked.
        value: String,
        /// The international form, if the number is French.
        suggestion: Option<PhoneNumber>,
    },
    /// The number has no `+` or `00` before its digits, and is not assigned as an international one.
    #[error(
        "`{value}` is not assigned as an international number: write + and the country's code first"
    )]
    NotAssigned {
        /// The text, masked.
        value: String,
    },
    /// The number has 3 to 6 digits and no prefix.
    #[error("`{value}` is a short number: write an international one, as in +33600000000")]
    Short {
        /// The text, masked.
        value: String,
    },
    /// The number has the prefix of calls within the country after the country's code: `+3306…`,
    /// `+46 07…`, `+36 06…`.
    #[error("`{value}` has a local {trunk} after the country's code: leave it out{}", as_in(*suggestion))]
    TrunkZero {
        /// The text, masked.
        value: String,
        /// The prefix: `0`, in some countries `06`, `8` or `1`.
        trunk: &'static str,
        /// The number without it, if it is a possible one.
        suggestion: Option<PhoneNumber>,
    },
    /// The number has the code of France, and is one of an overseas region with a code of its own.
    #[error("`{value}` has the code +{code}, and is not one of its numbers: write {}", .suggestion.masked())]
    OtherCode {
        /// The text, masked.
        value: String,
        /// The code of the text.
        code: u16,
        /// The number with the code of its region.
        suggestion: PhoneNumber,
    },
    /// The number has its country's code twice.
    #[error("`{value}` has the country's code +{code} twice: write {}", .suggestion.masked())]
    CodeTwice {
        /// The text, masked.
        value: String,
        /// The code.
        code: u16,
        /// The number with the code once.
        suggestion: PhoneNumber,
    },
    /// The first digit of the country's code is 0.
    #[error("`{value}` has a 0 after its prefix: no country's code begins with 0")]
    CountryCode {
        /// The text, masked.
        value: String,
    },
    /// The number begins with no country's code.
    #[error("`{value}` begins with no country's code: +{code} is not assigned")]
    UnknownCode {
        /// The text, masked.
        value: String,
        /// What stands for the code.
        code: u16,
    },
    /// The text has a character that is neither a digit nor a separator.
    #[error(
        "`{value}` contains {}: a phone number is + and digits, as in +33600000000",
        character(*.found)
    )]
    Character {
        /// The text, masked.
        value: String,
        /// The first such character.
        found: char,
    },
    /// Something follows the number: an extension, decimals, a second number, words.
    #[error("`{value}`: `{rest}` follows the number and is not part of it: {}", remedy(.rest))]
    Follows {
        /// The text, masked.
        value: String,
        /// What follows, masked.
        rest: String,
    },
    /// The number has fewer than 7 digits or more than 15, or more or fewer than the numbers of
    /// its country.
    #[error("`{value}` has {digits} digits: {}", lengths(*digits, *code))]
    Length {
        /// The text, masked.
        value: String,
        /// The number of digits, without the prefix `00`.
        digits: usize,
        /// The country's code, if its numbers have other lengths.
        code: Option<u16>,
    },
    /// The text begins with an apostrophe, by which spreadsheets mark text.
    #[error("`{value}` begins with an apostrophe, as spreadsheets mark text: remove it")]
    Apostrophe {
        /// The text, masked.
        value: String,
    },
    /// The text is a spreadsheet's formula: `="+33…"`.
    #[error(
        "`{value}` contains '=': it is a spreadsheet's formula, export the column's values as text"
    )]
    Formula {
        /// The text, masked.
        value: String,
    },
    /// The text is a number in scientific notation, whose last digits are lost.
    #[error(
        "`{value}` is in scientific notation, without its last digits: format the column as text"
    )]
    Scientific {
        /// The text, masked.
        value: String,
    },
    /// The number is not valid in the given region (feature `phonenumber`).
    #[error("`{value}` is not a valid phone number in region `{region}`")]
    National {
        /// The text, masked.
        value: String,
        /// The region.
        region: String,
    },
    /// The region is not an ISO 3166 code (feature `phonenumber`).
    #[error("`{region}` is not a region: {}", right_region(.region))]
    Region {
        /// The region.
        region: String,
    },
}

impl NumberError {
    /// Returns the number that was probably meant, for a hint.
    ///
    /// **Do not send to it without asking**: a local number may be of another country.
    ///
    /// ```
    /// use ovh_sms::PhoneNumber;
    ///
    /// let error = "0690 00 00 00".parse::<PhoneNumber>().unwrap_err();
    /// assert_eq!(error.suggestion(), "+590690000000".parse().ok());
    /// ```
    #[must_use]
    pub fn suggestion(&self) -> Option<PhoneNumber> {
        match self {
            Self::Local { suggestion, .. }
            | Self::NoZero { suggestion, .. }
            | Self::TrunkZero { suggestion, .. } => *suggestion,
            Self::OtherCode { suggestion, .. } | Self::CodeTwice { suggestion, .. } => {
                Some(*suggestion)
            }
            _ => None,
        }
    }

    /// Returns whether the text may be a number without an international prefix.
    #[cfg(any(feature = "csv", feature = "phonenumber"))]
    pub(crate) fn lacks_prefix(&self) -> bool {
        matches!(
            self,
            Self::Local { .. } | Self::NoPrefix { .. } | Self::NoZero { .. } | Self::Short { .. }
        )
    }
}

/// Returns what to write in place of a region.
fn right_region(region: &str) -> &'static str {
    match region {
        "uk" => "the United Kingdom is `gb`",
        "el" => "Greece is `gr`",
        _ => "use two letters, as in `fr`",
    }
}

/// Returns the calling code of a number that may be French.
fn if_french(suggestion: Option<PhoneNumber>) -> String {
    let place = match suggestion.and_then(PhoneNumber::country) {
        Some("gp") => " (Guadeloupe)",
        Some("gf") => " (French Guiana)",
        Some("mq") => " (Martinique)",
        Some("re") => " (Réunion)",
        Some("yt") => " (Mayotte)",
        _ => "",
    };
    let code = suggestion.map_or(33, PhoneNumber::calling_code);
    format!("+{code}… if it is French{place}")
}

/// Returns what to do with a text that follows a number, and which may be a second number.
fn remedy(rest: &str) -> &'static str {
    const LENGTH: usize = 7;
    let digits = rest.chars().filter(|c| c.is_numeric() || *c == '*');
    match digits.count() {
        LENGTH.. => "if it is a second number, separate the two",
        _ => "remove it",
    }
}

fn as_in(suggestion: Option<PhoneNumber>) -> String {
    suggestion.map_or_else(String::new, |number| format!(", as in {}", number.masked()))
}

/// Returns how many digits are right.
fn lengths(digits: usize, code: Option<u16>) -> String {
    let Some(plan) = code.and_then(|code| plan(u64::from(code))) else {
        return "an international number has 7 to 15, country's code included".to_owned();
    };
    let own = plan.code.to_string().len();
    if plan
        .lengths
        .iter()
        .any(|&one| usize::from(one) + own == digits)
    {
        return format!(
            "numbers of +{} that begin like it have another length",
            plan.code
        );
    }
    let all: Vec<usize> = plan
        .lengths
        .iter()
        .map(|&one| usize::from(one) + own)
        .collect();
    let listed = match all.as_slice() {
        [] => String::new(),
        [one] => one.to_string(),
        [first, .., last] if last - first + 1 == all.len() => format!("{first} to {last}"),
        [others @ .., last] => {
            let others: Vec<String> = others.iter().map(usize::to_string).collect();
            format!("{} or {last}", others.join(", "))
        }
    };
    format!(
        "a number of +{} has {listed}, country's code included",
        plan.code
    )
}

//! Texts in errors: short, and without whole phone numbers.

use super::printable::printable;

/// The number of digits from which a text may be a phone number.
const PERSONAL: usize = 5;
/// The characters that are shown at the start and at the end of such a text.
const SHOWN: (usize, usize) = (3, 2);
/// Of a shorter text only the start is shown: two characters.
const SHORT: usize = 9;

/// Returns a text for an error: its start, with most digits replaced by `*` if there are five or
/// more.
///
/// The first three and the last two characters are shown, which is enough to recognize the text.
pub fn masked(text: &str) -> String {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    let text = excerpt(text);
    if digits < PERSONAL {
        return text;
    }
    let length = text.chars().count();
    let (first, last) = match length < SHORT {
        true => (2, 0),
        false => SHOWN,
    };
    let is_shown = |place: usize| place < first || place + last >= length;
    let hide = |(place, c): (usize, char)| match c.is_numeric() && !is_shown(place) {
        true => '*',
        false => c,
    };
    text.chars().enumerate().map(hide).collect()
}

/// Returns the masked text without characters that control a terminal, for a message that does not
/// escape them.
pub fn shown(text: &str) -> String {
    printable(masked(text))
}

/// Returns the start of a text, short enough for an error message.
pub fn excerpt(text: &str) -> String {
    const SHOWN: usize = 40;
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{masked, shown};

    #[test]
    fn a_number_is_never_shown_whole() {
        for (text, expected) in [
            ("", ""),
            ("abc", "abc"),
            ("0612", "0612"),
            ("12345", "12***"),
            ("36111 OK", "36*** OK"),
            ("0600000012", "060*****12"),
            ("06 00 00 00 12", "06 ** ** ** 12"),
            ("+33 (0)6 00 00 00 12", "+33 (*)* ** ** ** 12"),
            ("3.36E+10", "3.**E+**"),
            ("tel:+33600000012", "tel:+*********12"),
            ("+٣٣٦٠٠٠٠٠٠٠٠", "+٣٣*******٠٠"),
        ] {
            assert_eq!(masked(text), expected);
        }
        assert_eq!(shown("060\t0000\u{1b}[2J12"), "060 **** [*J12");
        let long = masked(&"9".repeat(1000));
        assert_eq!(long, format!("999{}9…", "*".repeat(36)));
    }
}

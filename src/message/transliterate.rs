//! Rewrites a text in the GSM alphabet and records every change.

use std::iter::{Enumerate, Peekable};
use std::str::Chars;
use std::sync::LazyLock;

use super::{Offending, gsm, substitutes as table};

/// A text whose non-GSM characters are replaced where possible: the result of [`to_gsm`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transliteration {
    /// The proposed text.
    pub text: String,
    /// The replacements, in order. Applied to the original, they give [`text`](Self::text).
    pub changes: Vec<Change>,
    /// The characters that have no replacement and are still in the text.
    pub left: Vec<Leftover>,
}

impl Transliteration {
    /// Returns whether the proposed text is entirely GSM.
    ///
    /// If not, the message is still Unicode. The changes then save nothing: send the original.
    #[must_use]
    pub fn is_gsm(&self) -> bool {
        self.left.is_empty()
    }
}

/// A character that was replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Change {
    /// Its position in the original text, in characters from 0.
    pub index: usize,
    /// The character.
    pub from: char,
    /// The replacement; `""` for a mark or joiner that is invisible by itself.
    pub to: &'static str,
}

/// A character that has no replacement and was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Leftover {
    /// Its position in the original text, in characters from 0.
    pub index: usize,
    /// The character.
    pub ch: char,
}

/// Returns a proposed GSM spelling of a text: one accent less often saves two credits.
///
/// Accents that GSM lacks are dropped (`ê` → `e`, `ç` → `c`, `À` → `A`; `é è à ù Ç` stay).
/// Typographic signs become plain ones (`’` → `'`, `«` → `"`, `—` → `-`, `…` → `...`, a no-break
/// space → a space). Letters become two where that is customary (`œ` → `oe`). Greek letters become
/// capitals, and Cyrillic letters become Latin ones. Decomposed letters (`e` and a combining
/// accent) are composed where GSM has the result. `€` stays: GSM has it, at two septets. Numbers keep
/// their values: `10²` becomes `10^2`, `1½` becomes `1 1/2`, and the `μ` of `5 μg` becomes `u`.
///
/// Every change is listed in `changes`. Characters that cannot be replaced (an emoji, Arabic,
/// Chinese) stay in the text and are listed in `left`. The result is a proposal: review names and
/// words of other languages.
///
/// ```
/// use ovh_sms::message::to_gsm;
///
/// let proposal = to_gsm("« Ça coûte 5 € »… l’œuf");
/// assert_eq!(proposal.text, "\" Ça coute 5 € \"... l'oeuf");
/// assert_eq!(proposal.changes.len(), 6);
/// assert!(proposal.is_gsm());
///
/// let proposal = to_gsm("fête 🎉");
/// assert_eq!(proposal.text, "fete 🎉");
/// assert_eq!((proposal.left[0].index, proposal.left[0].ch), (5, '🎉'));
/// ```
#[must_use]
pub fn to_gsm(text: &str) -> Transliteration {
    let mut result = Transliteration {
        text: String::with_capacity(text.len()),
        changes: Vec::new(),
        left: Vec::new(),
    };
    for (index, ch, fate) in Walk::over(text) {
        match fate {
            Fate::Gsm => result.text.push(ch),
            Fate::Replaced(to) => {
                result.text.push_str(to);
                result.changes.push(Change {
                    index,
                    from: ch,
                    to,
                });
            }
            Fate::Left => {
                result.text.push(ch);
                result.left.push(Leftover { index, ch });
            }
        }
    }
    result
}

/// Returns the characters of a text that are not GSM, with the replacement that `to_gsm` proposes.
pub(super) fn offending(text: &str) -> Vec<Offending> {
    Walk::over(text)
        .filter(|&(_, ch, _)| !gsm::is_gsm(ch))
        .map(|(index, ch, fate)| Offending {
            index,
            ch,
            suggestion: match fate {
                Fate::Replaced(to) => Some(to),
                Fate::Gsm | Fate::Left => None,
            },
        })
        .collect()
}

enum Fate {
    Gsm,
    Replaced(&'static str),
    Left,
}

/// Iterates over a text and decides for each character, with the characters before and after it as
/// context.
struct Walk<'t> {
    chars: Peekable<Enumerate<Chars<'t>>>,
    /// The character before.
    before: Option<char>,
    /// The last character that is visible by itself.
    base: Option<char>,
    /// The next character is a mark that the last replacement already contains.
    composed: bool,
    /// The last visible character was kept. Its marks and joiners are kept too, because an emoji
    /// without its joiner is a different picture.
    after_left: bool,
}

impl<'t> Walk<'t> {
    fn over(text: &'t str) -> Self {
        Self {
            chars: text.chars().enumerate().peekable(),
            before: None,
            base: None,
            composed: false,
            after_left: false,
        }
    }

    fn is_between_digits(&mut self) -> bool {
        let after = self.chars.peek().map(|&(_, after)| after);
        let mut both = [self.before, after].into_iter();
        both.all(|one| one.is_some_and(|c| c.is_ascii_digit()))
    }

    /// Returns the replacement of a character whose usual one would change the meaning here.
    fn in_context(&mut self, ch: char) -> Option<&'static str> {
        let after = self.chars.peek().map(|&(_, after)| after);
        let (micro, unit) = table::MICRO;
        if ch == micro {
            // No Greek word ends with it.
            let is_word = after.is_some_and(|after| is_greek(after) && after.is_lowercase());
            return (!is_word).then_some(unit);
        }
        let before = self.before?;
        let (to, _) = table::AFTER_NUMBERS
            .iter()
            .find(|(_, from)| from.starts_with(ch))?;
        let follows = match ch {
            _ if to.starts_with('^') => !before.is_alphabetic() && !before.is_whitespace(),
            _ => before.is_ascii_digit(),
        };
        // The second digit of an exponent.
        let is_first = !table::AFTER_NUMBERS
            .iter()
            .any(|(known, from)| from.starts_with(before) && known.get(..1) == to.get(..1));
        (follows && is_first).then_some(*to)
    }

    /// Returns whether the text would have another meaning without a mark: a line through a
    /// character, an accent on a figure or a sign.
    fn changes_meaning(&self, mark: char) -> bool {
        let within = |&(first, last): &(char, char)| (first..=last).contains(&mark);
        let is_letter = |c: char| c.is_alphabetic() || c.is_whitespace();
        let is_on_figure = self.base.is_some_and(|base| !is_letter(base));
        table::OVERLAYS.iter().any(within) || (within(&table::ACCENTS) && is_on_figure)
    }

    fn decide(&mut self, ch: char) -> Fate {
        if is_invisible(ch) {
            let composed = std::mem::take(&mut self.composed);
            let is_kept = self.after_left || self.changes_meaning(ch);
            return if is_kept && !composed {
                Fate::Left
            } else {
                Fate::Replaced("")
            };
        }
        self.after_left = false;
        self.base = Some(ch);
        if gsm::is_gsm(ch) {
            return match self.chars.peek().and_then(|&(_, mark)| compose(ch, mark)) {
                Some(letter) => {
                    self.composed = true;
                    Fate::Replaced(letter)
                }
                None => Fate::Gsm,
            };
        }
        let is_ambiguous = ch == table::AMBIGUOUS && self.is_between_digits();
        match self
            .in_context(ch)
            .or_else(|| replacement(ch))
            .filter(|_| !is_ambiguous)
        {
            Some(to) => Fate::Replaced(to),
            None => {
                self.after_left = true;
                Fate::Left
            }
        }
    }
}

impl Iterator for Walk<'_> {
    type Item = (usize, char, Fate);

    fn next(&mut self) -> Option<Self::Item> {
        let (index, ch) = self.chars.next()?;
        let fate = self.decide(ch);
        self.before = Some(ch);
        Some((index, ch, fate))
    }
}

fn is_greek(ch: char) -> bool {
    matches!(ch, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}')
}

fn is_invisible(ch: char) -> bool {
    // All ranges of the table begin at Latin-1's soft hyphen or above. Most characters are below
    // it.
    ch >= '\u{ad}'
        && table::INVISIBLE
            .iter()
            .any(|&(first, last)| (first..=last).contains(&ch))
}

fn compose(letter: char, mark: char) -> Option<&'static str> {
    table::COMPOSED
        .iter()
        .find(|&&(l, m, _)| (l, m) == (letter, mark))
        .map(|&(_, _, composed)| composed)
}

/// The rows of the tables inverted, sorted by the character that is replaced.
static REPLACEMENTS: LazyLock<Vec<(char, &'static str)>> = LazyLock::new(|| {
    let mut all: Vec<_> = [
        table::LATIN,
        table::GREEK,
        table::CYRILLIC,
        table::SIGNS,
        table::SPACES,
    ]
    .into_iter()
    .flatten()
    .flat_map(|&(to, from)| from.chars().map(move |c| (c, to)))
    .collect();
    all.sort_unstable();
    all
});

fn replacement(ch: char) -> Option<&'static str> {
    if let Ok(at) = REPLACEMENTS.binary_search_by_key(&ch, |&(from, _)| from) {
        return REPLACEMENTS.get(at).map(|&(_, to)| to);
    }
    let &(first, _, letters) = table::RUNS
        .iter()
        .find(|&&(first, last, _)| (first..=last).contains(&ch))?;
    let at = (ch as usize - first as usize) % letters.len();
    letters.get(at..=at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_replacement_is_gsm_and_replaces_what_is_not() {
        for &(from, to) in REPLACEMENTS.iter() {
            assert!(!gsm::is_gsm(from), "{from:?} is GSM already");
            assert!(!is_invisible(from), "{from:?} shows nothing");
            assert!(to.chars().all(gsm::is_gsm), "{from:?} becomes {to:?}");
        }
        for &(to, from) in table::AFTER_NUMBERS {
            assert!(to.chars().all(gsm::is_gsm) && from.chars().count() == 1);
            assert!(from.chars().all(|c| replacement(c).is_some()), "{from:?}");
        }
        for &(_, _, letters) in table::RUNS {
            assert!(letters.is_ascii() && letters.chars().all(gsm::is_gsm));
        }
        for &(letter, _, composed) in table::COMPOSED {
            assert!(gsm::is_gsm(letter) && composed.chars().all(gsm::is_gsm));
        }
    }

    #[test]
    fn no_character_has_two_replacements() {
        for pair in REPLACEMENTS.windows(2) {
            assert_ne!(pair[0].0, pair[1].0);
        }
    }
}

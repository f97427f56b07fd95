//! Placeholders in a text, of mailings and of other systems.

/// The maximum length of a placeholder's name, in characters.
const LONGEST_NAME: usize = 40;

/// Marks of placeholders that are written with two characters.
const DOUBLE: &[(&str, &str)] = &[("[[", "]]"), ("<<", ">>"), ("$(", ")"), ("*|", "|*")];

/// Placeholders of functions that format texts.
const FORMATS: &[&str] = &["%s", "%d"];

/// The words of a name after a `#` that is not closed.
const MOST_WORDS: usize = 5;

/// What encloses placeholders in other systems.
const PAIRS: &[(char, char)] = &[
    ('{', '}'),
    ('[', ']'),
    ('<', '>'),
    ('«', '»'),
    ('‹', '›'),
    ('%', '%'),
    ('|', '|'),
    ('$', '$'),
];

/// The usual names of a person's name in other systems, without accents, spaces and signs.
const USUAL: &[&str] = &[
    "prenom",
    "nom",
    "nomdefamille",
    "nomcomplet",
    "firstname",
    "lastname",
    "fullname",
    "fname",
    "lname",
    "name",
    "username",
    "customername",
];

/// Returns the first placeholder in a text in which none is filled: `#name#`, `{name}`,
/// `{{ name }}`, `${name}`, `%name%`, `[[name]]`, `<<name>>`, `$(name)`, `$name`, `*|name|*`, `%s`.
/// With a usual word for a person's name, such as `prenom` or `firstname`, also `[name]`, `<name>`,
/// `«name»`, `:name`, `@name` and `#name`.
///
/// Only mailings fill placeholders, so each receiver would see it. A single `#` and numbers such as
/// `#1` are text.
///
/// ```
/// use ovh_sms::message::unfilled_placeholder;
///
/// assert_eq!(unfilled_placeholder("Bonjour #prenom#"), Some("#prenom#"));
/// assert_eq!(unfilled_placeholder("Bonjour {{ prenom }} !"), Some("{{ prenom }}"));
/// assert_eq!(unfilled_placeholder("Tapez #1 ou #2, -20 % avec #promo"), None);
/// ```
#[must_use]
pub fn unfilled_placeholder(text: &str) -> Option<&str> {
    in_any_width(text, |text| {
        let marks = text
            .char_indices()
            .filter(|(_, c)| matches!(c, '#' | '{' | '%' | '[' | '<' | '$' | '*'));
        let mut enclosed = marks.filter_map(|(at, mark)| enclosed(text, at, mark));
        enclosed
            .next()
            .or_else(|| Some(other(text, is_usual)?.written))
            .map(|written| [written])
    })
    .map(|[written]| written)
}

/// Returns whether a word is a usual name of a person's name.
fn is_usual(name: &str) -> bool {
    let plain = super::to_gsm(name)
        .text
        .to_lowercase()
        .replace(['é', 'è'], "e");
    let letters: String = plain.chars().filter(|c| c.is_alphanumeric()).collect();
    USUAL.contains(&letters.as_str())
}

/// Looks in a text, and then in the same text with full-width characters, such as `＃`, as usual ones;
/// returns the parts of the original text.
fn in_any_width<const N: usize>(
    text: &str,
    find: impl Fn(&str) -> Option<[&str; N]>,
) -> Option<[&str; N]> {
    // What `find` returns lies within its text.
    let range = |within: &str, part: &str| {
        let start = part.as_ptr().addr().wrapping_sub(within.as_ptr().addr());
        start..start.wrapping_add(part.len())
    };
    if let Some(parts) = find(text) {
        let parts = parts.map(|part| text.get(range(text, part)).unwrap_or_default());
        return Some(parts);
    }
    const WIDE: std::ops::RangeInclusive<char> = '\u{ff01}'..='\u{ff5e}';
    if !text.contains(|c| WIDE.contains(&c)) {
        return None;
    }
    let (mut narrow, mut places) = (String::with_capacity(text.len()), Vec::new());
    for (at, c) in text.char_indices() {
        let usual = u32::from(c).wrapping_sub(0xfee0);
        let usual = char::from_u32(usual).filter(|_| WIDE.contains(&c));
        narrow.push(usual.unwrap_or(c));
        places.resize(narrow.len(), at);
    }
    places.push(text.len());
    let place = |at: usize| places.get(at).copied().unwrap_or_default();
    let parts = find(&narrow)?.map(|part| {
        let range = range(&narrow, part);
        text.get(place(range.start)..place(range.end))
            .unwrap_or_default()
    });
    Some(parts)
}

/// Returns the placeholder that begins at a mark.
fn enclosed(text: &str, at: usize, mark: char) -> Option<&str> {
    let rest = text.get(at..)?;
    if let Some((open, close)) = DOUBLE.iter().find(|(open, _)| rest.starts_with(open)) {
        let (name, _) = rest.get(open.len()..)?.split_once(close)?;
        let is_placeholder = has_letter(name) && looks_like_a_name(name.trim());
        return is_placeholder.then(|| rest.get(..open.len() + name.len() + close.len()))?;
    }
    // Prices (`100 $US`) and percentages (`20 %de remise`) are none.
    let before = text.get(..at)?;
    let is_figure = before.trim_end().ends_with(|c: char| c.is_ascii_digit());
    if mark == '$' && !is_figure {
        let name = rest.get(1..)?;
        let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        let name = name.get(..end.unwrap_or(name.len()))?;
        let is_name = name.len() > 1 && name.starts_with(|c: char| c.is_ascii_alphabetic());
        return is_name.then(|| rest.get(..=name.len()))?;
    }
    let is_format = mark == '%'
        && !is_figure
        && FORMATS.iter().any(|format| {
            let after = rest.strip_prefix(format);
            after.is_some_and(|after| !after.starts_with(|c: char| c.is_alphanumeric() || c == '%'))
        });
    if is_format {
        return rest.get(..2);
    }
    if mark == '{' {
        let depth = rest.len() - rest.trim_start_matches('{').len();
        let (name, after) = rest.get(depth..)?.split_once('}')?;
        let closed = after.len() - after.trim_start_matches('}').len();
        let is_placeholder = has_letter(name) && looks_like_a_name(name.trim());
        let start = match before.ends_with('$') {
            true => at - 1,
            false => at,
        };
        let end = at + depth + name.len() + 1 + closed.min(depth - 1);
        return is_placeholder.then(|| text.get(start..end))?;
    }
    if !matches!(mark, '#' | '%') {
        return None;
    }
    let name = rest.get(1..)?.split_once(mark)?.0;
    let is_percentage = mark == '%' && before.ends_with(|c: char| c.is_ascii_digit());
    // `%20` and `%C3%A9`: characters in a URL.
    let is_hex = name.len() == 2 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_letter = |c: char| c.is_alphabetic() || c == '_';
    let is_encoded = mark == '%' && (is_hex || !name.starts_with(is_letter));
    let is_placeholder =
        has_letter(name) && looks_like_a_name(name) && !is_percentage && !is_encoded;
    is_placeholder.then(|| rest.get(..name.len() + 2))?
}

fn has_letter(name: &str) -> bool {
    name.contains(char::is_alphabetic)
}

/// Returns whether the text between two `#` looks like a name: that of `#1 ou #2` does not.
pub(crate) fn looks_like_a_name(text: &str) -> bool {
    !text.is_empty()
        && text.chars().count() <= LONGEST_NAME
        && text.trim() == text
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '\''))
}

/// A placeholder that is not written as `#name#`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Other<'t> {
    /// The placeholder, as written.
    pub(crate) written: &'t str,
    /// The name in it.
    pub(crate) name: &'t str,
}

/// Returns the first placeholder for a column in a text without `#name#`: `{name}`, `{{ name }}`,
/// `[name]`, `<name>`, `«name»`, `%name%`, `$name`, or one of two `#` that is missing.
#[cfg(feature = "csv")]
pub(crate) fn other_placeholder<'t>(
    text: &'t str,
    is_column: impl Fn(&str) -> bool,
) -> Option<Other<'t>> {
    let found = in_any_width(text, |text| {
        other(text, &is_column).map(|found| [found.written, found.name])
    });
    found.map(|[written, name]| Other { written, name })
}

fn other<'t>(text: &'t str, is_column: impl Fn(&str) -> bool) -> Option<Other<'t>> {
    let is_column = |name: &str| has_letter(name) && is_column(name);
    text.char_indices().find_map(|(at, c)| {
        let before = text.get(..at)?;
        let after = text.get(at + c.len_utf8()..)?;
        let closed = PAIRS.iter().find(|(open, _)| *open == c);
        let pair = closed.and_then(|(_, close)| {
            let (inside, rest) = after.split_once(*close)?;
            let name = pair_name(c, before, inside, &is_column)?;
            let repeated = rest.len() - rest.trim_start_matches(*close).len();
            let end = text.len() - rest.len() + repeated;
            Some(Other {
                written: text.get(at..end)?,
                name,
            })
        });
        pair.or_else(|| match c {
            '$' if !before.ends_with(char::is_alphanumeric) => {
                let name = word(after);
                is_column(name)
                    .then(|| text.get(at..at + 1 + name.len()))?
                    .map(|written| Other { written, name })
            }
            '#' => half(text, at, &is_column),
            '%' | '{' | '@' | '_' | ':' | '*' | '~' | '&' | '\\'
                if !before.ends_with(|before: char| before.is_alphanumeric() || before == c) =>
            {
                marked(text, at, c, &is_column)
            }
            _ => None,
        })
    })
}

/// Returns the name of a column between two marks.
fn pair_name<'t>(
    open: char,
    before: &str,
    inside: &'t str,
    is_column: &impl Fn(&str) -> bool,
) -> Option<&'t str> {
    // Percentages and prices.
    let is_tight = inside.trim() == inside && !before.ends_with(|c: char| c.is_ascii_digit());
    if matches!(open, '%' | '$' | '|') && !is_tight {
        return None;
    }
    let name = inside.trim_matches(|c: char| !c.is_alphanumeric());
    if name.chars().count() > 2 * LONGEST_NAME {
        return None;
    }
    // `contact.name`, `name|upper`.
    let last = name.rsplit('.').next().map(str::trim);
    let first = name.split(['|', ':']).next().map(str::trim);
    let mut names = [Some(name), first, last].into_iter().flatten();
    names.find(|name| is_column(name))
}

/// Returns the name of a column behind a mark: `%name`, `{name`, `@@name@@`, `__name__`, `%(name)s`.
fn marked<'t>(
    text: &'t str,
    at: usize,
    mark: char,
    is_column: &impl Fn(&str) -> bool,
) -> Option<Other<'t>> {
    let rest = text.get(at..)?;
    let name = rest.trim_start_matches(mark).trim_start_matches('(');
    let start = rest.len() - name.len();
    let name = word(name).trim_end_matches('_');
    let is_column = is_column(name);
    let written = rest.get(..start + name.len())?;
    is_column.then_some(Other { written, name })
}

/// Returns the placeholder that lacks one of its two `#`.
fn half<'t>(text: &'t str, at: usize, is_column: &impl Fn(&str) -> bool) -> Option<Other<'t>> {
    let before = text.get(..at)?;
    let after = text.get(at + 1..)?;
    let mut end = 0;
    for _ in 0..MOST_WORDS {
        let rest = after.get(end..)?;
        let spaces = match end {
            0 => 0,
            _ => rest.len() - rest.trim_start_matches([' ', '\'', '-', '.']).len(),
        };
        let length = word(rest.get(spaces..)?).len();
        if length == 0 {
            break;
        }
        end += spaces + length;
        let name = after.get(..end)?;
        if is_column(name) {
            let written = text.get(at..at + 1 + end)?;
            return Some(Other { written, name });
        }
    }
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let name = before.get(before.trim_end_matches(is_part).len()..)?;
    is_column(name)
        .then(|| text.get(at - name.len()..=at))?
        .map(|written| Other { written, name })
}

/// Returns the word at the start of a text.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_'));
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_that_is_not_filled_is_found() {
        for (text, found) in [
            ("Bonjour #prenom#", "#prenom#"),
            ("#1 Bonjour #prénom#", "#prénom#"),
            ("Bonjour {prenom}!", "{prenom}"),
            ("Bonjour {{prenom}}!", "{{prenom}}"),
            ("Bonjour {{ contact.FIRST }}!", "{{ contact.FIRST }}"),
            ("Bonjour ${prenom}!", "${prenom}"),
            ("Bonjour %prenom%!", "%prenom%"),
            ("Bonjour [[prenom]]!", "[[prenom]]"),
            ("Bonjour << prenom >>!", "<< prenom >>"),
            ("Bonjour $(prenom)!", "$(prenom)"),
            ("Votre code : $CODE", "$CODE"),
            ("Bonjour *|FNAME|*!", "*|FNAME|*"),
            ("Bonjour %s,", "%s"),
            ("Votre code : %d", "%d"),
            ("%%FIRST%%", "%FIRST%"),
            ("Bonjour [PRENOM],", "[PRENOM]"),
            ("Bonjour <Prénom>,", "<Prénom>"),
            ("Bonjour «First name»,", "«First name»"),
            ("Bonjour :prenom, :)", ":prenom"),
            ("Bonjour @nom", "@nom"),
            ("Bonjour #firstname,", "#firstname"),
            ("Été ＃prénom＃ !", "＃prénom＃"),
            ("Été ｛ prénom ｝ !", "｛ prénom ｝"),
        ] {
            assert_eq!(unfilled_placeholder(text), Some(found), "{text}");
        }
        for text in [
            "Tapez #1 ou #2",
            "# ",
            "#promo",
            "#promo et #soldes",
            "*#06#",
            "{\"a\": 1}",
            "{}",
            "100% coton, 20%",
            "-20%/-30%",
            "5% ou 10%",
            "a { b",
            "##",
            "{1}",
            "100 $US, 5$, $5, 20$ ou 30$",
            "20 %d'economie, 100%s",
            "https://x.fr/?a=%C3%A9&b=%E2%82%AC",
            "[ici] <3 << non",
            "5 * 3 | 2 *",
            "$ $",
            "[Info] Le nom : Martin",
            "Votre nom: Martin, prenom: Zoe, a@nom.fr",
            "＃1 ou 100％ coton",
        ] {
            assert_eq!(unfilled_placeholder(text), None, "{text}");
        }
    }

    #[cfg(feature = "csv")]
    #[test]
    fn placeholders_of_other_systems_are_found() {
        let is_column = |name: &str| ["prenom", "Nom de famille", "5"].contains(&name);
        for (text, written) in [
            ("Bonjour {prenom}!", "{prenom}"),
            ("Bonjour {{ prenom }}!", "{{ prenom }}"),
            ("Bonjour {{contact.prenom}}", "{{contact.prenom}}"),
            ("Bonjour {{prenom|upper}}", "{{prenom|upper}}"),
            ("Bonjour %prenom%", "%prenom%"),
            ("Bonjour $prenom,", "$prenom"),
            ("Bonjour ${prenom}", "{prenom}"),
            ("Bonjour [prenom]", "[prenom]"),
            ("Bonjour [ Nom de famille ]", "[ Nom de famille ]"),
            ("Bonjour <prenom>", "<prenom>"),
            ("Bonjour <<prenom>>", "<<prenom>>"),
            ("Bonjour «prenom»", "«prenom»"),
            ("Bonjour « prenom »", "« prenom »"),
            ("Bonjour *|prenom|*", "|prenom|"),
            ("Bonjour #prenom,", "#prenom"),
            ("Bonjour #Nom de famille,", "#Nom de famille"),
            ("Bonjour prenom#,", "prenom#"),
            ("Bonjour %prenom, a demain", "%prenom"),
            ("Bonjour {prenom, a demain", "{prenom"),
            ("Bonjour @@prenom@@", "@@prenom"),
            ("Bonjour __prenom__", "__prenom"),
            ("Bonjour %(prenom)s", "%(prenom"),
            ("Bonjour *prenom*", "*prenom"),
            ("Bonjour :prenom:", ":prenom"),
            ("Bonjour &prenom;", "&prenom"),
            ("Été ＃prenom＃", "＃prenom"),
            ("Été ［prenom］", "［prenom］"),
        ] {
            let found = other_placeholder(text, is_column);
            assert_eq!(found.map(|found| found.written), Some(written), "{text}");
        }
        for text in [
            "100% prenom",
            "prix: 5$ prenom",
            "100% prenom, 20%",
            "prenom",
            "#1",
            "# prenom",
            "5$prenom$",
            "[autre]",
            "#5",
            "[5]",
            "a % prenom % b",
            "<",
            "$",
        ] {
            assert_eq!(other_placeholder(text, is_column), None, "{text}");
        }
    }
}

//! The replacement table of `to_gsm`.
//!
//! A row is `(replacement, the characters it replaces)`. Replacements contain only characters of
//! the GSM alphabet, and no character occurs twice. Tests check both.

/// Latin letters: the accent is dropped, or the nearest letter of the alphabet is used (`ő` → `ö`),
/// or two letters (`œ` → `oe`).
#[rustfmt::skip]
pub(super) const LATIN: &[(&str, &str)] = &[
    ("'n", "ŉ"), ("A", "ÀÁÂÃĀĂĄǍǠȀȂȦḀẠẢẤẦẨẪẬẮẰẲẴẶ"), ("B", "ḂḄḆɃ"), ("C", "ĆĈĊČ"),
    ("D", "ĎḊḌḎḐḒÐĐƉ"), ("DZ", "ǄǱ"), ("Dz", "ǅǲ"), ("E", "ÈÊËĒĔĖĘĚȄȆȨḔḖḘḚḜẸẺẼẾỀỂỄỆƏƎ"),
    ("F", "Ḟ"), ("G", "ĜĞĠĢǦǴḠǤ"), ("H", "ĤȞḢḤḦḨḪĦ"), ("I", "ÌÍÎÏĨĪĬĮİǏȈȊḬḮỈỊƗ"),
    ("IJ", "Ĳ"), ("J", "Ĵ"), ("K", "ĶǨḰḲḴ\u{212a}"), ("L", "ĹĻĽḶḸḺḼŁ"), ("L.", "Ŀ"),
    ("LJ", "Ǉ"), ("Lj", "ǈ"), ("M", "ḾṀṂ"), ("N", "ŃŅŇǸṄṆṈṊ"), ("NG", "Ŋ"), ("NJ", "Ǌ"),
    ("Nj", "ǋ"), ("O", "ÒÓÔÕŌŎƠǑǪǬȌȎȬȮȰṌṎṐṒỌỎỐỒỔỖỘỚỜỞỠỢ"), ("OE", "Œ"), ("P", "ṔṖ"),
    ("R", "ŔŖŘȐȒṘṚṜṞ"), ("S", "ŚŜŞŠȘṠṢṤṦṨ"), ("SS", "ẞ"), ("T", "ŢŤȚṪṬṮṰŦ"), ("Th", "Þ"),
    ("U", "ÙÚÛŨŪŬŮŲƯǓȔȖṲṴṶṸṺỤỦỨỪỬỮỰ"), ("V", "ṼṾ"), ("W", "ŴẀẂẄẆẈ"), ("X", "ẊẌ"),
    ("Y", "ÝŶŸȲẎỲỴỶỸ"), ("Z", "ŹŻŽẐẒẔƵ"), ("a", "áâãāăąǎǡȁȃȧḁạảấầẩẫậắằẳẵặ"), ("b", "ḃḅḇƀ"),
    ("c", "çćĉċčḉ"), ("d", "ďḋḍḏḑḓðđ"), ("dz", "ǆǳ"), ("e", "êëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệəǝ"),
    ("f", "ḟƒ"), ("ff", "ﬀ"), ("ffi", "ﬃ"), ("ffl", "ﬄ"), ("fi", "ﬁ"), ("fl", "ﬂ"),
    ("g", "ĝğġģǧǵḡǥ"), ("h", "ĥȟḣḥḧḩḫẖħ"), ("i", "íîïĩīĭįǐȉȋḭḯỉịı"), ("ij", "ĳ"),
    ("j", "ĵǰȷ"), ("k", "ķǩḱḳḵĸ"), ("l", "ĺļľḷḹḻḽł"), ("l.", "ŀ"), ("lj", "ǉ"),
    ("m", "ḿṁṃ"), ("n", "ńņňǹṅṇṉṋ"), ("ng", "ŋ"), ("nj", "ǌ"),
    ("o", "óôõōŏơǒǫǭȍȏȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ"), ("oe", "œ"), ("p", "ṕṗ"), ("r", "ŕŗřȑȓṙṛṝṟ"),
    ("s", "śŝşšſșṡṣṥṧṩẛ"), ("st", "ﬅﬆ"), ("t", "ţťțṫṭṯṱẗŧ"), ("th", "þ"),
    ("u", "úûũūŭůųưǔȕȗṳṵṷṹṻụủứừửữự"), ("v", "ṽṿ"), ("w", "ŵẁẃẅẇẉẘ"), ("x", "ẋẍ"),
    ("y", "ýÿŷȳẏẙỳỵỷỹ"), ("z", "źżžẑẓẕƶ"), ("Ä", "Ǟ"), ("Å", "Ǻ\u{212b}"), ("Æ", "ǢǼ"),
    ("Ç", "Ḉ"), ("Ö", "ŐȪ"), ("Ø", "Ǿ"), ("Ü", "ŰǕǗǙǛ"), ("ä", "ǟ"), ("å", "ǻ"),
    ("æ", "ǣǽ"), ("ö", "őȫ"), ("ø", "ǿ"), ("ü", "űǖǘǚǜ"), ("Ω", "\u{2126}"),
];

/// Greek: capitals, because the alphabet has only capitals. Letters that look like a Latin letter
/// become that letter, as phones do it.
#[rustfmt::skip]
pub(super) const GREEK: &[(&str, &str)] = &[
    ("A", "ΑΆαά"), ("B", "Ββϐ"), ("Γ", "γ"), ("Δ", "δ"), ("E", "ΕΈεέϵ"), ("Z", "Ζζ"),
    ("H", "ΗΉηή"), ("Θ", "θϑ"), ("I", "ΙΊΪιίϊΐ"), ("K", "Κκϰ"), ("Λ", "λ"), ("M", "Μμ"),
    ("N", "Νν"), ("Ξ", "ξ"), ("O", "ΟΌοό"), ("Π", "πϖ"), ("P", "Ρρϱ"), ("Σ", "σςϲ"),
    ("T", "Ττ"), ("Y", "ΥΎΫυύϋΰ"), ("Φ", "φϕ"), ("X", "Χχ"), ("Ψ", "ψ"), ("Ω", "Ώωώ"),
    (";", "\u{37e}"),
];

/// Cyrillic: the transliteration used in passports, the same for all languages.
#[rustfmt::skip]
pub(super) const CYRILLIC: &[(&str, &str)] = &[
    ("A", "А"), ("a", "а"), ("B", "Б"), ("b", "б"), ("V", "В"), ("v", "в"), ("G", "ГҐЃ"),
    ("g", "гґѓ"), ("D", "Д"), ("d", "д"), ("E", "ЕЭЀ"), ("e", "еэѐ"), ("Yo", "Ё"),
    ("yo", "ё"), ("Ye", "Є"), ("ye", "є"), ("Zh", "Ж"), ("zh", "ж"), ("Z", "З"), ("z", "з"),
    ("I", "ИІЍ"), ("i", "иіѝ"), ("Y", "ЙЫ"), ("y", "йы"), ("Yi", "Ї"), ("yi", "ї"),
    ("J", "Ј"), ("j", "ј"), ("K", "КЌ"), ("k", "кќ"), ("L", "Л"), ("l", "л"), ("Lj", "Љ"),
    ("lj", "љ"), ("M", "М"), ("m", "м"), ("N", "Н"), ("n", "н"), ("Nj", "Њ"), ("nj", "њ"),
    ("O", "О"), ("o", "о"), ("P", "П"), ("p", "п"), ("R", "Р"), ("r", "р"), ("S", "С"),
    ("s", "с"), ("T", "Т"), ("t", "т"), ("U", "УЎ"), ("u", "уў"), ("F", "Ф"), ("f", "ф"),
    ("Kh", "Х"), ("kh", "х"), ("Ts", "Ц"), ("ts", "ц"), ("Ch", "Ч"), ("ch", "ч"),
    ("Sh", "Ш"), ("sh", "ш"), ("Shch", "Щ"), ("shch", "щ"), ("'", "ЬьЪъ"), ("Yu", "Ю"),
    ("yu", "ю"), ("Ya", "Я"), ("ya", "я"), ("Dj", "Ђ"), ("dj", "ђ"), ("C", "Ћ"), ("c", "ћ"),
    ("Dz", "Ѕ"), ("dz", "ѕ"), ("Dzh", "Џ"), ("dzh", "џ"),
];

/// Punctuation, figures, currencies, mathematics.
#[rustfmt::skip]
pub(super) const SIGNS: &[(&str, &str)] = &[
    ("\"", "«»“”„‟″❝❞〝〞"), ("'", "‘’‚‛‹›′`´ʹʻʼʽˈˊˋ❛❜"), ("-", "‐‑‒–—―−⁻₋"),
    ("...", "…"), ("..", "‥"), ("!!", "‼"), ("?!", "⁈"), ("!?", "⁉"), ("??", "⁇"),
    ("/", "⁄∕÷"), ("*", "∗⋅∙⋆★☆•‣◦●▪⁃"), ("x", "×"), ("|", "¦‖"), ("~", "˜∼≈"), ("^", "ˆ"), (",", "¸、"),
    (".", "。·"), ("%", "٪"), ("o/oo", "‰"), ("(c)", "©"), ("(R)", "®"), ("(P)", "℗"),
    ("TM", "™"), ("SM", "℠"), ("No", "№"), ("Tel", "℡"), ("c/o", "℅"), ("C", "ℂ℃"),
    ("F", "℉"), ("l", "ℓ"), ("a", "ª"), ("o", "º°"), ("u", "µ"), ("0", "⁰₀"), ("1", "¹₁"),
    ("2", "²₂"), ("3", "³₃"), ("4", "⁴₄"), ("5", "⁵₅"), ("6", "⁶₆"), ("7", "⁷₇"),
    ("8", "⁸₈"), ("9", "⁹₉"), ("+", "⁺₊"), ("=", "⁼₌"), ("n", "ⁿ"), ("1/4", "¼"),
    ("1/2", "½"), ("3/4", "¾"), ("1/3", "⅓"), ("2/3", "⅔"), ("1/8", "⅛"), ("3/8", "⅜"),
    ("5/8", "⅝"), ("7/8", "⅞"), ("+/-", "±"), ("<=", "≤⩽"), (">=", "≥⩾"), ("!=", "≠"),
    ("<-", "←⇐⬅"), ("->", "→⇒➔➜➡"), ("<->", "↔⇔"), ("<<", "≪"), (">>", "≫"), ("$", "﹩"),
    ("cent", "¢"), ("£", "₤"), ("FF", "₣"), ("Pts", "₧"), ("UAH", "₴"), ("KZT", "₸"),
    ("TL", "₺"), ("RUB", "₽"), ("GEL", "₾"), ("INR", "₹"), ("BTC", "₿"),
];

/// Signs of [`SIGNS`] that would become part of the number before them: `10²` is not 102, and `1½` not
/// 11/2. These replacements apply after a digit, a sign or a closing bracket.
#[rustfmt::skip]
pub(super) const AFTER_NUMBERS: &[(&str, &str)] = &[
    ("^0", "⁰"), ("^1", "¹"), ("^2", "²"), ("^3", "³"), ("^4", "⁴"), ("^5", "⁵"), ("^6", "⁶"),
    ("^7", "⁷"), ("^8", "⁸"), ("^9", "⁹"), ("^+", "⁺"), ("^-", "⁻"), ("^=", "⁼"), ("^n", "ⁿ"),
    ("_0", "₀"), ("_1", "₁"), ("_2", "₂"), ("_3", "₃"), ("_4", "₄"), ("_5", "₅"), ("_6", "₆"),
    ("_7", "₇"), ("_8", "₈"), ("_9", "₉"), (" 1/4", "¼"), (" 1/2", "½"), (" 3/4", "¾"),
    (" 1/3", "⅓"), (" 2/3", "⅔"), (" 1/8", "⅛"), (" 3/8", "⅜"), (" 5/8", "⅝"), (" 7/8", "⅞"),
];

/// The dot that between two digits is a decimal point in some countries and a multiplication sign in
/// others: it has no replacement there.
pub(super) const AMBIGUOUS: char = '·';

/// The Greek letter that also is the sign of a millionth: `5 μg` is not 5 Mg. This replacement
/// applies where no lowercase Greek letter follows it.
pub(super) const MICRO: (char, &str) = ('μ', "u");

/// Spaces of every width, the tab and the line separators.
pub(super) const SPACES: &[(&str, &str)] = &[
    (
        " ",
        "\t\u{a0}\u{1680}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200a}\u{202f}\u{205f}\u{3000}",
    ),
    ("\n", "\u{b}\u{85}\u{2028}\u{2029}"),
];

/// Ranges of styled letters: first and last character, and the ASCII letters that they stand for,
/// repeated over the range.
pub(super) const RUNS: &[(char, char, &str)] = &[
    ('\u{ff01}', '\u{ff5e}', FULL_WIDTH),
    ('\u{24b6}', '\u{24e9}', LETTERS),
    ('\u{1d400}', '\u{1d6a3}', LETTERS),
    ('\u{1d7ce}', '\u{1d7ff}', "0123456789"),
];

const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The grave accent becomes an apostrophe, because the alphabet has no grave accent.
const FULL_WIDTH: &str = "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_'abcdefghijklmnopqrstuvwxyz{|}~";

/// A letter and its combining mark, where the alphabet has the composed character.
pub(super) const COMPOSED: &[(char, char, &str)] = &[
    ('a', GRAVE, "à"),
    ('e', GRAVE, "è"),
    ('i', GRAVE, "ì"),
    ('o', GRAVE, "ò"),
    ('u', GRAVE, "ù"),
    ('e', ACUTE, "é"),
    ('E', ACUTE, "É"),
    ('N', TILDE, "Ñ"),
    ('n', TILDE, "ñ"),
    ('A', DIAERESIS, "Ä"),
    ('O', DIAERESIS, "Ö"),
    ('U', DIAERESIS, "Ü"),
    ('a', DIAERESIS, "ä"),
    ('o', DIAERESIS, "ö"),
    ('u', DIAERESIS, "ü"),
    ('A', RING, "Å"),
    ('a', RING, "å"),
    ('C', CEDILLA, "Ç"),
];

const GRAVE: char = '\u{300}';
const ACUTE: char = '\u{301}';
const TILDE: char = '\u{303}';
const DIAERESIS: char = '\u{308}';
const RING: char = '\u{30a}';
const CEDILLA: char = '\u{327}';

/// Lines through a character, which negate or delete it. Each entry is the first and last character
/// of a range.
pub(super) const OVERLAYS: &[(char, char)] = &[
    ('\u{334}', '\u{338}'),
    ('\u{20d2}', '\u{20d3}'),
    ('\u{20e5}', '\u{20e6}'),
    ('\u{20ea}', '\u{20eb}'),
];

/// The first and the last accent of letters. On figures and signs they have a meaning.
pub(super) const ACCENTS: (char, char) = ('\u{300}', '\u{36f}');

/// Characters that are invisible by themselves: combining marks, joiners, direction marks and
/// variation selectors. Each entry is the first and last character of a range.
pub(super) const INVISIBLE: &[(char, char)] = &[
    ('\u{ad}', '\u{ad}'),
    ('\u{300}', '\u{36f}'),
    ('\u{1ab0}', '\u{1aff}'),
    ('\u{1dc0}', '\u{1dff}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{202a}', '\u{202e}'),
    ('\u{2060}', '\u{2064}'),
    ('\u{2066}', '\u{2069}'),
    ('\u{20d0}', '\u{20ff}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{fe20}', '\u{fe2f}'),
    ('\u{feff}', '\u{feff}'),
];

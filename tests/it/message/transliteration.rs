//! Transliteration of texts that are not GSM.

use ovh_sms::message::{Encoding, segments, to_gsm};

#[test]
fn texts_become_what_the_table_says() {
    let rows = [
        ("Bonjour, à bientôt à l'été", "Bonjour, à bientot à l'été"),
        ("ÂÊÎÔÛ âêîôû ëïÿ", "AEIOU aeiou eiy"),
        ("À PARIS, ÈVE, Ça, ça", "A PARIS, EVE, Ça, ca"),
        ("œuf Œuvre æ Æ", "oeuf OEuvre æ Æ"),
        ("« oui »", "\" oui \""),
        ("l’été — “dit‑il”…", "l'été - \"dit-il\"..."),
        ("10\u{202f}000\u{a0}€", "10 000 €"),
        ("a\tb`c", "a b'c"),
        ("n° 5, 20 °C, 3 × 4 ÷ 2", "no 5, 20 oC, 3 x 4 / 2"),
        ("½ ± 1² ≤ 3", "1/2 +/- 1^2 <= 3"),
        ("™ © ®", "TM (c) (R)"),
        ("Łódź, święto, żółć", "Lodz, swieto, zolc"),
        ("Příliš žluťoučký kůň", "Prilis zlutoucky kun"),
        ("Győr, tűz", "Györ, tüz"),
        ("București, Țară", "Bucuresti, Tara"),
        ("İstanbul, ılık, ağ, şey", "Istanbul, ilik, ag, sey"),
        ("São João, ações", "Sao Joao, acoes"),
        ("mañana ¿qué? ¡sí!", "mañana ¿qué? ¡si!"),
        ("Þór, Ísland, eð", "Thor, Island, ed"),
        ("STRAẞE Straße", "STRASSE Straße"),
        ("Việt Nam", "Viet Nam"),
        ("Καλημέρα", "KAΛHMEPA"),
        ("Привет, Щука, объём", "Privet, Shchuka, ob'yom"),
        ("Київ, Є, Ґ", "Kiyiv, Ye, G"),
        ("Љубав Ђорђе", "Ljubav Djordje"),
        ("ﬁn ﬂot", "fin flot"),
        ("ＦＵＬＬ width", "FULL width"),
        ("𝐁𝐨𝐥𝐝 𝟐𝟎", "Bold 20"),
        ("a→b ⇒ c", "a->b -> c"),
        ("{€} [~] ^|\\", "{€} [~] ^|\\"),
    ];
    for (text, expected) in rows {
        let found = to_gsm(text);
        assert_eq!(found.text, expected);
        assert!(found.is_gsm(), "{text:?}: {:?}", found.left);
        assert_eq!(segments(&found.text, false).encoding, Encoding::Gsm7);
    }
}

#[test]
fn a_gsm_text_is_left_as_it_is() {
    let text = "Ça va ? 5 € l'été {à Orléans}";
    let found = to_gsm(text);
    assert_eq!(found.text, text);
    assert!(found.changes.is_empty());
}

#[test]
fn numbers_and_units_keep_their_values() {
    for (text, expected) in [
        // Micrograms, not megagrams: the Greek letter and the sign.
        ("5 μg", "5 ug"),
        ("5 µg", "5 ug"),
        ("50μL", "50uL"),
        ("μ", "u"),
        ("Ωμέγα, μέγα", "ΩMEΓA, MEΓA"),
        ("10² et 10⁻⁶, 10¹²", "10^2 et 10^-6, 10^12"),
        ("12 m², CO₂, 10₂", "12 m2, CO2, 10_2"),
        ("19,99 €¹, (5)²", "19,99 €^1, (5)^2"),
        ("1½ h, ½ h, 2¾", "1 1/2 h, 1/2 h, 2 3/4"),
        (
            "étudiant·e·s, 3⋅4, 3∙4, 3 · 5",
            "étudiant.e.s, 3*4, 3*4, 3 . 5",
        ),
        ("5 μΩ, 10μΩ.m, Δμ = 3", "5 uΩ, 10uΩ.m, Δu = 3"),
        ("₤5", "£5"),
        ("−5 °C", "-5 oC"),
    ] {
        let found = to_gsm(text);
        assert_eq!(found.text, expected);
        assert!(found.is_gsm(), "{text:?}: {:?}", found.left);
    }
}

#[test]
fn a_dot_between_digits_may_be_a_decimal_point_or_a_product() {
    let found = to_gsm("2·3");
    assert_eq!((found.text.as_str(), found.is_gsm()), ("2·3", false));
}

/// A line through a character negates or deletes it; an accent on a figure is a notation.
#[test]
fn marks_that_change_the_meaning_are_kept() {
    for text in [
        "=\u{338}",
        "a <\u{338} b",
        "1\u{336}0\u{336} 5",
        "x\u{336}",
        "2\u{302}",
        "\u{20ac}\u{20e5}",
    ] {
        let found = to_gsm(text);
        assert_eq!(
            (found.text.as_str(), found.is_gsm()),
            (text, false),
            "{text}"
        );
    }
    let found = to_gsm("1\u{fe0f}\u{20e3} \u{301}a\u{323}");
    assert_eq!((found.text.as_str(), found.is_gsm()), ("1 a", true));
    // A list, not a negative number.
    assert_eq!(to_gsm("•5 ● 6 −7").text, "*5 * 6 -7");
}

#[test]
fn decomposed_accents_are_composed_where_gsm_has_the_letter() {
    assert_eq!(to_gsm("e\u{301}te\u{301} a\u{300}").text, "été à");
    assert_eq!(to_gsm("C\u{327}a c\u{327}a e\u{302}").text, "Ça ca e");
    assert_eq!(to_gsm("n\u{303} A\u{30a} u\u{308}\u{304}").text, "ñ Å ü");
}

#[test]
fn what_has_no_replacement_is_kept_and_listed() {
    let found = to_gsm("fête 🎉 日本");
    assert_eq!(found.text, "fete 🎉 日本");
    let left: Vec<_> = found.left.iter().map(|one| (one.index, one.ch)).collect();
    assert_eq!(left, [(5, '🎉'), (7, '日'), (8, '本')]);
    assert!(!found.is_gsm());
}

#[test]
fn an_emoji_keeps_its_joiners() {
    let family = "👨\u{200d}👩\u{200d}👧 ❤\u{fe0f}";
    assert_eq!(to_gsm(family).text, family);
}

#[test]
fn what_shows_nothing_goes_and_is_listed_as_a_change() {
    let found = to_gsm("\u{feff}so\u{ad}ft\u{200b} 1\u{fe0f}\u{20e3}");
    assert_eq!(found.text, "soft 1");
    assert_eq!(found.changes.len(), 5);
    assert!(found.changes.iter().all(|change| change.to.is_empty()));
}

#[test]
fn changes_name_the_place_in_the_original() {
    let found = to_gsm("œ ê");
    let changes: Vec<_> = found
        .changes
        .iter()
        .map(|c| (c.index, c.from, c.to))
        .collect();
    assert_eq!(changes, [(0, 'œ', "oe"), (2, 'ê', "e")]);
}

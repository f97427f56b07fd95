//! Parts of messages: the lengths at which another part begins, and what makes a message Unicode.

use ovh_sms::Credits;
use ovh_sms::message::Encoding::{self, Gsm7, Unicode};
use ovh_sms::message::{GSM_EXTENSION, StopClause, parts, segments};

/// Text, STOP clause, encoding, parts, units, units left in the last part.
type Case = (String, bool, Encoding, usize, usize, usize);

fn n(count: usize) -> String {
    "x".repeat(count)
}

/// `count` units of Unicode text: one `ê` and padding.
fn u(count: usize) -> String {
    format!("ê{}", n(count - 1))
}

#[test]
fn lengths_parts_and_remaining_units_are_those_of_the_table() {
    let rows: Vec<Case> = vec![
        // GSM, without the clause.
        (String::new(), false, Gsm7, 1, 0, 160),
        (n(1), false, Gsm7, 1, 1, 159),
        (n(159), false, Gsm7, 1, 159, 1),
        (n(160), false, Gsm7, 1, 160, 0),
        (n(161), false, Gsm7, 2, 161, 145),
        (n(305), false, Gsm7, 2, 305, 1),
        (n(306), false, Gsm7, 2, 306, 0),
        (n(307), false, Gsm7, 3, 307, 152),
        (n(459), false, Gsm7, 3, 459, 0),
        (n(460), false, Gsm7, 4, 460, 152),
        (n(1224), false, Gsm7, 8, 1224, 0),
        (n(1225), false, Gsm7, 9, 1225, 152),
        (n(39_015), false, Gsm7, 255, 39_015, 0),
        // GSM, with the clause: 149, 295, then 153 per part.
        (String::new(), true, Gsm7, 1, 11, 149),
        (n(148), true, Gsm7, 1, 159, 1),
        (n(149), true, Gsm7, 1, 160, 0),
        (n(150), true, Gsm7, 2, 161, 145),
        (n(160), true, Gsm7, 2, 171, 135),
        (n(294), true, Gsm7, 2, 305, 1),
        (n(295), true, Gsm7, 2, 306, 0),
        (n(296), true, Gsm7, 3, 307, 152),
        (n(448), true, Gsm7, 3, 459, 0),
        (n(449), true, Gsm7, 4, 460, 152),
        // Unicode, without the clause.
        (u(1), false, Unicode, 1, 1, 69),
        (u(69), false, Unicode, 1, 69, 1),
        (u(70), false, Unicode, 1, 70, 0),
        (u(71), false, Unicode, 2, 71, 63),
        (u(134), false, Unicode, 2, 134, 0),
        (u(135), false, Unicode, 3, 135, 66),
        (u(201), false, Unicode, 3, 201, 0),
        (u(202), false, Unicode, 4, 202, 66),
        // Unicode, with the clause: 59, 123, then 67 per part.
        (u(58), true, Unicode, 1, 69, 1),
        (u(59), true, Unicode, 1, 70, 0),
        (u(60), true, Unicode, 2, 71, 63),
        (u(122), true, Unicode, 2, 133, 1),
        (u(123), true, Unicode, 2, 134, 0),
        (u(124), true, Unicode, 3, 135, 66),
        (u(190), true, Unicode, 3, 201, 0),
        (u(191), true, Unicode, 4, 202, 66),
        // Accents that GSM has cost nothing.
        ("é".repeat(160), false, Gsm7, 1, 160, 0),
        ("à".repeat(161), false, Gsm7, 2, 161, 145),
        ("èéùìòÇØøÅåÄÖÑÜäöñüàÆæßÉ".into(), false, Gsm7, 1, 23, 137),
        ("ΔΦΓΛΩΠΨΣΘΞ".into(), false, Gsm7, 1, 10, 150),
        ("@£$¥¤§¡¿_\r\n".into(), false, Gsm7, 1, 11, 149),
        // Accents and signs that GSM does not have.
        ("ê".into(), false, Unicode, 1, 1, 69),
        ("ô".into(), false, Unicode, 1, 1, 69),
        ("î".into(), false, Unicode, 1, 1, 69),
        ("û".into(), false, Unicode, 1, 1, 69),
        ("ç".into(), false, Unicode, 1, 1, 69),
        ("À".into(), false, Unicode, 1, 1, 69),
        ("È".into(), false, Unicode, 1, 1, 69),
        ("ë".into(), false, Unicode, 1, 1, 69),
        ("«".into(), false, Unicode, 1, 1, 69),
        ("’".into(), false, Unicode, 1, 1, 69),
        ("—".into(), false, Unicode, 1, 1, 69),
        ("…".into(), false, Unicode, 1, 1, 69),
        ("\u{a0}".into(), false, Unicode, 1, 1, 69),
        ("`".into(), false, Unicode, 1, 1, 69),
        ("\t".into(), false, Unicode, 1, 1, 69),
        ("e\u{301}".into(), false, Unicode, 1, 2, 68),
        // Pairs of the extension table.
        ("€".repeat(80), false, Gsm7, 1, 160, 0),
        ("€".repeat(81), false, Gsm7, 2, 162, 143),
        ("€".repeat(153), false, Gsm7, 3, 306, 151),
        (format!("{}€", n(147)), true, Gsm7, 1, 160, 0),
        (format!("{}€", n(148)), true, Gsm7, 2, 161, 145),
        // The pair at 153 moves into part two: one unit stays empty, so 305 fit instead of 306.
        (format!("{}€{}", n(152), n(151)), false, Gsm7, 2, 305, 0),
        (format!("{}€{}", n(152), n(152)), false, Gsm7, 3, 306, 152),
        (format!("{}€{}", n(152), n(140)), true, Gsm7, 2, 305, 0),
        (format!("{}€{}", n(152), n(141)), true, Gsm7, 3, 306, 152),
        // Surrogate pairs.
        ("😀".repeat(35), false, Unicode, 1, 70, 0),
        ("😀".repeat(36), false, Unicode, 2, 72, 61),
        ("😀".repeat(66), false, Unicode, 2, 132, 1),
        ("😀".repeat(67), false, Unicode, 3, 134, 65),
        (format!("{}😀", n(65)), false, Unicode, 1, 67, 3),
        (format!("{}😀{}", n(66), n(65)), false, Unicode, 2, 133, 0),
        (format!("{}😀{}", n(66), n(66)), false, Unicode, 3, 134, 66),
        (format!("{}😀", n(57)), true, Unicode, 1, 70, 0),
        (format!("{}😀", n(58)), true, Unicode, 2, 71, 63),
        (format!("{}😀{}", n(66), n(54)), true, Unicode, 2, 133, 0),
        (format!("{}😀{}", n(66), n(55)), true, Unicode, 3, 134, 66),
    ];
    for (text, stop, encoding, count, units, remaining) in rows {
        let found = segments(&text, stop);
        assert_eq!(
            (found.encoding, found.parts, found.units, found.remaining),
            (encoding, count, units, remaining),
            "{text:?}, clause: {stop}"
        );
        assert_eq!(
            parts(&text, stop).count(),
            count,
            "{text:?}, clause: {stop}"
        );
    }
}

#[test]
fn each_extension_character_is_a_pair_at_the_end_of_a_single_part() {
    for c in GSM_EXTENSION {
        assert_eq!(segments(&format!("{}{c}", n(158)), false).parts, 1, "{c:?}");
        assert_eq!(segments(&format!("{}{c}", n(159)), false).parts, 2, "{c:?}");
    }
}

#[test]
fn each_extension_character_moves_whole_into_the_next_part() {
    for c in GSM_EXTENSION {
        let fits = format!("{}{c}{}", n(151), n(20));
        let lengths: Vec<_> = parts(&fits, false).map(|part| part.units).collect();
        assert_eq!(lengths, [153, 20], "{c:?}");

        let moves = format!("{}{c}{}", n(152), n(20));
        let pieces: Vec<_> = parts(&moves, false).collect();
        assert_eq!((pieces[0].units, pieces[1].units), (152, 22), "{c:?}");
        assert!(pieces[1].text.starts_with(c), "{c:?}");
    }
}

#[test]
fn an_emoji_moves_whole_into_the_next_part() {
    let text = format!("{}🎉{}", n(66), n(10));
    let pieces: Vec<_> = parts(&text, false).map(|part| part.text).collect();
    assert_eq!(pieces, [n(66), format!("🎉{}", n(10))]);
}

#[test]
fn one_accent_outside_gsm_triples_the_cost() {
    let plain = format!("Votre commande est prete. {}", n(130));
    let accent = plain.replace("prete", "prête");
    assert_eq!(segments(&plain, false).credits(1), Credits::from(1));
    assert_eq!(segments(&accent, false).credits(1), Credits::from(3));
}

#[test]
fn the_clause_counts_once() {
    let with = |len| segments(&n(len), StopClause::Appended).parts;
    let without = |len| segments(&n(len + 11), StopClause::Absent).parts;
    for len in 0..2_000 {
        assert_eq!(with(len), without(len), "{len}");
    }
}

#[test]
fn the_clause_may_begin_in_one_part_and_end_in_the_next() {
    let text = n(300);
    let pieces: Vec<_> = parts(&text, true)
        .map(|part| (part.text.len(), part.units, part.clause))
        .collect();
    assert_eq!(pieces, [(153, 153, 0), (147, 153, 6), (0, 5, 5)]);
}

#[test]
fn the_clause_may_have_the_last_part_for_itself() {
    let text = n(306);
    let pieces: Vec<_> = parts(&text, true)
        .map(|part| (part.text.len(), part.clause))
        .collect();
    assert_eq!(pieces, [(153, 0), (153, 0), (0, 11)]);
}

#[test]
fn offending_characters_come_with_their_place_and_a_suggestion() {
    let found: Vec<_> = segments("Ça coûte 5 € 😀 ?", false)
        .offending
        .into_iter()
        .map(|one| (one.index, one.ch, one.suggestion))
        .collect();
    assert_eq!(found, [(5, 'û', Some("u")), (13, '😀', None)]);
}

#[test]
fn a_gsm_text_has_no_offending_characters() {
    assert!(
        segments("Ça a un goût ? Non: 5 € {été}", false)
            .offending
            .len()
            == 1
    );
    assert!(segments("Ça va ? 5 € {été}", false).offending.is_empty());
}

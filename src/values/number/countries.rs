//! Calling codes: the code that a number begins with, and OVHcloud's country for it.

use std::sync::LazyLock;

/// The calling codes of two digits (ITU-T E.164). `1` and `7` have one digit, all others have
/// three.
#[rustfmt::skip]
const TWO_DIGITS: &[u64] = &[
    20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55,
    56, 57, 58, 60, 61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98,
];

/// The first digits of a number, and the country as `sms.CountryEnum` writes it. The longest match
/// is used.
///
/// The table is sorted. `""` means that the code exists, but OVHcloud's list has no country for it.
/// A country that shares the code of a bigger neighbour and is not in OVHcloud's list (Guernsey,
/// Saint-Martin) counts as that neighbour.
#[rustfmt::skip]
const COUNTRIES: &[(u64, &str)] = &[
    // North America shares one code: Canada and the islands have area codes, the rest is the US.
    (1, "us"), (7, "ru"),
    (20, "eg"), (27, "za"), (30, "gr"), (31, "nl"), (32, "be"), (33, "fr"), (34, "es"),
    (36, "hu"), (39, "it"), (40, "ro"), (41, "ch"), (43, "at"), (44, "gb"), (45, "dk"),
    (46, "se"), (47, "no"), (48, "pl"), (49, "de"), (51, "pe"), (52, "mx"), (53, "cu"),
    (54, "ar"), (55, "br"), (56, "cl"), (57, "co"), (58, "ve"), (60, "my"), (61, "au"),
    (62, "id"), (63, "ph"), (64, "nz"), (65, "sg"), (66, "th"), (76, "kz"), (77, "kz"),
    (81, "jp"), (82, "kr"), (84, "vn"), (86, "cn"), (90, "tr"), (91, "in"), (92, "pk"),
    (93, "af"), (94, "lk"), (95, ""), (98, "ir"),
    (211, ""), (212, "ma"), (213, "dz"), (216, "tn"), (218, "ly"), (220, "gm"), (221, "sn"),
    (222, "mr"), (223, "ml"), (224, "gn"), (225, "ci"), (226, "bf"), (227, "ne"), (228, "tg"),
    (229, "bj"), (230, "mu"), (231, "lr"), (232, "sl"), (233, "gh"), (234, "ng"), (235, "td"),
    (236, "cf"), (237, "cm"), (238, "cv"), (239, "st"), (240, "gq"), (241, "ga"), (242, "cg"),
    (243, "cd"), (244, "ao"), (245, "gw"), (246, "io"), (247, ""), (248, "sc"), (249, "sd"),
    (250, "rw"), (251, "et"), (252, "so"), (253, ""), (254, "ke"), (255, "tz"), (256, "ug"),
    (257, "bi"), (258, "mz"), (260, "zm"), (261, "mg"), (262, "re"), (263, "zw"), (264, "na"),
    (265, "mw"), (266, "ls"), (267, "bw"), (268, "sz"), (269, "km"), (290, ""), (291, ""),
    (297, "aw"), (298, "fo"), (299, "gl"),
    (350, "gi"), (351, "pt"), (352, "lu"), (353, "ie"), (354, "is"), (355, "al"), (356, "mt"),
    (357, "cy"), (358, "fi"), (359, "bg"), (370, "lt"), (371, "lv"), (372, "ee"), (373, "md"),
    (374, "am"), (375, "by"), (376, "ad"), (377, ""), (378, "sm"), (380, "ua"), (381, "rs"),
    (382, "me"), (383, ""), (385, "hr"), (386, "si"), (387, "ba"), (389, "mk"), (420, "cz"),
    (421, "sk"), (423, "li"),
    (500, "fk"), (501, "bz"), (502, "gt"), (503, "sv"), (504, "hn"), (505, "ni"), (506, "cr"),
    (507, "pa"), (508, ""), (509, "ht"), (590, "gp"), (591, "bo"), (592, "gy"), (593, "ec"),
    (594, "gf"), (595, "py"), (596, "mq"), (597, "sr"), (598, "uy"), (599, "an"),
    (670, "tl"), (672, ""), (673, "bn"), (674, ""), (675, "pg"), (676, "to"), (677, "sb"),
    (678, "vu"), (679, "fj"), (680, ""), (681, ""), (682, "ck"), (683, ""), (685, "ws"),
    (686, ""), (687, "nc"), (688, ""), (689, "pf"), (690, ""), (691, ""), (692, ""),
    (850, ""), (852, "hk"), (853, "mo"), (855, "kh"), (856, "la"), (880, "bd"), (886, "tw"),
    (960, "mv"), (961, "lb"), (962, "jo"), (963, "sy"), (964, "iq"), (965, "kw"), (966, "sa"),
    (967, "ye"), (968, "om"), (970, "ps"), (971, "ae"), (972, "il"), (973, "bh"), (974, "qa"),
    (975, "bt"), (976, "mn"), (977, "np"), (992, "tj"), (993, "tm"), (994, "az"), (995, "ge"),
    (996, "kg"), (998, "uz"),
    (1204, "ca"), (1226, "ca"), (1236, "ca"), (1242, "bs"), (1246, "bb"), (1249, "ca"),
    (1250, "ca"), (1257, "ca"), (1263, "ca"), (1264, "ai"), (1268, "ag"), (1284, "vg"),
    (1289, "ca"), (1306, "ca"), (1340, "vi"), (1343, "ca"), (1345, "ky"), (1354, "ca"),
    (1365, "ca"), (1367, "ca"), (1368, "ca"), (1382, "ca"), (1403, "ca"), (1416, "ca"),
    (1418, "ca"), (1428, "ca"), (1431, "ca"), (1437, "ca"), (1438, "ca"), (1441, "bm"),
    (1450, "ca"), (1468, "ca"), (1473, "gd"), (1474, "ca"), (1506, "ca"), (1514, "ca"),
    (1519, "ca"), (1548, "ca"), (1579, "ca"), (1581, "ca"), (1584, "ca"), (1587, "ca"),
    (1600, "ca"), (1604, "ca"), (1613, "ca"), (1622, "ca"), (1633, "ca"), (1639, "ca"),
    (1644, "ca"), (1647, "ca"), (1649, "tc"), (1655, "ca"), (1658, "jm"), (1664, "ms"),
    (1670, ""), (1671, "gu"), (1672, "ca"), (1677, "ca"), (1683, "ca"), (1684, ""),
    (1688, "ca"), (1705, "ca"), (1709, "ca"), (1721, ""), (1742, "ca"), (1753, "ca"),
    (1758, "lc"), (1767, "dm"), (1778, "ca"), (1780, "ca"), (1782, "ca"), (1784, "vc"),
    (1787, ""), (1807, "ca"), (1809, ""), (1819, "ca"), (1825, "ca"), (1829, ""),
    (1849, ""), (1867, "ca"), (1868, "tt"), (1869, "kn"), (1873, "ca"), (1876, "jm"),
    (1879, "ca"), (1902, "ca"), (1905, "ca"), (1939, ""), (1942, "ca"),
    // Mayotte uses numbers within Réunion's code.
    (262268, "yt"), (262269, "yt"), (262639, "yt"), (262709, "yt"),
];

/// The number of digits of the longest prefix in the table.
const LONGEST: u32 = 6;

/// The calling codes that several countries share, so that further digits decide.
const SHARED: &[u64] = &[1, 7, 262];

/// Returns the calling code that a number begins with.
pub(super) fn calling_code(number: u64) -> u64 {
    code_in(leading(number, 3))
}

/// Returns the calling code with which three digits begin.
pub(super) fn code_in(three: u64) -> u64 {
    // Short numbers have fewer than three digits.
    let (one, two) = match three {
        100.. => (three / 100, three / 10),
        10.. => (three / 10, three),
        _ => (three, three),
    };
    match one {
        1 | 7 => one,
        _ if two < 100 && TWO >> two & 1 == 1 => two,
        _ => three,
    }
}

/// `TWO_DIGITS` as bits, for a single lookup instead of a search.
const TWO: u128 = {
    let (mut bits, mut rest) = (0, TWO_DIGITS);
    while let [code, others @ ..] = rest {
        bits |= 1 << *code;
        rest = others;
    }
    bits
};

/// The countries by calling code, for the codes of one country only. Most numbers have such a code.
static BY_CODE: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut table = vec![""; 1000];
    for &(code, iso) in COUNTRIES {
        let place = usize::try_from(code).ok().and_then(|at| table.get_mut(at));
        if let Some(place) = place {
            *place = iso;
        }
    }
    table
});

/// Returns the country of a number, if OVHcloud's list has one.
pub(super) fn country(number: u64) -> Option<&'static str> {
    let code = calling_code(number);
    if !SHARED.contains(&code) {
        let iso = usize::try_from(code)
            .ok()
            .and_then(|code| BY_CODE.get(code))?;
        return Some(*iso).filter(|iso| !iso.is_empty());
    }
    (digits(code)..=LONGEST)
        .rev()
        .find_map(|digits| {
            let at = COUNTRIES
                .binary_search_by_key(&leading(number, digits), |&(prefix, _)| prefix)
                .ok()?;
            COUNTRIES.get(at)
        })
        .map(|&(_, iso)| iso)
        .filter(|iso| !iso.is_empty())
}

/// Returns how many digits a number has.
pub(super) fn digits(number: u64) -> u32 {
    number.checked_ilog10().map_or(1, |log| log + 1)
}

/// Returns the first digits of a number, or the whole number if it has fewer.
pub(super) fn leading(number: u64, count: u32) -> u64 {
    number / 10u64.pow(digits(number).saturating_sub(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `sms.CountryEnum` of OVHcloud's description, without `all`.
    const OVHCLOUD: &str = "ad ae af ag ai al am an ao ar at au aw az ba bb bd be bf bg bh bi bj bm bn \
        bo br bs bt bw by bz ca cd cf cg ch ci ck cl cm cn co cr cu cv cy cz de dk dm dz ec ee eg es \
        et fi fj fk fo fr ga gb gd ge gf gh gi gl gm gn gp gq gr gt gu gw gy hk hn hr ht hu id ie il \
        in io iq ir is it jm jo jp ke kg kh km kn kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma md \
        me mg mk ml mn mo mq mr ms mt mu mv mw mx my mz na nc ne ng ni nl no np nz om pa pe pf pg ph \
        pk pl ps pt py qa re ro rs ru rw sa sb sc sd se sg si sk sl sm sn so sr st sv sy sz tc td tg \
        th tj tl tm tn to tr tt tw tz ua ug us uy uz vc ve vg vi vn vu ws ye yt za zm zw";

    #[test]
    fn the_table_is_sorted_for_its_search() {
        assert!(COUNTRIES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(
            COUNTRIES
                .iter()
                .all(|&(prefix, _)| digits(prefix) <= LONGEST)
        );
    }

    #[test]
    fn further_digits_decide_only_within_the_shared_codes() {
        for &(prefix, _) in COUNTRIES {
            let code = calling_code(prefix);
            assert!(prefix == code || SHARED.contains(&code), "{prefix}");
        }
    }

    #[test]
    fn the_table_has_the_countries_of_ovhclouds_list_and_no_other() {
        let mut mine: Vec<_> = COUNTRIES.iter().map(|&(_, iso)| iso).collect();
        mine.sort_unstable();
        mine.dedup();
        mine.retain(|iso| !iso.is_empty());
        assert_eq!(mine, OVHCLOUD.split_whitespace().collect::<Vec<_>>());
    }
}

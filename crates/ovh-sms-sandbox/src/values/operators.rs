//! Mobile operators, by their MCC and MNC.

use crate::random::mix;
use crate::values::numbers::{self, Number};

/// An operator of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Operator {
    pub(crate) name: &'static str,
    /// MCC and MNC; empty if they are not known.
    pub(crate) code: &'static str,
    pub(crate) network: &'static str,
}

/// The operators of French numbers.
const FRENCH: &[Operator] = &[
    operator("Orange", "20801", "Orange F"),
    operator("SFR", "20810", "F SFR"),
    operator("Bouygues Telecom", "20820", "F-Bouygues Telecom"),
    operator("Free Mobile", "20815", "Free"),
];

/// One network of each other country.
const ELSEWHERE: &[(&str, &str)] = &[
    ("gb", "23410"),
    ("ie", "27201"),
    ("in", "40410"),
    ("be", "20601"),
    ("ch", "22801"),
    ("de", "26201"),
    ("es", "21401"),
    ("it", "22201"),
    ("lu", "27001"),
    ("nl", "20408"),
    ("pl", "26001"),
    ("pt", "26801"),
    ("at", "23201"),
    ("cz", "23001"),
    ("dk", "23801"),
    ("fi", "24405"),
    ("gr", "20201"),
    ("hr", "21901"),
    ("hu", "21630"),
    ("no", "24201"),
    ("ro", "22610"),
    ("se", "24001"),
    ("sk", "23101"),
    ("tr", "28601"),
    ("us", "310260"),
    ("ca", "302720"),
    ("br", "72402"),
    ("mx", "334020"),
    ("cn", "46000"),
    ("jp", "44010"),
    ("au", "50501"),
    ("ma", "60401"),
    ("dz", "60301"),
    ("tn", "60502"),
    ("sn", "60801"),
    ("ci", "61203"),
    ("za", "65501"),
    ("re", "64700"),
    ("gp", "34001"),
    ("gf", "34001"),
    ("mq", "34001"),
    ("nc", "54601"),
    ("pf", "54720"),
];

const fn operator(name: &'static str, code: &'static str, network: &'static str) -> Operator {
    Operator {
        name,
        code,
        network,
    }
}

/// Returns the operator of a number. French operators are assigned to numbers at random, always in
/// the same way; an operator elsewhere has the name of its country.
pub(crate) fn of(number: Number) -> Operator {
    let country = numbers::country(number);
    let place = usize::try_from(mix(0, number) % 4).unwrap_or(0);
    match FRENCH.get(place).filter(|_| country.code == "fr") {
        Some(french) => *french,
        None => {
            let known = ELSEWHERE.iter().find(|(code, _)| *code == country.code);
            let code = known.map_or("", |(_, code)| code);
            operator(country.name, code, country.name)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::countries::COUNTRIES;

    #[test]
    fn every_country_has_a_code_of_mcc_and_mnc() {
        for country in COUNTRIES {
            let known = ELSEWHERE.iter().find(|(code, _)| *code == country.code);
            let code = match known {
                Some((_, code)) => code,
                None => of(33_600_000_000).code,
            };
            assert!((5..=6).contains(&code.len()), "{}", country.code);
            assert!(code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
            assert!(known.is_some() || country.code == "fr", "{}", country.code);
        }
        assert!(of(33_600_000_000).code.starts_with("208"));
        assert_eq!(of(447_700_900_000).code, "23410");
        assert_eq!(of(999_999_999_999).code, "");
    }
}

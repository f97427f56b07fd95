//! Phone numbers: valid receivers, and their countries.

use crate::values::countries::{self, CANADIAN_AREAS, COUNTRIES, Country, OTHER};

/// A phone number in international form, stored as its digits.
pub(crate) type Number = u64;

/// Parses `+33…` or `0033…` with 8 to 17 digits after the prefix: the shortest real numbers have 8,
/// and OVHcloud's own PHP client accepts up to 17. French numbers must have nine digits after the 33. Local forms such as `06…` are not valid
/// receivers.
pub(crate) fn parse(text: &str) -> Option<Number> {
    let text = text.trim();
    let digits = text.strip_prefix('+').or_else(|| text.strip_prefix("00"))?;
    let plausible = (8..=17).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && (!digits.starts_with("33") || (digits.len() == 11 && !digits.starts_with("330")));
    if plausible { digits.parse().ok() } else { None }
}

/// Formats the number as the service writes it: `+33…`.
pub(crate) fn written(number: Number) -> String {
    format!("+{number}")
}

/// Returns the country of a number, by the longest matching dialling code.
pub(crate) fn country(number: Number) -> &'static Country {
    let digits = number.to_string();
    if let Some(rest) = digits.strip_prefix('1') {
        let canadian = CANADIAN_AREAS.iter().any(|area| rest.starts_with(area));
        return countries::by_code(if canadian { "ca" } else { "us" });
    }
    COUNTRIES
        .iter()
        .filter(|country| digits.starts_with(country.dialling))
        .max_by_key(|country| country.dialling.len())
        .unwrap_or(&OTHER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_international_forms_are_the_same_number() {
        assert_eq!(parse("0033600000000"), parse("+33600000000"));
        assert_eq!(written(parse("0033600000000").unwrap()), "+33600000000");
    }

    #[test]
    fn local_and_broken_forms_are_no_receivers() {
        for text in [
            "0600000000",
            "33600000000",
            "abc",
            "",
            "+",
            "+33",
            "+336000000000",
            "+3360000000",
            "+2900000",
            "+0336000000000",
            "+33 6 00 00 00 00",
            "+33６00000000",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn short_numbers_abroad_are_receivers() {
        for number in [
            29_000_000,
            298_200_000,
            299_200_000,
            376_300_000,
            508_400_000,
            687_700_000,
        ] {
            assert_eq!(parse(&written(number)), Some(number));
        }
    }

    #[test]
    fn countries_follow_the_longest_code() {
        assert_eq!(country(33_600_000_000).code, "fr");
        assert_eq!(country(447_700_900_000).code, "gb");
        assert_eq!(country(262_692_000_000).code, "re");
        assert_eq!(country(12_025_550_100).code, "us");
        assert_eq!(country(15_145_550_100).code, "ca");
        assert_eq!(country(999_999_999_999).code, "all");
    }
}

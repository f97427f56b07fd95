//! Numbers as they are dialled within a region.

use phonenumber::country::Id;
use phonenumber::metadata::{DATABASE, Metadata};

use super::chars::trimmed;
use super::international::{EXTENSION, International};
use super::plan::{NumberKind, plan};
use super::read::{decimals, follows, scanned, short_end};
use super::scan::Scan;
use super::{NumberError, PhoneNumber, french};
use ovh_api::runtime::masked::shown;

/// The regions of France's numbering plan.
const FRENCH: [&str; 9] = ["FR", "GP", "BL", "MF", "GF", "MQ", "RE", "YT", "PM"];

impl PhoneNumber {
    /// Parses a number as it is dialled within a region, or in international form.
    ///
    /// `region` is an ISO 3166 code of two letters, in upper or lower case. A national number is
    /// accepted only if it is assigned in the region. Numbers of France's overseas regions, which
    /// are dialled like those of France, get their own country's code: `0690…` is +590 690….
    ///
    /// # Errors
    ///
    /// Returns [`NumberError::Region`] if the region does not exist, [`NumberError::National`]
    /// if the number is not valid there, and the other errors as [`FromStr`](std::str::FromStr)
    /// does.
    ///
    /// ```
    /// use ovh_sms::PhoneNumber;
    ///
    /// let number = PhoneNumber::parse_national("06 12 34 56 78", "fr")?;
    /// assert_eq!(number.to_string(), "+33612345678");
    /// let number = PhoneNumber::parse_national("0690 00 00 00", "fr")?;
    /// assert_eq!(number.to_string(), "+590690000000");
    /// # Ok::<(), ovh_sms::NumberError>(())
    /// ```
    pub fn parse_national(text: &str, region: &str) -> Result<Self, NumberError> {
        let region = region.to_uppercase();
        let id: Id = region.parse().map_err(|_| NumberError::Region {
            region: shown(&region.to_lowercase()),
        })?;
        let refused = match text.parse() {
            Err(error) if NumberError::lacks_prefix(&error) => error,
            Ok(found) => return own_prefix(text, &region, Ok(found)),
            refused => return own_prefix(text, &region, refused),
        };
        let scan = scanned(trimmed(text))?;
        let is_french = FRENCH.contains(&region.as_str());
        let number = |digits: &[u8]| match is_french {
            true => french_number(digits),
            false => number_of(id, digits),
        };
        if let Some(after) = end_of_number(&scan, number) {
            return Err(follows(trimmed(text), after));
        }
        let found = number(scan.digits());
        let whole = whole_number(&region, scan.digits()).filter(|_| !is_french);
        if whole.is_some() && found.is_some() && whole != found {
            return Err(NumberError::NoPrefix { value: shown(text) });
        }
        let found = found.or(whole);
        if found.is_some_and(|found| is_international(&scan, found)) {
            return Err(NumberError::NoPrefix { value: shown(text) });
        }
        found.ok_or_else(|| match refused {
            NumberError::Short { .. } => refused,
            _ => NumberError::National {
                value: shown(text),
                region: shown(&region.to_lowercase()),
            },
        })
    }
}

/// Returns the number behind the region's own prefix of international calls if it is another one than
/// `00`: in Hong Kong, `001 65…` is a number of Singapore. Without an own prefix it is the number
/// that was found. Digits that are a number either way are refused.
fn own_prefix(
    text: &str,
    region: &str,
    found: Result<PhoneNumber, NumberError>,
) -> Result<PhoneNumber, NumberError> {
    let Ok(scan) = scanned(trimmed(text)) else {
        return found;
    };
    let digits: String = written(scan.digits());
    let prefix = DATABASE
        .by_id(region)
        .and_then(Metadata::international_prefix);
    let prefix = prefix.and_then(|prefix| prefix.find(&digits));
    let behind = prefix.filter(|prefix| prefix.start() == 0 && prefix.end() > 2 && !scan.has_plus);
    let own = behind.and_then(|prefix| digits.get(prefix.end()..));
    let own = own.and_then(|rest| format!("+{rest}").parse::<PhoneNumber>().ok());
    let is_known = |number: &PhoneNumber| number.kind() != NumberKind::Unknown;
    match (own.filter(is_known), found) {
        (Some(own), Ok(found)) if is_known(&found) && own != found => {
            Err(NumberError::NoPrefix { value: shown(text) })
        }
        // The groups of the whole text were checked only if it was read.
        (Some(own), Ok(_)) => Ok(own),
        (Some(own), Err(error)) => match scan.stop {
            None => Ok(own),
            Some(_) => Err(error),
        },
        (None, found) => found,
    }
}

/// Returns the number whose national digits begin with those of the region's calling code: in Italy,
/// `393 123 4567` is +39 393….
fn whole_number(region: &str, digits: &[u8]) -> Option<PhoneNumber> {
    let code = DATABASE.by_id(region)?.country_code();
    let begins_with_code = written(digits).starts_with(&code.to_string());
    let kind = plan(u64::from(code))?.kind(digits);
    let is_usual = matches!(kind, NumberKind::Mobile | NumberKind::Fixed);
    let whole = format!("+{code}{}", written(digits));
    (begins_with_code && is_usual).then(|| whole.parse().ok())?
}

fn written(digits: &[u8]) -> String {
    digits
        .iter()
        .map(|digit| char::from(b'0' + digit))
        .collect()
}

/// Returns where a number ends before something else: decimals, an extension, a second number.
fn end_of_number(scan: &Scan, number: impl Fn(&[u8]) -> Option<PhoneNumber>) -> Option<usize> {
    let (last, end) = scan.groups().next_back()?;
    let before = scan.digits().get(..last.start)?;
    let others = scan
        .groups()
        .skip(1)
        .filter(|(group, _)| group.start < last.start);
    let is_unlike = others.into_iter().all(|(group, _)| group.mark != last.mark);
    let is_end = last.start > 0
        && end - last.start <= EXTENSION
        && (last.in_parentheses || is_unlike)
        && number(before).is_some();
    let is_end = is_end.then_some(last.after);
    is_end
        .or_else(|| decimals(scan))
        .or_else(|| short_end(scan))
}

/// Returns whether the digits may be an international number as well: they lack the 0 of local calls,
/// or are no usual number of the region.
fn is_international(scan: &Scan, found: PhoneNumber) -> bool {
    let bare = International::of(scan, 0);
    let other = bare.whole(0);
    let plan = plan(u64::from(found.calling_code()));
    let has_trunk = plan.is_some_and(|plan| plan.trunk(&[0]).is_some());
    let is_usual = matches!(found.kind(), NumberKind::Mobile | NumberKind::Fixed);
    let is_assigned = matches!(other.kind(), NumberKind::Mobile | NumberKind::Fixed);
    scan.zeros() == 0 && other != found && is_assigned && (has_trunk || !is_usual)
}

fn french_number(digits: &[u8]) -> Option<PhoneNumber> {
    let without_zero = digits.strip_prefix(&[0]).unwrap_or(digits);
    match french::international(without_zero) {
        Some(number) => {
            let is_assigned = number.calling_code() != 33
                || number.kind() != NumberKind::Unknown
                || number.is_test_number();
            is_assigned.then_some(number)
        }
        // International digits of France or of a region.
        None => number_of(phonenumber::country::FR, digits).or_else(|| {
            let number: PhoneNumber = format!("+{}", written(digits)).parse().ok()?;
            let is_french = french::CODES.contains(&number.calling_code());
            (is_french && number.kind() != NumberKind::Unknown).then_some(number)
        }),
    }
}

fn number_of(region: Id, digits: &[u8]) -> Option<PhoneNumber> {
    let number = phonenumber::parse(Some(region), written(digits)).ok()?;
    let number = phonenumber::is_valid(&number).then(|| {
        let international = number.format().mode(phonenumber::Mode::E164);
        international.to_string().parse().ok()
    });
    number.flatten()
}

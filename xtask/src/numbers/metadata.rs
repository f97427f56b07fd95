//! Facts about numbers: the metadata of the crate `phonenumber`, by calling code.

use std::collections::BTreeSet;

use anyhow::Context;
use phonenumber::metadata::{DATABASE, Descriptor, Metadata};
use regex::Regex;
use regex_automata::Anchored;
use regex_automata::dfa::Automaton;
use regex_syntax::hir::{Class, HirKind};

use super::automata::compiled;

/// The kinds of numbers, as the bits of a node store them; 0 is unknown.
pub const MOBILE: u8 = 1;
pub const FIXED: u8 = 2;
pub const VOIP: u8 = 3;
pub const SPECIAL: u8 = 4;

/// Numbers that the metadata lacks, as calling code, pattern, length and kind.
///
/// ARCEP assigns 0700 with 14 digits to French machines (decision 2012-0855); the metadata has only
/// the usual length.
const EXTENDED: &[(u16, &str, u16, u8)] = &[(33, r"700\d{10}", 13, MOBILE)];

/// A pattern of national numbers with their lengths.
pub struct Pattern {
    pub text: String,
    pub lengths: Vec<u16>,
    pub kind: u8,
    /// Whether a person can have such a number.
    pub is_personal: bool,
}

/// A region of a calling code.
pub struct Region {
    pub id: String,
    pub general: String,
    /// What all numbers of the region begin with, where several regions share the code.
    pub leading: Option<String>,
    /// In the order in which they decide: the first one that matches is the kind.
    pub patterns: Vec<Pattern>,
}

/// The numbering plan of a calling code.
pub struct Code {
    pub code: u16,
    /// The main region first.
    pub regions: Vec<Region>,
    /// What is dialled before a national number, longest first.
    pub trunks: Vec<String>,
    /// Whether numbers that a person can have may begin with a 0.
    pub zero: bool,
    /// The lengths of numbers that a person can have, if there are any: those of services are not
    /// the lengths of other numbers.
    pub lengths: BTreeSet<u16>,
    pub extended: Vec<Pattern>,
}

/// Returns the plans of all calling codes, sorted.
pub fn codes() -> anyhow::Result<Vec<Code>> {
    (1..=999)
        .filter_map(|number| Some(code(number, &DATABASE.by_code(&number)?)))
        .collect()
}

fn code(code: u16, metadata: &[&Metadata]) -> anyhow::Result<Code> {
    let is_shared = metadata.len() > 1;
    let regions: Vec<Region> = metadata.iter().map(|one| region(one, is_shared)).collect();
    let patterns = || regions.iter().flat_map(|region| &region.patterns);
    let mut trunks = BTreeSet::new();
    for one in metadata {
        trunks.extend(trunks_of(one)?);
    }
    let mut zero = false;
    for pattern in patterns().filter(|pattern| pattern.is_personal) {
        zero |= may_begin_with_zero(&pattern.text)?;
    }
    let lengths_of = |is_wanted: fn(&Pattern) -> bool| {
        let wanted = patterns().filter(|pattern| is_wanted(pattern));
        wanted
            .flat_map(|pattern| pattern.lengths.iter().copied())
            .collect::<BTreeSet<_>>()
    };
    let mut lengths = lengths_of(|pattern| pattern.is_personal);
    if lengths.is_empty() {
        lengths = lengths_of(|_| true);
    }
    let extended = EXTENDED.iter().filter(|row| row.0 == code);
    let extended = extended.map(|&(_, text, length, kind)| Pattern {
        text: text.to_owned(),
        lengths: vec![length],
        kind,
        is_personal: false,
    });
    Ok(Code {
        code,
        zero: zero && !trunks.contains("0"),
        lengths,
        extended: extended.collect(),
        trunks: sorted(trunks),
        regions,
    })
}

/// Returns the longest first, because it is tried first.
fn sorted(trunks: BTreeSet<String>) -> Vec<String> {
    let mut trunks: Vec<String> = trunks.into_iter().collect();
    trunks.sort_by_key(|trunk| std::cmp::Reverse(trunk.len()));
    trunks
}

fn region(metadata: &Metadata, is_shared: bool) -> Region {
    let leading = metadata.leading_digits().filter(|_| is_shared);
    Region {
        id: metadata.id().to_owned(),
        general: compact(metadata.descriptors().general().national_number().as_str()),
        leading: leading.map(|leading| compact(leading.as_str())),
        patterns: patterns(metadata),
    }
}

/// Returns the patterns in the order of libphonenumber's `getNumberType`. A number that is fixed
/// and mobile counts as mobile, so mobile comes before fixed.
fn patterns(metadata: &Metadata) -> Vec<Pattern> {
    let of = metadata.descriptors();
    let rows: [(Option<&Descriptor>, u8, bool); 10] = [
        (of.premium_rate(), SPECIAL, false),
        (of.toll_free(), SPECIAL, false),
        (of.shared_cost(), SPECIAL, false),
        (of.voip(), VOIP, true),
        (of.personal_number(), SPECIAL, true),
        (of.pager(), SPECIAL, true),
        (of.uan(), SPECIAL, false),
        (of.voicemail(), SPECIAL, false),
        (of.mobile(), MOBILE, true),
        (of.fixed_line(), FIXED, true),
    ];
    let rows = rows.into_iter();
    rows.filter_map(|(descriptor, kind, is_personal)| {
        let descriptor = descriptor?;
        Some(Pattern {
            text: compact(descriptor.national_number().as_str()),
            lengths: descriptor.possible_length().to_vec(),
            kind,
            is_personal,
        })
    })
    .collect()
}

/// Returns the prefixes that are dialled before national numbers, without carrier codes: the
/// national prefix, and the shortest prefixes that the pattern for parsing matches, alone or one
/// after another (`0`, `8` and `80` in Belarus).
fn trunks_of(metadata: &Metadata) -> anyhow::Result<BTreeSet<String>> {
    let prefix = metadata.national_prefix().map(str::to_owned);
    let mut trunks: BTreeSet<String> = prefix.into_iter().collect();
    let Some(pattern) = metadata.national_prefix_for_parsing() else {
        return Ok(trunks);
    };
    let whole = Regex::new(&format!("^(?:{})$", compact(pattern.as_str())))?;
    let digits = |text: &String| text.chars().map(String::from).collect::<Vec<_>>();
    let one = (0..10).map(|digit| format!("{digit}"));
    let one: BTreeSet<String> = one.filter(|text| whole.is_match(text)).collect();
    let two = (0..100).map(|digits| format!("{digits:02}"));
    trunks.extend(two.filter(|text| {
        whole.is_match(text) && digits(text).iter().all(|digit| one.contains(digit))
    }));
    trunks.extend(one);
    Ok(trunks)
}

/// Returns whether a pattern matches numbers that begin with 0.
fn may_begin_with_zero(pattern: &str) -> anyhow::Result<bool> {
    let dfa = compiled(pattern)?;
    let start = dfa
        .universal_start_state(Anchored::Yes)
        .context("a pattern depends on what is before it")?;
    Ok(!dfa.is_dead_state(dfa.next_state(start, b'0')))
}

/// Returns a pattern without the white space of its layout.
fn compact(pattern: &str) -> String {
    pattern.split_whitespace().collect()
}

/// Returns the zeros of Unicode's sets of decimal digits.
pub fn zeros() -> anyhow::Result<Vec<char>> {
    let parsed = regex_syntax::parse(r"\p{Nd}")?;
    let HirKind::Class(Class::Unicode(class)) = parsed.kind() else {
        anyhow::bail!("the class of decimal digits is not a set of characters");
    };
    let mut zeros = Vec::new();
    for range in class.ranges() {
        let (first, last) = (u32::from(range.start()), u32::from(range.end()));
        anyhow::ensure!(
            (last - first + 1).is_multiple_of(10),
            "a set of digits is not whole"
        );
        zeros.extend((first..=last).step_by(10).filter_map(char::from_u32));
    }
    Ok(zeros)
}

//! The measurements of a text: its parts, the characters that increase the cost, and the cost.

use std::collections::HashMap;

use comfy_table::{Cell, CellAlignment};
use ovh_sms::Credits;
use ovh_sms::message::{
    Encoding, Segments, StopClause, Transliteration, segments, septets, to_gsm,
};
use ovh_sms::types::JobEstimate;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::price::{Price, counted, credits, sum, times};
use crate::terminal::output;

/// A measured text.
#[derive(Debug)]
pub(crate) struct Measured {
    stop: StopClause,
    segments: Segments,
    costly: Vec<Costly>,
    /// The text in GSM-7; `None` if it is GSM-7 already.
    substituted: Option<(Transliteration, Segments)>,
    pub(crate) price: Option<Price>,
    /// The service's own count.
    pub(crate) by_service: Option<JobEstimate>,
    /// The credits left on the account.
    pub(crate) credits_left: Option<Credits>,
}

/// A character that makes the message longer.
#[derive(Debug)]
struct Costly {
    character: char,
    count: usize,
    /// Whether it is outside GSM-7, and so makes the message Unicode; otherwise it takes two
    /// septets.
    unicode: bool,
    units: usize,
    substitute: Option<&'static str>,
}

impl Measured {
    /// Counts the parts on this machine.
    pub(crate) fn of(text: &str, stop: StopClause) -> Self {
        let segments = segments(text, stop);
        let substituted = match segments.encoding {
            Encoding::Gsm7 => None,
            Encoding::Unicode => {
                let proposal = to_gsm(text);
                let better = ovh_sms::message::segments(&proposal.text, stop);
                Some((proposal, better))
            }
        };
        Self {
            costly: costly(text, &segments),
            stop,
            segments,
            substituted,
            price: None,
            by_service: None,
            credits_left: None,
        }
    }

    /// Returns the parts that each receiver gets: the service's count, if requested, otherwise this
    /// machine's.
    pub(crate) fn parts(&self) -> usize {
        let summary = self.by_service.as_ref().and_then(|summary| summary.parts);
        summary
            .and_then(|parts| usize::try_from(parts).ok())
            // Every message has at least one part.
            .filter(|parts| *parts > 0)
            .unwrap_or(self.segments.parts)
    }

    /// Returns the object that `docs/json/estimate.schema.json` describes.
    pub(crate) fn as_json(&self, dry_run: bool) -> Value {
        let countries = self.price.as_ref().map(|price| {
            price
                .countries
                .iter()
                .map(|one| {
                    json!({
                        "country": one.country,
                        "receivers": one.receivers,
                        "creditsPerPart": one.rate,
                        "credits": one.credits,
                    })
                })
                .collect::<Vec<_>>()
        });
        json!({
            "dryRun": dry_run,
            "encoding": word(self.segments.encoding),
            "parts": self.segments.parts,
            "units": self.segments.units,
            "unitsPerPart": self.segments.per_part,
            "unitsLeft": self.segments.remaining,
            "stopClause": self.stop == StopClause::Appended,
            "characters": self.costly.iter().map(Costly::as_json).collect::<Vec<_>>(),
            "substituted": self.substituted.as_ref().map(|(proposal, better)| json!({
                "text": proposal.text,
                "encoding": word(better.encoding),
                "parts": better.parts,
                "credits": self.credits_for(better.parts),
            })),
            "byService": self.by_service,
            "countries": countries,
            "receivers": self.price.as_ref().map(Price::receivers),
            "credits": self.price.as_ref().and_then(Price::credits),
            "creditsLeft": self.credits_left,
        })
    }

    /// Prints the measurements as text.
    pub(crate) fn print(&self) -> Result<(), Failure> {
        let of = &self.segments;
        output::line(format_args!(
            "Parts: {} ({}, {} of {} units; {} left)",
            of.parts,
            of.encoding,
            of.units,
            of.parts * of.per_part,
            of.remaining,
        ))?;
        if self.stop == StopClause::Appended {
            output::line(format_args!(
                "STOP clause: {} of these units; the service appends it",
                self.stop.units()
            ))?;
        }
        if let Some(summary) = &self.by_service {
            self.print_count(summary)?;
        }
        if let Some(price) = &self.price {
            print_price(price)?;
        }
        if let Some(credits) = self.credits_left {
            output::line(format_args!("Credits left: {credits}"))?;
        }
        if !self.costly.is_empty() {
            output::line("Characters that increase the cost:")?;
            let rows = self.costly.iter().map(Costly::row).collect();
            output::table(&["CHARACTER", "CODE", "TIMES", "WHY", "INSTEAD"], rows)?;
        }
        match &self.substituted {
            Some((proposal, better)) => self.print_substituted(proposal, better),
            None => Ok(()),
        }
    }

    fn print_count(&self, summary: &JobEstimate) -> Result<(), Failure> {
        let number = |number: Option<i64>| number.map_or_else(|| "?".to_owned(), |n| n.to_string());
        let encoding = summary.characters_class.as_ref().map(ToString::to_string);
        let parts = summary.parts.and_then(|parts| usize::try_from(parts).ok());
        output::line(format_args!(
            "Service's count: {} ({}, {} characters)",
            parts.map_or_else(|| "? parts".to_owned(), |parts| counted(parts, "part")),
            output::plain(&encoding.unwrap_or_default()),
            number(summary.characters),
        ))
    }

    fn print_substituted(
        &self,
        proposal: &Transliteration,
        better: &Segments,
    ) -> Result<(), Failure> {
        if !proposal.is_gsm() {
            return output::line(format_args!(
                "With substitutes: still {}, because {} no substitute",
                better.encoding,
                match proposal.left.len() {
                    1 => "a character has".to_owned(),
                    several => format!("{several} characters have"),
                }
            ));
        }
        let cost = match self.credits_for(better.parts) {
            Some(cost) => format!(", {}", credits(cost)),
            None => String::new(),
        };
        output::line(format_args!(
            "With substitutes: {} ({}{cost}): {}",
            counted(better.parts, "part"),
            better.encoding,
            output::plain(&proposal.text),
        ))
    }

    /// Returns the cost of another number of parts for the same receivers.
    fn credits_for(&self, parts: usize) -> Option<Credits> {
        let countries = &self.price.as_ref()?.countries;
        let each = countries.iter();
        sum(each.map(|one| times(one.rate?, parts, one.receivers)))
    }
}

fn print_price(price: &Price) -> Result<(), Failure> {
    let receivers = counted(price.receivers(), "receiver");
    match price.credits() {
        Some(cost) => output::line(format_args!("Cost: {} for {receivers}", credits(cost)))?,
        None => output::line(format_args!(
            "Cost: unknown for {receivers}, because the price list does not contain every country"
        ))?,
    }
    let right = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
    let known = |credits: Option<Credits>| {
        right(credits.map_or_else(|| "unknown".to_owned(), |c| c.to_string()))
    };
    let rows = price.countries.iter().map(|one| {
        vec![
            output::cell(one.country.as_deref().unwrap_or("unknown")),
            right(one.receivers.to_string()),
            known(one.rate),
            known(one.credits),
        ]
    });
    output::table(
        &["COUNTRY", "RECEIVERS", "CREDITS PER PART", "CREDITS"],
        rows.collect(),
    )
}

/// Returns the characters that increase the cost, each once, in the order of the text.
fn costly(text: &str, segments: &Segments) -> Vec<Costly> {
    let unicode = segments.encoding == Encoding::Unicode;
    let mut found: Vec<Costly> = Vec::new();
    let mut places = HashMap::new();
    let mut add = |character: char, substitute| {
        let place = *places.entry(character).or_insert(found.len());
        if let Some(known) = found.get_mut(place) {
            known.count += 1;
            return;
        }
        found.push(Costly {
            character,
            count: 1,
            unicode,
            units: match unicode {
                true => character.len_utf16(),
                false => 2,
            },
            substitute,
        });
    };
    if unicode {
        for offending in &segments.offending {
            add(offending.ch, offending.suggestion);
        }
    } else {
        for character in text.chars().filter(|&c| septets(c) == Some(2)) {
            add(character, None);
        }
    }
    found
}

impl Costly {
    fn as_json(&self) -> Value {
        json!({
            "character": self.character.to_string(),
            "codePoint": self.code(),
            "count": self.count,
            "reason": match self.unicode {
                true => "unicode",
                false => "double",
            },
            "units": self.units,
            "substitute": self.substitute,
        })
    }

    fn row(&self) -> Vec<Cell> {
        let why = match (self.unicode, self.units) {
            (true, 1) => "makes the message Unicode",
            (true, _) => "makes the message Unicode, counts double",
            (false, _) => "counts double",
        };
        let instead = match self.substitute {
            Some("") => "nothing",
            Some(text) => text,
            None if self.unicode => "no substitute",
            None => "",
        };
        vec![
            Cell::new(visible(self.character)),
            Cell::new(self.code()),
            Cell::new(self.count).set_alignment(CellAlignment::Right),
            Cell::new(why),
            output::cell(instead),
        ]
    }

    fn code(&self) -> String {
        format!("U+{:04X}", u32::from(self.character))
    }
}

/// Returns a character as it is printed; an empty text if it is invisible.
fn visible(character: char) -> String {
    let escaped = character.escape_debug().to_string();
    match escaped.starts_with("\\u") || character.is_whitespace() {
        true => String::new(),
        false => character.to_string(),
    }
}

fn word(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Gsm7 => "7bits",
        Encoding::Unicode => "unicode",
    }
}

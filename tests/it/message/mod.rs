//! Texts, numbers, names and receipts: tests without a network.

mod callbacks;
mod messages;
mod names;
#[cfg(all(feature = "csv", feature = "phonenumber"))]
mod number_cases;
mod number_places;
#[cfg(feature = "phonenumber")]
mod number_plans;
mod numbers;
mod properties;
mod receipts;
mod segments;
mod stop_hours;
mod stored;
mod transliteration;

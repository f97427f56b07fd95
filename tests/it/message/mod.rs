//! Texts, numbers, names and receipts: what needs no network.

mod callbacks;
mod messages;
mod names;
mod numbers;
mod properties;
mod receipts;
mod segments;
mod stop_hours;
mod stored;
mod transliteration;

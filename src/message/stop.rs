//! The STOP clause of marketing messages: its length, and the hours at which such messages leave.

use std::collections::BTreeSet;

use chrono::{
    DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, Offset, TimeZone, Timelike, Utc,
    Weekday,
};
use chrono_tz::Europe::Paris;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The number of characters that the server appends to a marketing message: `"\nSTOP:36111"`.
///
/// The number in the clause varies, its length does not. All eleven characters are GSM and take one
/// unit each.
pub const STOP_CLAUSE_LEN: usize = 11;

/// Whether the server appends the STOP clause to a message.
///
/// The server appends it unless the job has `noStopClause: true`, and never to messages from a
/// short number (`senderForResponse: true`). A message with the clause counts as marketing: see
/// [`StopHours`].
///
/// In JSON it is `"appended"` or `"absent"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopClause {
    /// The clause is appended (the service's default): [`STOP_CLAUSE_LEN`] more units.
    Appended,
    /// No clause, for alerts, codes and reminders.
    Absent,
}

impl StopClause {
    /// Returns the units that the clause takes, in either encoding: 11 or 0.
    #[must_use]
    pub const fn units(self) -> usize {
        match self {
            Self::Appended => STOP_CLAUSE_LEN,
            Self::Absent => 0,
        }
    }
}

impl From<bool> for StopClause {
    /// Converts `true` to a clause. This is the opposite of the API's `noStopClause`.
    fn from(there_is_one: bool) -> Self {
        if there_is_one {
            Self::Appended
        } else {
            Self::Absent
        }
    }
}

/// The hours at which marketing messages leave, in French time.
///
/// Outside these hours OVHcloud accepts a message with the STOP clause and keeps it until the next
/// opening. An alert that is sent at night without `noStopClause` arrives in the morning.
///
/// The default is Monday to Saturday, 08:00 to 20:00, including public holidays. **Sources disagree** on the
/// exact hours: some state Monday to Friday, some state until 22:00, some exclude public holidays.
/// Take the result as an estimate, and set your own hours with [`new`](Self::new), [`on`](Self::on)
/// and [`closed_on`](Self::closed_on).
///
/// ```
/// use chrono::{DateTime, Utc};
/// use ovh_sms::message::StopHours;
///
/// let saturday_night: DateTime<Utc> = "2026-08-15T19:30:00Z".parse()?;
/// let monday_morning: DateTime<Utc> = "2026-08-17T06:00:00Z".parse()?;
/// assert_eq!(StopHours::default().next_opening(saturday_night), monday_morning);
/// # Ok::<(), chrono::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StopHours {
    opens: u8,
    closes: u8,
    days: Vec<Weekday>,
    holidays: BTreeSet<NaiveDate>,
}

/// An error in opening hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StopHoursError {
    /// The hours are invalid: both must be hours of a day, the first before the second.
    #[error(
        "invalid opening hours {opens} to {closes}: hours must satisfy 0 <= opens < closes <= 24"
    )]
    Hours {
        /// The first hour given.
        opens: u8,
        /// The last hour given.
        closes: u8,
    },
    /// The list of days is empty.
    #[error("no opening day: give at least one day of the week")]
    NoDay,
}

impl Default for StopHours {
    fn default() -> Self {
        use Weekday::{Fri, Mon, Sat, Thu, Tue, Wed};
        Self {
            opens: 8,
            closes: 20,
            days: vec![Mon, Tue, Wed, Thu, Fri, Sat],
            holidays: BTreeSet::new(),
        }
    }
}

impl StopHours {
    /// Creates opening hours in French time, Monday to Saturday.
    ///
    /// The hours are whole hours: `opens` is included, `closes` is not; 24 is midnight.
    ///
    /// # Errors
    /// [`StopHoursError::Hours`] unless `opens < closes <= 24`.
    pub fn new(opens: u8, closes: u8) -> Result<Self, StopHoursError> {
        if opens >= closes || closes > 24 {
            return Err(StopHoursError::Hours { opens, closes });
        }
        Ok(Self {
            opens,
            closes,
            ..Self::default()
        })
    }

    /// Limits the opening to these days of the week.
    ///
    /// # Errors
    /// [`StopHoursError::NoDay`] if the list is empty.
    pub fn on(mut self, days: &[Weekday]) -> Result<Self, StopHoursError> {
        if days.is_empty() {
            return Err(StopHoursError::NoDay);
        }
        self.days = days.to_vec();
        Ok(self)
    }

    /// Adds dates on which nothing leaves, such as public holidays.
    #[must_use]
    pub fn closed_on(mut self, dates: impl IntoIterator<Item = NaiveDate>) -> Self {
        self.holidays.extend(dates);
        self
    }

    /// Returns whether a marketing message that is sent at this moment leaves at once.
    #[must_use]
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        let hours = u32::from(self.opens)..u32::from(self.closes);
        french(at).is_some_and(|local| self.opens_on(local.date()) && hours.contains(&local.hour()))
    }

    /// Returns when a marketing message that is sent at this moment leaves: `at` itself during
    /// opening hours, otherwise the next opening.
    ///
    /// The hours follow daylight saving time in France. At the limits of the calendar (the year
    /// 262142) it returns `at`.
    #[must_use]
    pub fn next_opening(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        if self.is_open(at) {
            return at;
        }
        let Some(local) = french(at) else { return at };
        // Every day of the week recurs within seven days, and a holiday only adds days. One more
        // day covers an opening in the hour that is skipped in spring.
        local
            .date()
            .iter_days()
            .take(7 * (self.holidays.len() + 2))
            .filter_map(|date| self.opening(date))
            .find(|&opening| opening > at && self.is_open(opening))
            .unwrap_or(at)
    }

    fn opens_on(&self, date: NaiveDate) -> bool {
        self.days.contains(&date.weekday()) && !self.holidays.contains(&date)
    }

    /// Returns the moment of opening on a day, or `None` if the day is closed.
    fn opening(&self, date: NaiveDate) -> Option<DateTime<Utc>> {
        if !self.opens_on(date) {
            return None;
        }
        let local = date.and_hms_opt(u32::from(self.opens), 0, 0)?;
        // In spring one hour does not exist. An opening in that hour moves to its end.
        french_moment(local)
            .or_else(|| french_moment(local.checked_add_signed(Duration::hours(1))?))
    }
}

/// Converts to French time. `DateTime::naive_local` would panic at the limits of the calendar.
fn french(at: DateTime<Utc>) -> Option<NaiveDateTime> {
    let utc = at.naive_utc();
    utc.checked_add_offset(Paris.offset_from_utc_datetime(&utc).fix())
}

/// Returns the moment at which French clocks show a time: the first one if there are two, `None` in
/// the skipped hour.
pub(crate) fn french_moment(local: NaiveDateTime) -> Option<DateTime<Utc>> {
    Paris
        .from_local_datetime(&local)
        .earliest()
        .map(|moment| moment.with_timezone(&Utc))
}

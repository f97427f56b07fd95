//! The STOP clause of advertising messages: what it adds, and when it lets a message leave.

use std::collections::BTreeSet;

use chrono::{
    DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, Offset, TimeZone, Timelike, Utc,
    Weekday,
};
use chrono_tz::Europe::Paris;
use thiserror::Error;

/// Characters that the server appends to an advertising message: `"\nSTOP:36111"`.
///
/// The number varies, its length does not; all eleven are GSM, one unit each.
pub const STOP_CLAUSE_LEN: usize = 11;

/// Whether the server appends the STOP clause to a message.
///
/// It does unless the job says `noStopClause: true`; never for messages from a short number
/// (`senderForResponse: true`). With the clause a message counts as advertising: see [`StopHours`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StopClause {
    /// The clause is appended (the service's default): [`STOP_CLAUSE_LEN`] units more.
    Appended,
    /// No clause: alerts, codes, reminders.
    Absent,
}

impl StopClause {
    /// The units that the clause takes, in either encoding: 11 or 0.
    #[must_use]
    pub const fn units(self) -> usize {
        match self {
            Self::Appended => STOP_CLAUSE_LEN,
            Self::Absent => 0,
        }
    }
}

impl From<bool> for StopClause {
    /// `true`: there is a clause. This is the opposite of the API's `noStopClause`.
    fn from(there_is_one: bool) -> Self {
        if there_is_one {
            Self::Appended
        } else {
            Self::Absent
        }
    }
}

/// The hours at which advertising messages leave, in French time.
///
/// Outside of them OVHcloud does not refuse a message with the STOP clause: it keeps it until the
/// next opening. An alert sent at night without `noStopClause` arrives in the morning.
///
/// The default is Monday to Saturday, 08:00 to 20:00, no holidays. **Sources disagree** on the
/// exact hours (some say Monday to Friday, some until 22:00, some exclude public holidays), so they
/// are data here: take the result as an estimate, and set your own with [`new`](Self::new),
/// [`on`](Self::on) and [`closed_on`](Self::closed_on).
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

/// Hours that never open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StopHoursError {
    /// The hours are not two whole hours of a day, the first before the second.
    #[error(
        "no opening from {opens} to {closes} o'clock: give hours with 0 <= opens < closes <= 24"
    )]
    Hours {
        /// The first hour given.
        opens: u8,
        /// The last hour given.
        closes: u8,
    },
    /// No day of the week was given.
    #[error("no opening without a day of the week: give at least one")]
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
    /// Hours of the day in French time, Monday to Saturday.
    ///
    /// RawResponse hours: `opens` is included, `closes` is not; 24 is midnight.
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

    /// Opens on these days of the week only.
    ///
    /// # Errors
    /// [`StopHoursError::NoDay`] if there is none.
    pub fn on(mut self, days: &[Weekday]) -> Result<Self, StopHoursError> {
        if days.is_empty() {
            return Err(StopHoursError::NoDay);
        }
        self.days = days.to_vec();
        Ok(self)
    }

    /// Keeps closed on these dates as well: public holidays.
    #[must_use]
    pub fn closed_on(mut self, dates: impl IntoIterator<Item = NaiveDate>) -> Self {
        self.holidays.extend(dates);
        self
    }

    /// Whether an advertising message sent at this moment leaves at once.
    #[must_use]
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        let hours = u32::from(self.opens)..u32::from(self.closes);
        french(at).is_some_and(|local| self.opens_on(local.date()) && hours.contains(&local.hour()))
    }

    /// When an advertising message sent at this moment leaves: `at` itself during opening hours,
    /// otherwise the next opening.
    ///
    /// The hours follow French clocks through the changes to and from summer time. At the far ends
    /// of the calendar (the year 262142) it returns `at`.
    #[must_use]
    pub fn next_opening(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        if self.is_open(at) {
            return at;
        }
        let Some(local) = french(at) else { return at };
        // A day of the week returns every seventh day, a holiday can only put it off; one day more
        // is for an opening that spring skips.
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

    /// The moment at which a day opens, if it does.
    fn opening(&self, date: NaiveDate) -> Option<DateTime<Utc>> {
        if !self.opens_on(date) {
            return None;
        }
        let local = date.and_hms_opt(u32::from(self.opens), 0, 0)?;
        // In spring one hour does not exist: who opens then, opens when it is over.
        french_moment(local)
            .or_else(|| french_moment(local.checked_add_signed(Duration::hours(1))?))
    }
}

/// French time. `DateTime::naive_local` would panic at the ends of the calendar.
fn french(at: DateTime<Utc>) -> Option<NaiveDateTime> {
    let utc = at.naive_utc();
    utc.checked_add_offset(Paris.offset_from_utc_datetime(&utc).fix())
}

/// The moment at which French clocks show a time: the first of two, none in the hour left out.
pub(crate) fn french_moment(local: NaiveDateTime) -> Option<DateTime<Utc>> {
    Paris
        .from_local_datetime(&local)
        .earliest()
        .map(|moment| moment.with_timezone(&Utc))
}

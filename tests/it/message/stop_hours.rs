//! When messages with the STOP clause are sent.

#![allow(clippy::unwrap_used, reason = "helpers of tests may")]

use chrono::{DateTime, NaiveDate, Utc, Weekday};
use ovh_sms::message::{StopHours, StopHoursError};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn messages_leave_when_the_table_says() {
    let rows = [
        // Wednesday in summer: 08:00 to 20:00 in France is 06:00 to 18:00 UTC.
        ("2026-08-12T06:00:00Z", "2026-08-12T06:00:00Z"),
        ("2026-08-12T05:59:59Z", "2026-08-12T06:00:00Z"),
        ("2026-08-12T17:59:59Z", "2026-08-12T17:59:59Z"),
        ("2026-08-12T18:00:00Z", "2026-08-13T06:00:00Z"),
        ("2026-08-11T22:30:00Z", "2026-08-12T06:00:00Z"),
        // Saturday evening, Sunday: Monday.
        ("2026-08-15T18:00:00Z", "2026-08-17T06:00:00Z"),
        ("2026-08-16T10:00:00Z", "2026-08-17T06:00:00Z"),
        // Winter: 07:00 to 19:00 UTC.
        ("2026-01-14T06:30:00Z", "2026-01-14T07:00:00Z"),
        ("2026-01-14T18:59:00Z", "2026-01-14T18:59:00Z"),
        // The nights in which the clocks change are Sundays: Monday is on the new time.
        ("2026-03-28T19:30:00Z", "2026-03-30T06:00:00Z"),
        ("2026-10-24T18:30:00Z", "2026-10-26T07:00:00Z"),
    ];
    let hours = StopHours::default();
    for (sent, leaves) in rows {
        assert_eq!(hours.next_opening(at(sent)), at(leaves), "{sent}");
    }
}

#[test]
fn an_opening_in_the_hour_that_spring_skips_is_left_out() {
    let hours = StopHours::new(2, 3).unwrap().on(&[Weekday::Sun]).unwrap();
    let opening = hours.next_opening(at("2026-03-29T00:00:00Z"));
    assert_eq!(opening, at("2026-04-05T00:00:00Z"));

    let longer = StopHours::new(2, 5).unwrap().on(&[Weekday::Sun]).unwrap();
    let opening = longer.next_opening(at("2026-03-29T00:00:00Z"));
    assert_eq!(opening, at("2026-03-29T01:00:00Z"));
}

#[test]
fn an_opening_in_the_hour_that_comes_twice_is_the_first() {
    let hours = StopHours::new(2, 5).unwrap().on(&[Weekday::Sun]).unwrap();
    let opening = hours.next_opening(at("2026-10-24T12:00:00Z"));
    assert_eq!(opening, at("2026-10-25T00:00:00Z"));
}

#[test]
fn holidays_put_it_off() {
    let date = |day| NaiveDate::from_ymd_opt(2026, 5, day).unwrap();
    let hours = StopHours::default().closed_on([date(1), date(2)]);
    assert_eq!(
        hours.next_opening(at("2026-05-01T10:00:00Z")),
        at("2026-05-04T06:00:00Z")
    );
}

#[test]
fn holidays_on_the_only_day_put_it_off_week_by_week() {
    let mondays =
        (0..10).filter_map(|week| NaiveDate::from_isoywd_opt(2026, 10 + week, Weekday::Mon));
    let hours = StopHours::default()
        .on(&[Weekday::Mon])
        .unwrap()
        .closed_on(mondays);
    assert_eq!(
        hours.next_opening(at("2026-03-02T10:00:00Z")),
        at("2026-05-11T06:00:00Z")
    );
}

#[test]
fn other_hours_and_days_can_be_set() {
    use Weekday::{Fri, Mon, Thu, Tue, Wed};
    let hours = StopHours::new(8, 22)
        .unwrap()
        .on(&[Mon, Tue, Wed, Thu, Fri])
        .unwrap();
    assert!(hours.is_open(at("2026-08-14T19:30:00Z")));
    assert_eq!(
        hours.next_opening(at("2026-08-15T10:00:00Z")),
        at("2026-08-17T06:00:00Z")
    );
    assert!(
        StopHours::new(0, 24)
            .unwrap()
            .is_open(at("2026-08-14T21:59:00Z"))
    );
}

#[test]
fn hours_that_never_open_are_refused() {
    for (opens, closes) in [(8, 8), (20, 8), (0, 25), (255, 255)] {
        assert_eq!(
            StopHours::new(opens, closes),
            Err(StopHoursError::Hours { opens, closes })
        );
    }
    assert_eq!(StopHours::default().on(&[]), Err(StopHoursError::NoDay));
}

#[test]
fn the_end_of_the_calendar_does_not_panic() {
    for moment in [DateTime::<Utc>::MAX_UTC, DateTime::<Utc>::MIN_UTC] {
        let _ = StopHours::default().next_opening(moment);
    }
}

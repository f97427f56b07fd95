//! The values of cells as texts.

use calamine::{CellErrorType, ExcelDateTime};

/// The digits that spreadsheets show of a number.
const DIGITS: usize = 15;

/// Writes a number: a whole one without decimals, others with up to 15 digits.
pub(super) fn number(value: f64) -> String {
    const WHOLE: f64 = 1e15;
    if value.fract() == 0.0 && value.abs() < WHOLE {
        // Adding zero turns -0 into 0.
        return format!("{:.0}", value + 0.0);
    }
    let rounded = format!("{value:.*e}", DIGITS - 1).parse().unwrap_or(value);
    format!("{rounded}")
}

pub(super) fn boolean(value: bool) -> &'static str {
    match value {
        true => "TRUE",
        false => "FALSE",
    }
}

pub(super) fn error(error: &CellErrorType) -> String {
    error.to_string()
}

/// Writes a date, a time or a duration of Excel, to the second.
pub(super) fn date_time(value: &ExcelDateTime) -> String {
    const SECONDS: f64 = 86_400.0;
    let days = value.as_f64();
    let seconds = (days * SECONDS).round();
    if value.is_duration() {
        return duration(seconds);
    }
    if (0.0..SECONDS).contains(&seconds) && days < 1.0 {
        return duration(seconds);
    }
    // A milliseconds' part that rounding to seconds removed must not come back.
    let (year, month, day, hour, minute, second, millis) = value.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    let carried = u32::from(millis >= 500);
    let time = u32::from(hour) * 3600 + u32::from(minute) * 60 + u32::from(second) + carried;
    match time {
        0 => date,
        _ => format!("{date} {}", duration(f64::from(time))),
    }
}

/// Writes hours and minutes, and seconds if there are some.
fn duration(seconds: f64) -> String {
    let sign = if seconds < 0.0 { "-" } else { "" };
    // A float-to-int cast saturates.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "not negative"
    )]
    let seconds = seconds.abs().round() as u64;
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match rest {
        0 => format!("{sign}{hours:02}:{minutes:02}"),
        _ => format!("{sign}{hours:02}:{minutes:02}:{rest:02}"),
    }
}

/// Writes a date of ISO 8601 in the same form: `2026-12-01T08:30:00` as `2026-12-01 08:30`.
pub(super) fn iso_date(value: &str) -> String {
    let Some((date, time)) = value.split_once('T') else {
        return value.to_owned();
    };
    let mut parts = time.split(':').map(str::parse::<f64>);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(Ok(hours)), Some(Ok(minutes)), rest) => {
            let seconds = rest.and_then(Result::ok).unwrap_or_default();
            match hours * 3600.0 + minutes * 60.0 + seconds {
                0.0 => date.to_owned(),
                seconds => format!("{date} {}", duration(seconds)),
            }
        }
        _ => value.to_owned(),
    }
}

/// Writes a duration of ISO 8601 in the same form: `PT08H30M00S` as `08:30`.
pub(super) fn iso_duration(value: &str) -> String {
    let (sign, rest) = match value.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, value),
    };
    let Some(rest) = rest.strip_prefix('P') else {
        return value.to_owned();
    };
    let (mut seconds, mut figure) = (0.0, String::new());
    for c in rest.chars() {
        let unit = match c {
            '0'..='9' | '.' | ',' => {
                figure.push(if c == ',' { '.' } else { c });
                continue;
            }
            'T' => continue,
            'D' => 86_400.0,
            'H' => 3600.0,
            'M' => 60.0,
            'S' => 1.0,
            _ => return value.to_owned(),
        };
        match figure.parse::<f64>() {
            Ok(count) => seconds += count * unit,
            Err(_) => return value.to_owned(),
        }
        figure.clear();
    }
    duration(sign * seconds)
}

/// Returns whether a number format shows a number in another form than [`number`].
pub(super) fn changes(format: &str, value: f64) -> bool {
    match format {
        "" | "General" | "GENERAL" | "Standard" | "@" => false,
        _ if !format.is_empty() && format.bytes().all(|byte| byte == b'#') => value.fract() != 0.0,
        "0" => value.fract() != 0.0,
        _ => true,
    }
}

/// Returns whether a format shows a date or a time in another form than its text.
pub(super) fn changes_date(format: &str, text: &str) -> bool {
    const SAME: [&str; 7] = [
        "yyyy-mm-dd",
        "yyyy-mm-dd hh:mm",
        "yyyy-mm-dd hh:mm:ss",
        "hh:mm",
        "hh:mm:ss",
        "[hh]:mm",
        "[hh]:mm:ss",
    ];
    let plain = format.to_lowercase().replace(['\\', '"'], "");
    let length = plain.replace(['[', ']'], "").len();
    !(SAME.contains(&plain.as_str()) && length == text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    #[test]
    fn numbers_are_written_without_what_a_spreadsheet_does_not_show() {
        for (value, text) in [
            (33_600_000_001.0, "33600000001"),
            (0.0, "0"),
            (-0.0, "0"),
            (-12.0, "-12"),
            (12.5, "12.5"),
            (0.1 + 0.2, "0.3"),
            (19.99_f64.next_down(), "19.99"),
            (0.2, "0.2"),
            (1e21, "1000000000000000000000"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn dates_and_times_have_no_zero_parts() {
        let excel = |value, kind| date_time(&ExcelDateTime::new(value, kind, false));
        let date = |value| excel(value, ExcelDateTimeType::DateTime);
        assert_eq!(date(46_357.0), "2026-12-01");
        assert_eq!(date(46_357.0 + 8.5 / 24.0), "2026-12-01 08:30");
        assert_eq!(date(46_357.0 + 30_615.0 / 86_400.0), "2026-12-01 08:30:15");
        assert_eq!(date(8.5 / 24.0), "08:30");
        let span = |value| excel(value, ExcelDateTimeType::TimeDelta);
        assert_eq!(span(26.5 / 24.0), "26:30");
        assert_eq!(iso_date("2026-12-01"), "2026-12-01");
        assert_eq!(iso_date("2026-12-01T08:30:00"), "2026-12-01 08:30");
        assert_eq!(iso_date("2026-12-01T00:00:00"), "2026-12-01");
        assert_eq!(iso_duration("PT08H30M00S"), "08:30");
        assert_eq!(iso_duration("PT26H30M15.000S"), "26:30:15");
        assert_eq!(iso_duration("x"), "x");
    }

    #[test]
    fn a_format_that_shows_another_form_is_known() {
        for (format, value, result) in [
            ("General", 0.5, false),
            ("0", 12.0, false),
            ("0", 12.5, true),
            ("0.00", 12.0, true),
            ("0%", 0.2, true),
            ("#,##0 €", 1.0, true),
            ("@", 1.5, false),
        ] {
            assert_eq!(changes(format, value), result, "{format} {value}");
        }
    }

    #[test]
    fn a_date_that_is_shown_in_another_form_is_known() {
        for (format, text, result) in [
            ("yyyy-mm-dd", "2026-12-01", false),
            ("yyyy\\-mm\\-dd", "2026-12-01", false),
            ("yyyy-mm-dd", "2026-12-01 08:30", true),
            ("dd/mm/yyyy", "2026-12-01", true),
            ("hh:mm", "08:30", false),
            ("hh:mm", "08:30:15", true),
            ("mmmm", "2026-12-01", true),
        ] {
            assert_eq!(changes_date(format, text), result, "{format} {text}");
        }
    }
}

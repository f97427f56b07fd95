//! The log on stderr: requests and responses with `--verbose`, otherwise warnings.

use std::fmt;

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;

use crate::terminal::output;

const WIRE: &str = "ovh_api::wire";

/// Installs the wire log, which shows each attempt with its headers and the shape of its bodies;
/// without `--verbose`, only warnings are logged.
pub(crate) fn start(verbose: bool) {
    let (ours, wire) = match verbose {
        true => (LevelFilter::INFO, LevelFilter::TRACE),
        false => (LevelFilter::WARN, LevelFilter::OFF),
    };
    let targets = Targets::new()
        .with_target("ovh_api", ours)
        .with_target("ovh_sms", ours)
        .with_target(WIRE, wire)
        // A sandbox in this process would log each request a second time.
        .with_target("ovh_sms::sandbox", LevelFilter::WARN);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .event_format(Lines);
    // Only one subscriber can be installed; the program installs it once.
    let _ = tracing_subscriber::registry()
        .with(targets)
        .with(lines)
        .try_init();
}

/// Logs a line per request that the sandbox receives, unless `--quiet` is given; always logs
/// warnings.
pub(crate) fn start_serving(quiet: bool) {
    let level = match quiet {
        true => LevelFilter::WARN,
        false => LevelFilter::INFO,
    };
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(output::colours_on_stderr())
        .with_target(false);
    let _ = tracing_subscriber::registry()
        .with(Targets::new().with_default(level))
        .with(lines)
        .try_init();
}

/// Writes a line per event; in the wire log, `>` marks requests and `<` responses.
struct Lines;

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        if event.metadata().target() != WIRE {
            write!(writer, "{} ", event.metadata().level())?;
            context.format_fields(writer.by_ref(), event)?;
            return writeln!(writer);
        }
        let mut fields = Fields::default();
        event.record(&mut fields);
        let field = |name| fields.get(name);
        let request = format!("{} {}", field("method"), field("path"));
        match field("message") {
            "sends" => {
                writeln!(writer, "> {request}")?;
                details(&mut writer, '>', &fields)
            }
            "received" => details(&mut writer, '<', &fields),
            "responded" => writeln!(
                writer,
                "< {} in {} ms, {request}, {}",
                field("status"),
                field("duration_ms"),
                match field("query_id") {
                    "" => "without a query id",
                    id => id,
                }
            ),
            _ => writeln!(
                writer,
                "< no response in {} ms, {request}: {}",
                field("duration_ms"),
                field("problem")
            ),
        }
    }
}

fn details(writer: &mut Writer<'_>, mark: char, fields: &Fields) -> fmt::Result {
    for name in ["headers", "body"] {
        match fields.get(name) {
            "" => {}
            text => writeln!(writer, "{mark}   {text}")?,
        }
    }
    Ok(())
}

/// Collects the fields of an event.
#[derive(Default)]
struct Fields(Vec<(&'static str, String)>);

impl Fields {
    fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map(|(_, text)| text.as_str()).unwrap_or_default()
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.push((field.name(), format!("{value:?}")));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.push((field.name(), output::plain(value)));
    }
}

//! `cargo xtask bench-convert`: how long a conversion and the generation of bindings take, and how
//! that grows with the size.

use std::time::{Duration, Instant};

use anyhow::bail;
use nix::time::{ClockId, clock_gettime};
use serde_json::{Map, Value, json};

use crate::generate::generate;
use crate::project::Project;
use ovh_codegen::convert;
use ovh_codegen::docs::Docs;
use ovh_codegen::names::Names;
use ovh_codegen::native::{Root, Unknown};

/// A measure and its limit, in a release build.
struct Limit {
    name: &'static str,
    most: Duration,
}

const OURS: Limit = Limit {
    name: "ours (/sms, /auth, /me/document)",
    most: Duration::from_secs(1),
};
const LARGE: Limit = Limit {
    name: "1,500 operations, 2,500 models",
    most: Duration::from_secs(5),
};

const LARGEST_ROOT: Limit = Limit {
    name: "/order, repeated to 4 MB",
    most: Duration::from_secs(5),
};
const ITS_BINDINGS: Limit = Limit {
    name: "the bindings of that",
    most: Duration::from_secs(60),
};

/// The processor time of a conversion and of a generation may grow with the size of a description by
/// this exponent.
const MOST_GROWTH: f64 = 1.1;

/// The number of runs of each measure; the best one counts, because noise affects it least.
const RUNS: usize = 5;
/// The same for generation, which takes longer.
const GENERATIONS: usize = 2;

/// The factors by which descriptions grow.
const TIMES: [usize; 3] = [1, 4, 16];

/// A real description, and its size when it is repeated.
const REAL: &str = "crates/ovh-codegen/tests/fixtures/descriptions/order.json";
const REPEATED: usize = 4_000_000;

/// Measures, prints a table, and fails if a limit is exceeded.
pub fn run(project: &Project) -> anyhow::Result<()> {
    if cfg!(debug_assertions) {
        eprintln!("debug build: pass --release for meaningful figures");
    }
    let mut report = Report::default();
    // Measures the whole way from the files to the document, as `convert` does it.
    let took = best(RUNS, || {
        project.convert().map(|converted| converted.document.len())
    })?;
    report.limited(&OURS, took);
    let mut growth = Vec::new();
    for times in TIMES {
        let text = description(1_500 * times, 2_500 * times).to_string();
        let took = best(RUNS, || from_text(&text).map(|document| document.len()))?;
        growth.push((text.len(), took.work));
        match times {
            1 => report.limited(&LARGE, took),
            _ => report.sized(&format!("{times} times that"), took, text.len()),
        }
    }
    report.grows("conversion of it", &growth, MOST_GROWTH);

    let real = project.read(REAL)?;
    let mut growth = Vec::new();
    for times in TIMES {
        let text = repeated(&real, times)?;
        let took = best(RUNS, || from_text(&text).map(|document| document.len()))?;
        growth.push((text.len(), took.work));
        report.sized(&format!("/order, {times} times"), took, text.len());
    }
    report.grows("conversion of /order", &growth, MOST_GROWTH);

    let mut growth = Vec::new();
    let most = REPEATED.div_ceil(real.len().max(1));
    for times in [1, most.div_ceil(3), most] {
        let text = repeated(&real, times)?;
        let document = from_text(&text)?;
        let made = best(GENERATIONS, || generate(&document).map(|code| code.len()))?;
        growth.push((document.len(), made.work));
        if times == most {
            let took = best(RUNS, || from_text(&text).map(|document| document.len()))?;
            report.limited(&LARGEST_ROOT, took);
            report.limited(&ITS_BINDINGS, made);
        } else {
            let name = format!("the bindings of /order, {times} times");
            report.sized(&name, made, document.len());
        }
    }
    report.grows("generation of its bindings", &growth, MOST_GROWTH);
    match report.passed.is_empty() {
        true => Ok(()),
        false => bail!("too slow: {}", report.passed.join(", ")),
    }
}

/// The figures, printed as they are measured, and the measures that were too slow.
#[derive(Default)]
struct Report {
    passed: Vec<String>,
}

impl Report {
    fn limited(&mut self, limit: &Limit, took: Took) {
        println!(
            "{:<36} {:>9.1} ms   (at most {} ms)",
            limit.name,
            millis(took.wall),
            limit.most.as_millis()
        );
        if took.wall > limit.most {
            self.passed.push(limit.name.to_owned());
        }
    }

    fn sized(&mut self, name: &str, took: Took, bytes: usize) {
        println!(
            "{name:<36} {:>9.1} ms   ({:.1} MB)",
            millis(took.wall),
            bytes as f64 / 1e6
        );
    }

    fn grows(&mut self, name: &str, measures: &[(usize, Duration)], most: f64) {
        let exponent = exponent(measures);
        let name = format!("{name} grows with an exponent of");
        println!("{name:<50} {exponent:>6.2}   (at most {most})");
        if exponent > most {
            self.passed.push(name);
        }
    }
}

/// Returns the exponent of processor time over size, by least squares on logarithms.
fn exponent(measures: &[(usize, Duration)]) -> f64 {
    let points: Vec<(f64, f64)> = measures
        .iter()
        .map(|(size, took)| ((*size as f64).ln(), took.as_secs_f64().max(1e-3).ln()))
        .collect();
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let slope: f64 = points
        .iter()
        .map(|point| (point.0 - x) * (point.1 - y))
        .sum();
    slope
        / points
            .iter()
            .map(|point| (point.0 - x).powi(2))
            .sum::<f64>()
}

/// Returns a description that holds all its paths and its own models several times, each copy under
/// another name.
fn repeated(text: &str, times: usize) -> anyhow::Result<String> {
    let mut whole: Value = serde_json::from_str(text)?;
    let path = whole["resourcePath"].as_str().unwrap_or_default();
    let name = path.trim_start_matches('/').to_owned();
    for time in 2..=times {
        let text = text
            .replace(&format!("/{name}"), &format!("/{name}{time}"))
            .replace(&format!("{name}."), &format!("{name}{time}."));
        let mut copy: Value = serde_json::from_str(&text)?;
        if let (Some(apis), Some(more)) =
            (whole["apis"].as_array_mut(), copy["apis"].as_array_mut())
        {
            apis.append(more);
        }
        if let (Some(models), Value::Object(more)) =
            (whole["models"].as_object_mut(), copy["models"].take())
        {
            models.extend(more);
        }
    }
    Ok(whole.to_string())
}

fn from_text(text: &str) -> anyhow::Result<String> {
    let root = Root::parse(text, "the description", Unknown::Tell)?;
    convert::convert(&[root], &Names::default(), &Docs::default())
}

fn millis(took: Duration) -> f64 {
    took.as_secs_f64() * 1e3
}

/// Wall time, and the processor time of this program. The latter grows with the description,
/// independent of other load on the machine.
#[derive(Clone, Copy)]
struct Took {
    wall: Duration,
    work: Duration,
}

fn best(runs: usize, measured: impl Fn() -> anyhow::Result<usize>) -> anyhow::Result<Took> {
    let mut best = Took {
        wall: Duration::MAX,
        work: Duration::MAX,
    };
    for _ in 0..runs {
        let (begin, worked) = (Instant::now(), work());
        std::hint::black_box(measured()?);
        let wall = begin.elapsed();
        best.wall = best.wall.min(wall);
        let took = work()
            .zip(worked)
            .map(|(after, before)| after.saturating_sub(before));
        best.work = best.work.min(took.unwrap_or(wall));
    }
    Ok(best)
}

/// Returns the processor time of this program, if the system reports it.
fn work() -> Option<Duration> {
    let time = clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID).ok()?;
    Some(Duration::from(time))
}

/// Returns a description of that size: models that refer to one another, generics, enumerations,
/// and operations with everything that an operation can have.
pub fn description(operations: usize, models: usize) -> Value {
    let mut all = Map::new();
    all.insert("bench.Pair<T>".to_owned(), json!({ "generics": ["T"], "properties": { "key": { "type": "string" }, "value": { "type": "T" } } }));
    for at in 0..models {
        let next = (at * 7 + 1) % models.max(1);
        let model = match at % 5 {
            0 => {
                json!({ "enum": (0..12).map(|value| format!("value-{value}")).collect::<Vec<_>>(), "enumType": "string" })
            }
            _ => json!({ "description": "A model.", "properties": {
                "id": { "type": "long", "readOnly": true, "description": "Its number." },
                "name": { "type": "string", "canBeNull": true, "description": "Its name." },
                "next": { "type": model_name(next) },
                "all": { "type": format!("{}[]", model_name(next)), "canBeNull": true },
                "pairs": { "type": format!("map[string][]bench.Pair<{}>", model_name(at % 20)) },
                "created": { "type": "datetime" },
            } }),
        };
        all.insert(model_name(at), model);
    }
    let apis: Vec<Value> = (0..operations.div_ceil(3))
        .map(|at| {
            let id = json!({ "paramType": "path", "name": "id", "dataType": "long", "required": true });
            let filter = json!({ "paramType": "query", "name": "date.from", "dataType": "datetime" });
            let whole = json!({ "paramType": "body", "dataType": model_name(at % models.max(1)), "required": true });
            let named = json!({ "paramType": "body", "name": "name", "dataType": "string", "required": true });
            let list = format!("{}[]", model_name(at % models.max(1)));
            json!({ "path": format!("/bench/group{}/thing{at}/{{id}}", at % 40), "operations": [
                { "httpMethod": "GET", "parameters": [id, filter], "responseType": list },
                { "httpMethod": "POST", "parameters": [id, named], "responseType": model_name(at % models.max(1)) },
                { "httpMethod": "PUT", "parameters": [id, whole], "responseType": "void" },
            ] })
        })
        .collect();
    json!({ "apiVersion": "1.0", "resourcePath": "/bench", "basePath": "https://x/1.0", "apis": apis, "models": all })
}

fn model_name(at: usize) -> String {
    match at % 5 {
        0 => format!("bench.Kind{at}Enum"),
        _ => format!("bench.part{}.Model{at}", at % 30),
    }
}

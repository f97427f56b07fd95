//! `cargo xtask bench-convert`: how long a conversion takes, and how that grows.

use std::time::{Duration, Instant};

use anyhow::bail;
use serde_json::{Map, Value, json};

use crate::convert;
use crate::docs::Docs;
use crate::names::Names;
use crate::native::{Root, Unknown};
use crate::project::Project;

/// A measure and what it must stay under, in a release build.
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

/// A fourfold description may take this many times as long: some noise beyond four.
const MOST_GROWTH: f64 = 6.0;

/// Each measure is the best of so many, which noise disturbs least.
const RUNS: usize = 5;

/// Measures, prints a table, and fails where a limit is passed.
pub fn run(project: &Project) -> anyhow::Result<()> {
    if cfg!(debug_assertions) {
        eprintln!("a debug build: add --release for figures that mean something");
    }
    let mut passed = Vec::new();
    let mut report = |limit: &Limit, took: Took| {
        let took = took.wall;
        println!(
            "{:<36} {:>9.1} ms   (at most {} ms)",
            limit.name,
            millis(took),
            limit.most.as_millis()
        );
        if took > limit.most {
            passed.push(limit.name);
        }
    };
    // From the files to the document, as `convert` does it.
    report(
        &OURS,
        best(|| project.convert().map(|converted| converted.document.len()))?,
    );
    let mut growth = Vec::new();
    for times in [1, 2, 4] {
        let text = description(1_500 * times, 2_500 * times).to_string();
        let took = best(|| from_text(&text))?;
        growth.push(millis(took.work));
        match times {
            1 => report(&LARGE, took),
            _ => println!(
                "{:<36} {:>9.1} ms   ({:.1} MB)",
                format!("{times} times that"),
                millis(took.wall),
                text.len() as f64 / 1e6
            ),
        }
    }
    let factor = growth.last().unwrap_or(&0.0) / growth.first().unwrap_or(&1.0);
    println!(
        "{:<36} {factor:>9.2}      (at most {MOST_GROWTH})",
        "4 times as much takes, times"
    );
    if factor > MOST_GROWTH {
        passed.push("growth");
    }
    match passed.is_empty() {
        true => Ok(()),
        false => bail!("too slow: {}", passed.join(", ")),
    }
}

fn from_text(text: &str) -> anyhow::Result<usize> {
    let root = Root::parse(text, "the description", Unknown::Refuse)?;
    Ok(convert::convert(&[root], &Names::default(), &Docs::default())?.len())
}

fn millis(took: Duration) -> f64 {
    took.as_secs_f64() * 1e3
}

/// The time that passed, and the time that this program worked: the latter is what grows with the
/// description, whatever else the machine does.
#[derive(Clone, Copy)]
struct Took {
    wall: Duration,
    work: Duration,
}

fn best(measured: impl Fn() -> anyhow::Result<usize>) -> anyhow::Result<Took> {
    let mut best = Took {
        wall: Duration::MAX,
        work: Duration::MAX,
    };
    for _ in 0..RUNS {
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

/// How long this program has worked, where the system tells: in hundredths of a second, the twelfth
/// word after the program's name.
fn work() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, after) = stat.rsplit_once(')')?;
    let hundredths: u64 = after.split_whitespace().nth(11)?.parse().ok()?;
    Some(Duration::from_millis(hundredths * 10))
}

/// A description of that size: models that refer to one another, generics, enumerations, and
/// operations with everything that an operation has.
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

//! A history: ten thousand messages with their details, from a service with 20 ms latency.

use crate::bench::Bench;
use crate::bench::contender::{self, Contender};
use crate::bench::results::Results;
use crate::bench::server::Server;

const MESSAGES: &str = "10000";
const LATENCY_MS: &str = "20";

/// The streaming methods, and a loop over single reads with sixteen concurrent requests.
const WAYS: [&str; 3] = ["pages", "batches", "one-by-one"];

pub fn measure(bench: &Bench<'_>, results: &mut Results) -> anyhow::Result<()> {
    let contenders = contender::build(bench)?;
    let server = Server::start(&contenders, &["sandbox", MESSAGES, LATENCY_MS])?;
    let messages: f64 = MESSAGES.parse()?;
    // A loop over all messages takes minutes and gives no better figure: a part is read and the
    // time is extrapolated.
    let sample = bench.times(1_000, 100).to_string();
    let go = contender::optional(results, contender::go(bench));
    let python = contender::optional(results, contender::python(bench));
    let wrappers: Vec<Contender> = python.into_iter().chain(go).collect();
    for turn in 1..=bench.times(3, 1) {
        for way in WAYS {
            let ours = contender::rust("ours", &contenders, "history", None);
            let took = ours.run(&server, &[way])?;
            results.add(format!("{way}.wall"), took.wall);
            results.add(format!("{way}.cpu"), took.cpu);
        }
        for wrapper in &wrappers {
            let took = wrapper.run(&server, &["history", &sample])?;
            let scale = messages / took.count;
            results.add(format!("{}.wall", wrapper.name), took.wall * scale);
            results.add(format!("{}.cpu", wrapper.name), took.cpu * scale);
            results.add(format!("{}.sample", wrapper.name), took.count);
        }
        eprintln!("turn {turn} done");
    }
    Ok(())
}

//! A call: sequential, signed, typed, against a server that does almost nothing.

use std::path::Path;
use std::process::Command;

use anyhow::Context;

use crate::bench::contender::{self, Contender};
use crate::bench::results::Results;
use crate::bench::server::Server;
use crate::bench::{Bench, machine, printed};

/// Instructions are counted as the difference between these two numbers of calls, which excludes
/// startup.
const FEW: usize = 200;
const MANY: usize = 1_200;

/// php-ovh is in no Debian package, and Composer's registry is not used.
const NO_PHP: &str =
    "php-ovh was not measured: it is available from Composer only, not as a Debian package";

pub fn measure(bench: &Bench<'_>, results: &mut Results) -> anyhow::Result<()> {
    let contenders = contender::build(bench)?;
    let authority = bench.folder.join("authority.pem");
    let authority_text = authority.display().to_string();
    let plain = Server::start(&contenders, &["responder"])?;
    let tls = Server::start(&contenders, &["responder", &authority_text])?;

    // Interpreted contenders make fewer calls per turn, so that a turn takes about as long.
    let (quick, slow) = (bench.times(20_000, 4_000), bench.times(2_000, 400));
    let mut racers: Vec<(Contender, &Server, Vec<String>)> = Vec::new();
    let mut enter = |made: Option<Contender>, server, arguments: &[&str], count: usize| {
        let mut arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        arguments.push(count.to_string());
        racers.extend(made.map(|made| (made, server, arguments)));
    };
    let rust = |name, mode, authority| Some(contender::rust(name, &contenders, mode, authority));
    enter(rust("ours", "ours", None), &plain, &[], quick);
    enter(rust("by-hand", "by-hand", None), &plain, &[], quick);
    let go = contender::optional(results, contender::go(bench));
    enter(go, &plain, &["calls"], quick);
    let python = contender::optional(results, contender::python(bench));
    enter(python, &plain, &["calls"], slow);
    let over_tls = rust("ours-tls", "ours", Some(authority.as_path()));
    enter(over_tls, &tls, &[], quick);
    let node = contender::optional(results, contender::node(bench, &authority));
    enter(node, &tls, &[], slow);
    results.missing.push(NO_PHP.to_owned());

    for turn in 1..=bench.times(11, 3) {
        for (racer, server, arguments) in &racers {
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let took = racer
                .run(server, &arguments)
                .with_context(|| format!("{} failed", racer.name))?;
            let micros = |seconds: f64| seconds / took.count * 1e6;
            results.add(format!("{}.cpu", racer.name), micros(took.cpu));
            results.add(format!("{}.wall", racer.name), micros(took.wall));
        }
        eprintln!("turn {turn} done");
    }
    instructions(bench, results, &contenders, &plain)
}

/// Measures the instructions of a call, which do not depend on the load of the machine.
fn instructions(
    bench: &Bench<'_>,
    results: &mut Results,
    contenders: &Path,
    server: &Server,
) -> anyhow::Result<()> {
    let version = machine::output_of(Command::new("valgrind").arg("--version"));
    if version.is_empty() {
        let lacks = "instructions were not counted: install Debian's valgrind";
        results.missing.push(lacks.to_owned());
        return Ok(());
    }
    results.versions.push(version);
    let file = bench.folder.join("callgrind.out");
    let count = |mode: &str, calls: usize| -> anyhow::Result<f64> {
        let mut command = Command::new("valgrind");
        command
            .arg("--tool=callgrind")
            .arg(format!("--callgrind-out-file={}", file.display()))
            .arg(contenders)
            .args([mode, &calls.to_string()]);
        server.tell(&mut command);
        printed(&mut command)?;
        let text = std::fs::read_to_string(&file)?;
        let total = text.lines().find_map(|line| line.strip_prefix("totals: "));
        total
            .and_then(|total| total.trim().parse().ok())
            .context("callgrind printed no total")
    };
    for _ in 0..bench.times(3, 1) {
        for mode in ["ours", "by-hand"] {
            let more = count(mode, MANY)? - count(mode, FEW)?;
            results.add(format!("{mode}.instructions"), more / (MANY - FEW) as f64);
        }
    }
    Ok(())
}

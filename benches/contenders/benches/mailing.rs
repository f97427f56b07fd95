//! A million rows: checking, normalising and storing them, compared with a bare copy by the `csv`
//! crate.
//!
//! `cargo bench -p contenders --bench mailing` prints the times and their ratio, the best of
//! several turns in one run; on Linux also the processor time, which is the meaningful figure on a
//! busy machine. `-- --json TURNS` prints the figures of each turn, and the peak memory of one
//! more.

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{self, BufWriter, Read, Seek};
use std::process::Command;
use std::time::{Duration, Instant};

use csv::{ByteRecord, ReaderBuilder, WriterBuilder};
use ovh_sms::SenderName;
use ovh_sms::mailing::Mailing;
use serde_json::{Map, Value, json};

const ROWS: u64 = 1_000_000;
const TURNS: usize = 9;

const TWO: &str = "Bonjour #prenom# #nom#, -20 % ce samedi chez MP RENOV !";
const ALL: &str = "Bonjour #prenom# #nom# de #ville#, votre code est #code#.";

/// The time that a contender took, turn by turn.
#[derive(Default)]
struct Took {
    wall: Vec<Duration>,
    busy: Vec<Duration>,
}

fn main() {
    let words: Vec<String> = std::env::args().collect();
    let after = |word: &str| words.iter().skip_while(|given| *given != word).nth(1);
    if words.iter().any(|word| word == "--peak") {
        checked(Rows::default(), ALL);
        println!("{}", peak());
        return;
    }
    let json = words.iter().any(|word| word == "--json");
    let turns = after("--json").and_then(|turns| turns.parse().ok());
    let took = measured(turns.unwrap_or(TURNS));
    if json {
        print_json(&took)
    } else {
        print(&took)
    }
}

/// In turns, so that other load on the machine affects all contenders.
fn measured(turns: usize) -> [(&'static str, Took); 3] {
    let mut file = Vec::new();
    Rows::default().read_to_end(&mut file).expect("memory");
    let mut took = ["copy", "two", "all"].map(|name| (name, Took::default()));
    for _ in 0..turns {
        let runs: [&dyn Fn(); 3] = [&|| copied(&file), &|| checked(&*file, TWO), &|| {
            checked(&*file, ALL)
        }];
        for (run, (_, took)) in runs.into_iter().zip(&mut took) {
            let (begun, busy) = (Instant::now(), had_processor());
            run();
            took.wall.push(begun.elapsed());
            took.busy.push(had_processor() - busy);
        }
    }
    took
}

fn print([(_, copy), (_, two), (_, all)]: &[(&str, Took); 3]) {
    println!("{ROWS} rows, best of {} turns", copy.wall.len());
    show("time", [&copy.wall, &two.wall, &all.wall]);
    show("processor", [&copy.busy, &two.busy, &all.busy]);
    println!("peak memory: {:.1} MiB", peak_of_another());
}

fn show(what: &str, times: [&Vec<Duration>; 3]) {
    let [copy, two, all] = times.map(|times| times.iter().min().copied().unwrap_or_default());
    if copy.is_zero() {
        return;
    }
    println!("{what}: bare csv copy (byte records, file to file) {copy:.2?}");
    for (merged, time) in [("two of four columns", two), ("all columns", all)] {
        let ratio = time.as_secs_f64() / copy.as_secs_f64();
        println!("{what}: mailing, {merged} merged {time:.2?}, ratio {ratio:.2}");
    }
}

fn print_json(took: &[(&str, Took); 3]) {
    let mut figures = Map::new();
    let seconds =
        |times: &[Duration]| -> Value { times.iter().map(Duration::as_secs_f64).collect() };
    for (name, took) in took {
        figures.insert(format!("{name}.wall"), seconds(&took.wall));
        figures.insert(format!("{name}.cpu"), seconds(&took.busy));
        // In thousands per second.
        let rates = took
            .busy
            .iter()
            .map(|time| ROWS as f64 / time.as_secs_f64() / 1e3);
        figures.insert(format!("{name}.rate"), rates.collect());
    }
    figures.insert("peak".to_owned(), json!([peak_of_another()]));
    println!("{}", Value::Object(figures));
}

/// Returns the processor time of this process, if the system reports it.
fn had_processor() -> Duration {
    let schedstat = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanos = schedstat
        .split(' ')
        .next()
        .and_then(|text| text.parse().ok());
    Duration::from_nanos(nanos.unwrap_or_default())
}

/// Returns the peak memory of this process, in MiB, if the system reports it.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
    kib.unwrap_or_default() / 1024.0
}

/// The same in a separate process, in which the file is never in memory.
fn peak_of_another() -> f64 {
    let this = std::env::current_exe().expect("a program");
    let output = Command::new(this).arg("--peak").output().expect("a run");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.trim().parse().expect("a number")
}

/// Reads and writes byte records: the least that any processing of the file needs.
fn copied(file: &[u8]) {
    let mut reader = ReaderBuilder::new()
        .delimiter(b';')
        .has_headers(false)
        .from_reader(file);
    let target = tempfile::tempfile().expect("a temporary file");
    let mut writer = WriterBuilder::new()
        .delimiter(b';')
        .from_writer(BufWriter::new(target));
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).expect("good rows") {
        writer.write_byte_record(&record).expect("room on the disk");
    }
    let mut target = writer
        .into_inner()
        .expect("room on the disk")
        .into_inner()
        .expect("room");
    black_box(target.stream_position().expect("a file"));
}

fn checked(rows: impl Read, message: &str) {
    let sender: SenderName = "MP RENOV".parse().expect("a name");
    let checked = Mailing::marketing("bench", message)
        .from(sender)
        .from_csv(rows)
        .expect("good rows");
    assert_eq!(black_box(checked).receivers(), ROWS);
}

/// The file, generated while it is read.
#[derive(Default)]
struct Rows {
    next: u64,
    pending: io::Cursor<String>,
}

impl Read for Rows {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        const FIRST: [&str; 5] = ["Zoé", "Ali", "Marie-Hélène", "Jean", "Camille"];
        const LAST: [&str; 4] = ["Martin", "Bernard", "Nguyen", "Lefèvre"];
        const TOWNS: [&str; 3] = ["Roubaix", "Saint-Étienne", "Paris"];
        if self.pending.position() == self.pending.get_ref().len() as u64 {
            let mut text = std::mem::take(&mut self.pending).into_inner();
            text.clear();
            if self.next == 0 {
                text.push_str("number;prenom;nom;ville;code\n");
            }
            let end = ROWS.min(self.next + 1000);
            for n in self.next..end {
                let place = n as usize;
                let (first, last) = (FIRST[place % 5], LAST[place % 4]);
                let town = TOWNS[place % 3];
                // Scattered, as real lists are: the order must not help the check for duplicates.
                let number = 600_000_000 + n * 7_919_111 % 29_999_999;
                writeln!(text, "+33{number};{first};{last};{town};A{n:07}").expect("memory");
            }
            self.next = end;
            self.pending = io::Cursor::new(text);
        }
        self.pending.read(out)
    }
}

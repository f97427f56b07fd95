//! A million rows: checking, normalising and keeping them, against a bare copy with the `csv` crate.
//!
//! `cargo bench --bench mailing` prints the times and their ratio, in one run, best of several; on
//! Linux the processor's time too, which is what counts on a machine that does other things.

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{BufWriter, Seek};
use std::time::{Duration, Instant};

use csv::{ByteRecord, ReaderBuilder, WriterBuilder};
use ovh_sms::SenderName;
use ovh_sms::mailing::Mailing;

const ROWS: u64 = 1_000_000;
const RUNS: usize = 9;

fn main() {
    let named = "Bonjour #prenom# #nom#, -20 % ce samedi chez MP RENOV !";
    let all = "Bonjour #prenom# #nom# de #ville#, votre code est #code#.";
    let file = file();
    println!(
        "{ROWS} rows, {} MB, best of {RUNS} runs",
        file.len() / 1_000_000
    );
    // In turns, so that whatever else the machine does falls on all of them.
    let mut best = [Duration::MAX; 3];
    let mut best_busy = [Duration::MAX; 3];
    for _ in 0..RUNS {
        let runs: [&dyn Fn(); 3] = [&|| copied(&file), &|| checked(&file, named), &|| {
            checked(&file, all)
        }];
        for (place, run) in runs.into_iter().enumerate() {
            let (begun, busy) = (Instant::now(), had_processor());
            run();
            best[place] = begun.elapsed().min(best[place]);
            best_busy[place] = (had_processor() - busy).min(best_busy[place]);
        }
    }
    show("time", best);
    show("processor", best_busy);
}

fn show(what: &str, [copy, two, four]: [Duration; 3]) {
    if copy.is_zero() {
        return;
    }
    println!("{what}: bare csv copy (byte records, file to file) {copy:.2?}");
    for (merged, time) in [("two of four columns", two), ("all columns", four)] {
        let ratio = time.as_secs_f64() / copy.as_secs_f64();
        println!("{what}: mailing, {merged} merged {time:.2?}, ratio {ratio:.2}");
    }
}

/// Time that this process had a processor, where the system tells.
fn had_processor() -> Duration {
    let told = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanos = told.split(' ').next().and_then(|text| text.parse().ok());
    Duration::from_nanos(nanos.unwrap_or_default())
}

/// Reads and writes byte records: the least that any treatment of the file does.
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

fn checked(file: &[u8], message: &str) {
    let sender: SenderName = "MP RENOV".parse().expect("a name");
    let checked = Mailing::new("bench", message)
        .from(sender)
        .marketing(true)
        .from_csv(file)
        .expect("good rows");
    assert_eq!(black_box(checked).receivers(), ROWS);
}

fn file() -> Vec<u8> {
    const FIRST: [&str; 5] = ["Zoé", "Ali", "Marie-Hélène", "Jean", "Camille"];
    const LAST: [&str; 4] = ["Martin", "Bernard", "Nguyen", "Lefèvre"];
    const TOWNS: [&str; 3] = ["Roubaix", "Saint-Étienne", "Paris"];
    let mut text = "number;prenom;nom;ville;code\n".to_owned();
    for n in 0..ROWS {
        let place = n as usize;
        let (first, last) = (FIRST[place % 5], LAST[place % 4]);
        // Scattered, as real lists are: the order must not help the check for duplicates.
        let number = 600_000_000 + n * 7_919_111 % 100_000_007;
        writeln!(
            text,
            "+33{number};{first};{last};{};A{n:07}",
            TOWNS[place % 3]
        )
        .expect("memory");
    }
    text.into_bytes()
}

//! docs/BENCHMARKS.md is written from figures: medians, ratios, targets and missed targets.

use xtask::bench::Section;
use xtask::bench::page::page;
use xtask::bench::results::{Results, Run};
use xtask::bench::wanted::{WANTED, missed};

fn run() -> Run {
    Run {
        date: "2026-08-01".to_owned(),
        commit: "abc1234".to_owned(),
        processor: "Some Processor".to_owned(),
        cores: 2,
        system: "linux x86_64".to_owned(),
        rustc: "rustc 1.88.0".to_owned(),
        quick: false,
    }
}

fn results(section: &str, figures: &[(&str, &[f64])]) -> Results {
    let mut results = Results::new(section, run());
    for (name, turns) in figures {
        for turn in *turns {
            results.add(*name, *turn);
        }
    }
    results
}

/// The machine was slow in the second turn, for both.
fn call() -> Results {
    results(
        "call",
        &[
            ("ours.instructions", &[99_000.0]),
            ("by-hand.instructions", &[110_000.0]),
            ("ours.cpu", &[20.0, 60.0, 24.0]),
            ("by-hand.cpu", &[25.0, 50.0, 20.0]),
        ],
    )
}

fn line<'p>(page: &'p str, start: &str) -> &'p str {
    let found = page.lines().find(|line| line.starts_with(start));
    found.unwrap_or_else(|| panic!("no line starts with {start:?} in\n{page}"))
}

#[test]
fn a_ratio_is_the_median_of_the_turns_ratios() {
    // 0.8, 1.2 and 1.2; the ratio of the medians would be 0.96.
    let ratio = call().ratio("ours.cpu", "by-hand.cpu").unwrap();
    assert!((ratio.median - 1.2).abs() < 1e-9, "{ratio:?}");
    assert_eq!(ratio.turns, 3);
}

#[test]
fn an_even_number_of_turns_has_its_median_in_the_middle() {
    let results = results("call", &[("ours.cpu", &[4.0, 1.0, 3.0, 2.0])]);
    let summary = results.summary("ours.cpu").unwrap();
    assert_eq!(
        (summary.median, summary.least, summary.most),
        (2.5, 1.0, 4.0)
    );
    assert_eq!(results.summary("go-ovh.cpu"), None);
}

#[test]
fn what_is_wanted_stands_beside_what_was_measured() {
    let page = page(&[call()]);
    assert_eq!(
        line(&page, "| instructions per call"),
        "| instructions per call, compared with reqwest by hand | at most 0.95 × | 0.900 × | met |"
    );
    assert_eq!(
        line(&page, "| processor time per call, compared with reqwest"),
        "| processor time per call, compared with reqwest by hand | at most 1.1 × | 1.20 × | **missed** |"
    );
    assert_eq!(
        line(&page, "| processor time per call, compared with go-ovh"),
        "| processor time per call, compared with go-ovh | at most 0.65 × | not measured |  |"
    );
    assert_eq!(
        missed(&[call()]),
        ["processor time per call, compared with reqwest by hand (1.200 ×, target: at most 1.1)"]
    );
}

#[test]
fn a_table_shows_medians_spread_and_ratios() {
    let page = page(&[call()]);
    assert_eq!(
        line(&page, "| instructions per call |"),
        "| instructions per call | median | ratio |"
    );
    assert_eq!(line(&page, "| ours | 99,000"), "| ours | 99,000 | 0.90 |");
    assert_eq!(
        line(&page, "| ours | 24.0"),
        "| ours | 24.0 | 20.0 to 60.0 | 3 | 1.20 |"
    );
    assert!(!page.contains("| go-ovh |"), "{page}");
}

#[test]
fn a_section_tells_where_it_was_measured_and_what_took_no_part() {
    let mut call = call();
    call.missing
        .push("go-ovh was not measured: install it".to_owned());
    call.versions.push("python-ovh 1.2.0".to_owned());
    let page = page(&[call]);
    assert!(
        page.contains("Measured on 2026-08-01 at commit abc1234 by a full run"),
        "{page}"
    );
    assert!(page.contains("2 cores of Some\nProcessor"), "{page}");
    assert!(page.contains("\nWith python-ovh 1.2.0.\n"), "{page}");
    assert!(
        page.contains("\ngo-ovh was not measured: install it.\n"),
        "{page}"
    );
    let unmeasured = Section::ALL.len() - 1;
    assert_eq!(
        page.matches("Not measured yet.").count(),
        unmeasured,
        "{page}"
    );
}

#[test]
fn figures_are_kept_and_read_again() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("figures")).unwrap();
    call().write(folder.path()).unwrap();
    results("build", &[("ours.cold", &[57.0])])
        .write(folder.path())
        .unwrap();
    let read = Results::read_all(folder.path()).unwrap();
    let sections: Vec<&str> = read.iter().map(|one| one.section.as_str()).collect();
    assert_eq!(sections, ["call", "build"]);
    assert_eq!(
        page(&read),
        page(&[call(), results("build", &[("ours.cold", &[57.0])])])
    );
}

#[test]
fn everything_wanted_belongs_to_a_section() {
    for wanted in WANTED {
        assert!(
            Section::ALL
                .iter()
                .any(|section| section.name() == wanted.section),
            "{}",
            wanted.what
        );
    }
}

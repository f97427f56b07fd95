//! What the program prints for inputs of real life that it refuses or warns about: each message is in
//! the snapshot, so that a change of its wording is seen.

use std::fmt::Write;

use ovh_sms::PhoneNumber;

use crate::support::{program, stderr, stdout};

const NUMBER: &str = "+33600000000";

/// What precedes the time of the service's clock.
const NOW: &str = "the server's time is ";

/// Files that people have, by their names.
const FILES: [(&str, &[u8]); 27] = [
    ("plain.csv", b"number;prenom\n+33600000001;Ali\n"),
    ("empty_cell.csv", b"number;prenom\n+33600000001;\n"),
    ("short.csv", b"number;p;ville;note\n+33600000001;Ali\n"),
    (
        "three.csv",
        "Nom, prénom, civilité;number\nDoe, Ali, M;+33600000001\n".as_bytes(),
    ),
    (
        "two_columns.csv",
        "Portable;Téléphone\n+33600000001;+33600000002\n".as_bytes(),
    ),
    ("no_column.csv", b"nom;ville\nAli;Lens\n"),
    ("no_header.csv", b"+33600000001;Ali\n+33600000002;Zoe\n"),
    ("title.csv", b"Clients\nnumber;prenom\n+33600000001;Ali\n"),
    ("nul.csv", b"number;prenom\n+33600000001;A\0li\n"),
    ("vcard.vcf", b"BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n"),
    ("page.html", b"\n<HTML><body>x</body></html>\n"),
    ("faulty.csv", b"prenom;number\r\nAli;06 00\r\n"),
    (
        "missing.csv",
        b"number;prenom\n+33600000001;NULL\n+33600000002;#REF!\n",
    ),
    ("without.csv", b"number;prenom\n;Ali\n+33600000002;Zoe\n"),
    ("quote.csv", b"number;prenom\n+33600000001;\"Ali\n"),
    ("decimal.csv", b"number\n33600000001.0\n"),
    ("scientific.csv", b"number\n3,36E+10\n"),
    ("numbers.xlsx", b"PK\x03\x04\0\0"),
    ("marks.csv", b"number!nom\n+33600000001!Ali\n"),
    ("local.csv", b"number\n06 12 34 56 78\n"),
    ("without_zero.csv", b"number\n612345678\n"),
    ("digits.csv", b"number\n33700000000\n"),
    ("order.csv", b"number;commande\n+33600000001;\"1,23E+15\"\n"),
    ("landline.csv", b"number\n+33123456789\n"),
    ("unassigned.csv", b"number\n+33199000001\n"),
    ("latin.csv", b"number;prenom\n+33600000001;Zo\xe9\n"),
    (
        "misread.csv",
        "number;prenom\n+33600000001;ZoÃ©\n".as_bytes(),
    ),
];

/// Checks of mailings: a file, a text, and more options.
const MAILINGS: [(&str, &str, &[&str]); 42] = [
    ("plain.csv", "Bonjour {prenom}", &[]),
    ("plain.csv", "Bonjour %prenom%", &[]),
    ("plain.csv", "Bonjour #prenom, ca va ?", &[]),
    ("plain.csv", "Bonjour {{firstname}}", &[]),
    ("plain.csv", "Bonjour #nom#", &[]),
    ("plain.csv", "Rang #1 #prenom#", &[]),
    ("plain.csv", "\u{200b}", &[]),
    ("plain.csv", "Bonjour", &["--sheet", "Clients"]),
    ("plain.csv", "Bonjour", &["--separator", "ab"]),
    ("empty_cell.csv", "#prenom#", &[]),
    ("short.csv", "Bonjour #note#", &[]),
    ("three.csv", "Bonjour", &["--separator", ","]),
    ("two_columns.csv", "Bonjour", &[]),
    ("no_column.csv", "Bonjour", &[]),
    ("no_header.csv", "Bonjour", &[]),
    ("title.csv", "Bonjour", &[]),
    ("nul.csv", "Bonjour", &[]),
    ("vcard.vcf", "Bonjour", &[]),
    ("page.html", "Bonjour", &[]),
    ("faulty.csv", "Bonjour", &[]),
    ("missing.csv", "Bonjour #prenom#", &[]),
    ("without.csv", "Bonjour", &[]),
    ("without.csv", "Bonjour", &["--skip-without-number"]),
    ("quote.csv", "Bonjour #prenom#", &[]),
    ("decimal.csv", "Bonjour", &[]),
    ("scientific.csv", "Bonjour", &[]),
    ("local.csv", "Bonjour", &[]),
    ("marks.csv", "Bonjour", &[]),
    ("marks.csv", "Bonjour ＃nom＃", &["--separator", "!"]),
    ("local.csv", "Bonjour", &["--region", "uk"]),
    ("without_zero.csv", "Bonjour", &[]),
    ("digits.csv", "Bonjour", &[]),
    ("digits.csv", "Bonjour", &["--bare-numbers"]),
    ("order.csv", "Commande #commande#", &[]),
    ("landline.csv", "Bonjour", &[]),
    ("landline.csv", "Bonjour", &["--landlines", "refuse"]),
    ("landline.csv", "Bonjour", &["--landlines", "drop"]),
    ("unassigned.csv", "Bonjour", &[]),
    ("latin.csv", "Bonjour #prenom#", &[]),
    (
        "misread.csv",
        "Bonjour #prenom#",
        &["--outside-gsm", "transliterate"],
    ),
    ("absent.csv", "Bonjour", &[]),
    (".", "Bonjour", &[]),
];

/// Other commands.
const COMMANDS: [&[&str]; 40] = [
    &["accounts", "--endpoint", "http://proxy.example/1.0"],
    &["send", NUMBER, "Bonjour"],
    &["send", "--to", NUMBER, "Bonjour"],
    &["send", "--sandbox", "--to", NUMBER, "Bonjour #prenom#"],
    &["send", "--sandbox", "--to", NUMBER, "Bonjour {prenom}"],
    &["send", "--sandbox", "--to", NUMBER, "Votre code : $CODE"],
    &["send", "--sandbox", "--to", NUMBER, "\u{200b}"],
    &["send", "--sandbox", "--to", NUMBER, "Bonjour [PRENOM]"],
    &["send", "--sandbox", "--to-file", "numbers.xlsx", "Bonjour"],
    &[
        "send",
        "--sandbox",
        "--to",
        "+33 33 6 12 34 56 78",
        "Bonjour",
    ],
    &["send", "--sandbox", "--to", "0612345678", "Bonjour"],
    &[
        "send",
        "--sandbox",
        "--to",
        "+33600000000;+33600000001",
        "Bonjour",
    ],
    &["send", "--sandbox", "--to", "+33700000000", "Bonjour"],
    &[
        "send",
        "--sandbox",
        "--to",
        "+33600000000 poste 12",
        "Bonjour",
    ],
    &[
        "send",
        "--sandbox",
        "--allow-replies",
        "--to",
        NUMBER,
        "Commande 0123456789",
    ],
    &[
        "send",
        "--sandbox",
        "--allow-replies",
        "--to",
        NUMBER,
        "Voir ovh.com",
    ],
    &[
        "send",
        "--sandbox",
        "--to",
        NUMBER,
        "--at",
        "next week",
        "Bonjour",
    ],
    &[
        "send",
        "--sandbox",
        "--to",
        NUMBER,
        "--at",
        "2020-01-01 08:30",
        "Bonjour",
    ],
    &[
        "send",
        "--sandbox",
        "--to",
        NUMBER,
        "--at",
        "2027-03-28 02:30",
        "Bonjour",
    ],
    &["send", "--sandbox", "--to", NUMBER, "--in", "5M", "Bonjour"],
    &[
        "send",
        "--sandbox",
        "--to",
        NUMBER,
        "--time-zone",
        "Paris",
        "Bonjour",
    ],
    &[
        "send",
        "--sandbox",
        "--to",
        NUMBER,
        "--tag",
        "a b",
        "Bonjour",
    ],
    &[
        "send",
        "--sandbox",
        "--to",
        NUMBER,
        "--sender",
        "Nom beaucoup trop long",
        "Bonjour",
    ],
    &["estimate", NUMBER, "Bonjour"],
    &["estimate", "--country", "zz", "Bonjour"],
    &["estimate", "--region", "zz", "--to", "06", "Bonjour"],
    &["track", "abc"],
    &["track", NUMBER],
    &["track", "--batch", "abc"],
    &["history", "--sandbox", "--limit", "abc"],
    &["history", "--sandbox", "--ptt", "spam"],
    &["history", "--sandbox", "--receipt", "lost"],
    &[
        "history",
        "--sandbox",
        "--since",
        "2026-02-01",
        "--until",
        "2026-01-01",
    ],
    &["history", "--sandbox", "--since", "last week"],
    &["history", "--sandbox", "--bom"],
    &["jobs", "cancel", "abc"],
    &["jobs", "--sandbox", "cancel", "12"],
    &["accounts", "--sandbox", "--min-credits", "abc"],
    &["blacklist", "--sandbox", "remove", "+33600000001.0"],
    &["api", "nope"],
];

#[test]
fn messages_for_inputs_of_real_life() {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in FILES {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    let mut all = String::new();
    let mut run = |arguments: &[&str]| {
        let mut program = program();
        let output = program
            .current_dir(folder.path())
            .args(arguments)
            .output()
            .unwrap();
        let printed = [stdout(&output), stderr(&output)].concat();
        let printed = match printed.split_once(NOW) {
            Some((before, _)) => format!("{before}{NOW}…\n"),
            None => printed,
        };
        let code = output.status.code().unwrap();
        writeln!(
            all,
            "$ ovh-sms {}\n{printed}[{code}]\n",
            arguments.join(" ")
        )
        .unwrap();
    };
    for (file, text, options) in MAILINGS {
        let fixed = ["--sender", "SANDBOX", "--transactional"];
        run(&[&["mailing", "check", file, "--text", text], options, &fixed].concat());
    }
    COMMANDS.iter().for_each(|arguments| run(arguments));
    insta::assert_snapshot!(all);
}

#[test]
fn reasons_for_numbers_that_are_refused() {
    let table = include_str!("../../../../../tests/it/message/numbers.tsv");
    let mut all = String::new();
    for line in table.lines().skip(1) {
        let text = line.split('\t').next().unwrap();
        // Escapes of JSON, in which quotes need one too.
        let json = format!("\"{}\"", text.replace('"', "\\\""));
        let number: String = serde_json::from_str(&json).unwrap();
        if let Err(error) = number.parse::<PhoneNumber>() {
            writeln!(all, "{text}\n  {error}").unwrap();
        }
    }
    insta::assert_snapshot!(all);
}

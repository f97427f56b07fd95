//! A million rows in little memory, measured in a separate process.
#![cfg(all(feature = "csv", target_os = "linux"))]

use std::io::{self, Read, Write as _};

use ovh_sms::mailing::Mailing;

use crate::own_process::{peak_of, print_peak};

const ROWS: u64 = 1_000_000;
const LIMIT_KIB: u64 = 64 * 1024;

/// A file of many rows that is never in memory as a whole.
struct Rows {
    next: u64,
    pending: io::Cursor<Vec<u8>>,
}

impl Read for Rows {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.pending.position() == self.pending.get_ref().len() as u64 {
            let pending = self.pending.get_mut();
            pending.clear();
            if self.next == 0 {
                pending.extend_from_slice(b"number;prenom;nom;ville;code\n");
            }
            let end = ROWS.min(self.next + 1000);
            for row in self.next..end {
                // From 06 00 to 06 29, which are all mobile numbers of France.
                let number = 600_000_000 + row * 7_919_111 % 29_999_999;
                writeln!(pending, "+33{number};Zo\u{e9};Martin;Roubaix;A{row:07}")?;
            }
            self.next = end;
            self.pending.set_position(0);
        }
        self.pending.read(out)
    }
}

#[test]
fn a_million_rows_are_checked_in_64_mib() {
    let peak = peak_of("mailing::child");
    assert!(peak < LIMIT_KIB, "{peak} KiB");
}

#[test]
#[ignore = "run by the other test, in a process of its own"]
fn child() {
    let rows = Rows {
        next: 0,
        pending: io::Cursor::default(),
    };
    let message = "Bonjour #prenom# #nom# de #ville#, votre code est #code#.";
    let checked = Mailing::transactional("million", message)
        .allow_replies()
        .from_csv(rows)
        .unwrap();
    assert_eq!(checked.receivers(), ROWS);
    print_peak();
}

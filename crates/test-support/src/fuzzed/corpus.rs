//! The committed inputs of the fuzz targets, and random changes of them.

use std::path::Path;

use fastrand::Rng;

/// Returns the committed inputs of a fuzz target by file name, in order.
pub fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds");
    let mut seeds: Vec<_> = std::fs::read_dir(folder.join(target))
        .unwrap_or_else(|error| panic!("fuzz/seeds/{target}: {error}"))
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(path).unwrap())
        })
        .collect();
    seeds.sort();
    assert!(!seeds.is_empty(), "fuzz/seeds/{target} is empty");
    seeds
}

/// Returns an input with one to four random changes: bytes replaced, removed, repeated or inserted,
/// or a piece of another input.
pub fn changed(seed: &[u8], other: &[u8], random: &mut Rng) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..random.u8(1..=4) {
        let at = random.usize(..=bytes.len());
        let end = (at + random.usize(..=8)).min(bytes.len());
        match random.u8(..5) {
            0 => bytes[at..end].fill_with(|| random.u8(..)),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let piece = bytes[at..end].repeat(random.usize(1..=4));
                bytes.splice(at..at, piece);
            }
            3 => {
                let piece = PIECES[random.usize(..PIECES.len())];
                bytes.splice(at..end, piece.iter().copied());
            }
            _ => {
                let from = random.usize(..=other.len());
                let to = (from + random.usize(..=32)).min(other.len());
                bytes.splice(at..end, other[from..to].iter().copied());
            }
        }
    }
    bytes
}

/// Bytes that parsers treat specially.
const PIECES: &[&[u8]] = &[
    b"\0",
    b"\r\n",
    b"\n",
    b"\t",
    b";",
    b",",
    b"\"",
    b"\"\"",
    b"#",
    b"##",
    b"%",
    b"%00",
    b"%zz",
    b"&",
    b"=",
    b"+",
    b"+33",
    b"00",
    b"0",
    b"(0)",
    b"null",
    b"true",
    b"[]",
    b"{}",
    b"[",
    b"{",
    b"}",
    b":",
    b"-1",
    b"1e999",
    b"9223372036854775808",
    b"0.1",
    b"\\u0000",
    b"\\ud800",
    b"\xef\xbb\xbf",
    b"\xff",
    b"\xc3",
    b"\xe2\x80\xae",
    b"\xe2\x80\xaf",
    b"\x1b[2J",
    b"[default]",
    b"sep=;",
];

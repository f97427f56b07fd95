//! The pictures of the guide.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The rendered documentation has the pictures within its text, and a forge has the files.
#[test]
fn the_embedded_pictures_are_those_of_the_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/pictures");
    let embedded = std::fs::read_to_string(folder.join("embedded.md")).unwrap();
    let page = std::fs::read_to_string(folder.join("../sandbox_page.md")).unwrap();
    let mut count = 0;
    for line in embedded.lines() {
        let (name, data) = line.split_once("]: data:image/webp;base64,").unwrap();
        let name = name.trim_start_matches('[');
        let file = std::fs::read(folder.join(format!("{name}.webp"))).unwrap();
        assert!(
            STANDARD.decode(data).unwrap() == file,
            "{name}: make the pictures again"
        );
        assert!(
            page.contains(&format!("][{name}]\n")),
            "{name} is not shown"
        );
        count += 1;
    }
    assert_eq!(page.matches(": pictures/").count(), count);
}

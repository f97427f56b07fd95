//! Descriptions that use everything that occurs in OVHcloud's format, converted and compared with
//! what was reviewed; and those that can't be converted, with what is said about them.

use crate::support::{convert, folder, text_of};

fn settings(folder: &str) -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path(format!("../snapshots/{folder}"));
    settings
}

#[test]
fn every_line_of_the_format_converts_as_reviewed() {
    settings("descriptions").bind(|| {
        for path in folder("descriptions") {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            insta::assert_snapshot!(name, convert(&text_of(&path)).unwrap());
        }
    });
}

#[test]
fn what_can_not_be_converted_is_named_with_its_place() {
    settings("refused").bind(|| {
        for path in folder("refused") {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            insta::assert_snapshot!(name, convert(&text_of(&path)).unwrap_err());
        }
    });
}

#[test]
fn the_order_of_a_description_does_not_matter() {
    for path in folder("descriptions") {
        let text = text_of(&path);
        let root =
            ovh_codegen::native::Root::parse(&text, "x", ovh_codegen::native::Unknown::Refuse)
                .unwrap();
        let normal = root.to_normal_form().unwrap();
        let again =
            ovh_codegen::native::Root::parse(&normal, "x", ovh_codegen::native::Unknown::Refuse)
                .unwrap();
        assert_eq!(
            normal,
            again.to_normal_form().unwrap(),
            "{}",
            path.display()
        );
        assert!(convert(&normal).is_ok(), "{}", path.display());
    }
}

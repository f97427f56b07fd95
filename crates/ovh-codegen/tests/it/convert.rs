//! Descriptions that use everything that occurs in OVHcloud's format, converted and compared with
//! what was reviewed; and those that can't be converted, with what is said about them.

use crate::support::{convert, folder, text_of};
use ovh_codegen::convert::output;
use ovh_codegen::docs::Docs;
use ovh_codegen::names::Names;
use ovh_codegen::native::{Root, Unknown};

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

/// What is wrong in a description and has a sensible reading.
#[test]
fn what_is_odd_is_converted_with_a_note_of_its_place() {
    settings("odd").bind(|| {
        for path in folder("odd") {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let root = Root::parse(&text_of(&path), "x", Unknown::Refuse).unwrap();
            let output = output(&[root], &Names::default(), &Docs::default()).unwrap();
            assert!(!output.notes.is_empty(), "{name}");
            for note in &output.notes {
                assert!(note.starts_with('/') && note.contains(": "), "{note}");
            }
            insta::assert_snapshot!(
                name,
                format!("{}\n\n{}", output.notes.join("\n"), output.document)
            );
        }
    });
}

#[test]
fn what_is_odd_is_a_finding_where_it_is_bound() {
    let path = folder("odd").remove(0);
    let root = Root::parse(&text_of(&path), "x", Unknown::Refuse).unwrap();
    let mut names = Names::default();
    names.strict = true;
    let output = output(&[root], &names, &Docs::default()).unwrap();
    assert!(
        output.findings.iter().any(|finding| {
            finding.contains("GET with a body") && finding.contains("fixups.rs")
        }),
        "{:?}",
        output.findings
    );
}

#[test]
fn one_operation_of_two_roots_names_both_files() {
    let text = r#"{"apiVersion":"1.0","resourcePath":"/x","apis":[{"path":"/x","operations":[{"httpMethod":"GET","responseType":"long"}]}]}"#;
    let roots =
        ["v1/x.json", "v2/x.json"].map(|from| Root::parse(text, from, Unknown::Refuse).unwrap());
    let error = output(&roots, &Names::default(), &Docs::default())
        .unwrap_err()
        .to_string();
    for part in [
        "/x GET /x: the operation is in v1/x.json and in v2/x.json: ",
        "make a document of each root",
    ] {
        assert!(error.contains(part), "{error}");
    }
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

//! Columns, numbers and placeholders of mailings, and warnings about possible mistakes.
#![cfg(feature = "csv")]

use ovh_sms::NumberKind;
use ovh_sms::mailing::{
    CheckError, CheckedMailing, FileProblem, Landlines, Mailing, OutsideGsm, RowFault, RowProblem,
    UnknownNumbers, WarningKind,
};

fn mailing(message: &str) -> Mailing {
    Mailing::transactional("test", message).from("SANDBOX")
}

fn check(message: &str, file: &str) -> Result<CheckedMailing, CheckError> {
    mailing(message).from_csv(file.as_bytes())
}

fn file_problem(result: Result<CheckedMailing, CheckError>) -> FileProblem {
    match result {
        Err(CheckError::File(problem)) => problem,
        other => panic!("{other:?}"),
    }
}

fn only_fault(result: Result<CheckedMailing, CheckError>) -> RowFault {
    match result {
        Err(CheckError::Rows(mut faults)) if faults.total == 1 => faults.faults.remove(0),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_usual_name_of_the_number_column_is_recognized() {
    for name in [
        "Téléphone",
        "Numéro",
        "Portable",
        "Mobile",
        "Tel",
        "Phone",
        "GSM",
        "N° de téléphone",
        "MSISDN",
    ] {
        let file = format!("Nom;{name};Ville\nAli;+33600000001;Lens\n");
        let checked =
            check("Bonjour #nom#", &file).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((checked.number_column(), checked.receivers()), (name, 1));
        let rows = mailing("Bonjour").from_rows([name], [["+33600000001"]]);
        assert_eq!(rows.unwrap().number_column(), name);
    }
    // The default name takes precedence, and a name that is set.
    let both = "Number;Portable\n+33600000001;+33600000002\n";
    assert_eq!(check("Bonjour", both).unwrap().number_column(), "Number");
    let set = mailing("Bonjour")
        .number_column("portable")
        .from_csv(both.as_bytes());
    assert_eq!(set.unwrap().number_column(), "Portable");
    let missing = mailing("Bonjour")
        .number_column("gsm")
        .from_csv(both.as_bytes());
    assert!(matches!(
        file_problem(missing),
        FileProblem::MissingNumber { .. }
    ));
}

#[test]
fn two_usual_names_must_be_chosen_from() {
    let problem = file_problem(check(
        "Bonjour",
        "Téléphone;Portable\n+33100000001;+33600000001\n",
    ));
    assert!(
        matches!(&problem, FileProblem::SeveralNumberColumns { columns, .. } if columns.len() == 2)
    );
    let printed = problem.to_string();
    assert!(
        printed.contains("--number-column") && printed.contains("Portable"),
        "{printed}"
    );
    // The number in the message is that of the column.
    let mut checked = check("Le #portable#", "portable;x\n+33600000001;y\n").unwrap();
    assert_eq!(checked.preview(1).unwrap()[0].text, "Le +33600000001");
}

#[test]
fn a_row_may_lack_values_that_the_message_does_not_use() {
    let file = "number;prenom;ville;note\n+33600000001;Ali\n+33600000002;Zoé;Lens\n";
    assert_eq!(check("Bonjour #prenom#", file).unwrap().receivers(), 2);
    let fault = only_fault(check("Bonjour #prenom# de #ville#", file));
    assert_eq!(fault.line, 2);
    assert_eq!(
        fault.problem,
        RowProblem::NoValue {
            column: "ville".to_owned()
        }
    );
    assert!(
        fault.to_string().contains("no value in column \"ville\""),
        "{fault}"
    );
    // An empty cell that is there is no fault.
    let checked = check("Bonjour #ville#", "number;ville\n+33600000001;\n").unwrap();
    assert_eq!(checked.empty_values(), 1);
    let file = "number;ville\n+33600000001;Lens\n";
    let checked = check("Bonjour #ville#", file).unwrap();
    assert_eq!(checked.empty_values(), 0);
    let fault = only_fault(check("Bonjour", "nom;number\nAli\n"));
    assert!(fault.to_string().contains("is empty"), "{fault}");
    let fault = only_fault(check("Bonjour", "number;nom\n+33600000001;Ali;x\n"));
    assert!(matches!(
        fault.problem,
        RowProblem::FieldCount { found: 3, .. }
    ));
}

#[test]
fn rows_without_a_number_are_refused_or_left_out() {
    let file = "number;nom\n+33600000001;Ali\n;Zoé\n\u{a0};Eve\nNULL;Lou\n-;Max\n#N/A;Ida\nnan\n";
    assert!(
        matches!(check("Bonjour #nom#", file), Err(CheckError::Rows(faults)) if faults.total == 6)
    );
    let skipping = mailing("Bonjour #nom#").skip_without_number();
    let checked = skipping.from_csv(file.as_bytes()).unwrap();
    assert_eq!((checked.receivers(), checked.rows_without_number()), (1, 6));
    // What is no number is refused nevertheless.
    assert!(
        skipping
            .from_csv(&b"number\n+33600000001\n#REF!\n"[..])
            .is_err()
    );
    assert!(
        skipping
            .from_csv(&b"number\n+33600000001\n06\n"[..])
            .is_err()
    );
}

#[test]
fn placeholders_of_other_systems_are_refused_if_they_name_a_column() {
    let file = "number;prenom;Nom de famille\n+33600000001;Ali;Doe\n";
    for placeholder in [
        "{prenom}",
        "{{ prenom }}",
        "{{Prénom}}",
        "%prenom%",
        "$prenom",
        "${prenom}",
        "[prenom]",
        "<prenom>",
        "«prenom»",
        "#prenom",
        "[Nom de famille]",
        "#nom de famille",
        "prenom#",
        "{number}",
    ] {
        let problem = file_problem(check(&format!("Bonjour {placeholder}, a demain"), file));
        assert!(
            matches!(problem, FileProblem::OtherPlaceholder { .. }),
            "{placeholder}: {problem}"
        );
        let printed = problem.to_string();
        assert!(printed.contains(": write #"), "{printed}");
    }
    // Also next to one that is filled.
    for message in [
        "#prenom, code #number#",
        "#number# #prenom",
        "#prenom# {prenom}",
        "#prenom #number#",
    ] {
        let problem = file_problem(check(message, file));
        assert!(
            matches!(problem, FileProblem::OtherPlaceholder { .. }),
            "{message}: {problem}"
        );
    }
    for message in [
        "100% prenom",
        "prix: 5$ prenom",
        "Bonjour prenom",
        "[Info] prenom",
        "Rang #1",
        "#prenom# gagne 50% [ou 20%]",
        "a < b prenom > c",
    ] {
        let checked = check(message, file);
        assert!(checked.is_ok(), "{message}: {checked:?}");
    }
}

#[test]
fn placeholders_that_nothing_fills_are_refused_unless_the_message_is_literal() {
    let file = "number;prenom\n+33600000001;Ali\n";
    for placeholder in [
        "{firstname}",
        "{{firstname}}",
        "{{ contact.FIRSTNAME }}",
        "${code}",
        "$(code)",
        "$CODE",
        "%code%",
        "[[code]]",
        "<<code>>",
        "*|FNAME|*",
        "%s",
    ] {
        let message = format!("Bonjour #prenom#, code : {placeholder}.");
        let problem = file_problem(check(&message, file));
        assert!(
            matches!(problem, FileProblem::UnfilledPlaceholder { .. }),
            "{placeholder}: {problem}"
        );
        let printed = problem.to_string();
        assert!(printed.contains("prenom"), "{printed}");
        let mut literal = mailing(&message)
            .literal()
            .from_csv(file.as_bytes())
            .unwrap();
        let text = format!("Bonjour Ali, code : {placeholder}.");
        assert_eq!(literal.preview(1).unwrap()[0].text, text);
    }
    // The service would read it as a placeholder.
    let unknown = mailing("#code#").literal().from_csv(file.as_bytes());
    assert!(matches!(
        file_problem(unknown),
        FileProblem::UnknownPlaceholder { .. }
    ));
}

#[test]
fn a_title_above_the_header_is_named() {
    for (file, line) in [
        ("Clients 2026\nnumber;prenom\n+33600000001;Ali\n", Some(2)),
        (
            "Export;;\n;;\n\n\"du 1er\ndecembre\";;\nTelephone;prenom\n",
            Some(6),
        ),
        ("sep=;\nTitre\nnumber;a\n", Some(3)),
        ("Titre\nnom;ville\nnumero de rue;x\n", None),
        ("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nnumber\n", None),
    ] {
        match file_problem(check("Bonjour", file)) {
            FileProblem::MissingNumber { header_line, .. } => assert_eq!(header_line, line),
            other => panic!("{file:?}: {other}"),
        }
    }
    let problem = file_problem(check("Bonjour", "Clients\nnumber\n+33600000001\n"));
    let printed = problem.to_string();
    assert!(printed.contains("Line 2 names such a column"), "{printed}");
    let blank = file_problem(check("Bonjour", "\n\nnom;ville\n"));
    assert!(blank.to_string().starts_with("line 3: "), "{blank}");
}

#[test]
fn rows_that_are_all_left_out_are_counted() {
    let file = "number;prenom\n;Ali\n-;Zoe\n+33123456789;Eve\n";
    let checked = mailing("Bonjour")
        .skip_without_number()
        .landlines(Landlines::Drop)
        .from_csv(file.as_bytes());
    assert_eq!(file_problem(checked), FileProblem::AllLeftOut { rows: 3 });
    let one = FileProblem::AllLeftOut { rows: 1 }.to_string();
    assert!(one.contains("1 row is left out"), "{one}");
}

#[test]
fn values_of_a_wrong_encoding_are_warned_about() {
    for (value, found) in [
        ("ZoÃ©", "Ã©"),
        ("lâ€™Ã©tÃ©", "Ã©"),
        ("10 â‚¬", "â‚¬"),
        ("20 Â°C", "Â°"),
        ("Zo\u{fffd}", "\u{fffd}"),
    ] {
        let file = format!("number;prenom;x\n+33600000001;Ali;{value}\n+33600000002;{value};x\n");
        for policy in [OutsideGsm::Keep, OutsideGsm::Transliterate] {
            let checked = mailing("Bonjour #prenom#").outside_gsm(policy);
            let checked = match checked.from_csv(file.as_bytes()) {
                Ok(checked) => checked,
                // Not every character has a replacement.
                Err(_) if !ovh_sms::message::to_gsm(value).is_gsm() => continue,
                Err(error) => panic!("{value}: {error}"),
            };
            let [warning] = checked.warnings() else {
                panic!("{value}: {:?}", checked.warnings())
            };
            let kind = WarningKind::MisreadValue {
                column: "prenom".to_owned(),
                found,
            };
            assert_eq!((&warning.kind, warning.first_line), (&kind, 3));
        }
    }
    let fine = "number;prenom\n+33600000001;São Ângela\n+33600000002;François Â.\n";
    let checked = mailing("#prenom#").outside_gsm(OutsideGsm::Keep);
    assert_eq!(checked.from_csv(fine.as_bytes()).unwrap().warnings(), []);
}

#[test]
fn a_message_without_visible_text_is_refused() {
    for message in ["\u{200b}", " \u{a0}\u{2060}", "\u{feff}"] {
        assert!(matches!(
            check(message, "number\n+33600000001\n"),
            Err(CheckError::Settings(_))
        ));
    }
    for value in ["", " ", "\u{a0}", "\"\n\""] {
        let file = format!("number;prenom\n+33600000001;Ali\n+33600000002;{value}\n");
        let fault = only_fault(check(" #prenom# ", &file));
        assert_eq!(
            (fault.line, fault.problem),
            (3, RowProblem::NothingVisible),
            "{value:?}"
        );
        assert!(check("#prenom#.", &file).is_ok());
    }
    let two = check("#a##b#", "number;a;b\n+33600000001;;x\n+33600000002;;\n");
    assert_eq!(only_fault(two).line, 3);
    assert!(check("#number#", "number\n+33600000001\n").is_ok());
}

#[test]
fn values_of_programs_for_nothing_are_warned_about() {
    for value in [
        "NULL",
        "null",
        "None",
        "nan",
        "NaN",
        "#REF!",
        "#N/A",
        "#NAME?",
        "undefined",
        "(null)",
        "N/A",
        "[object Object]",
    ] {
        let file = format!(
            "number;prenom;x\n+33600000001;Ali;{value}\n+33600000002;{value};x\n+33600000003; {value} ;x\n"
        );
        let checked =
            check("Bonjour #prenom#", &file).unwrap_or_else(|error| panic!("{value}: {error}"));
        let [warning] = checked.warnings() else {
            panic!("{value}: {:?}", checked.warnings())
        };
        let kind = WarningKind::SuspiciousValue {
            column: "prenom".to_owned(),
            value,
        };
        assert_eq!(
            (&warning.kind, warning.rows, warning.first_line),
            (&kind, 2, 3)
        );
        assert!(warning.to_string().contains("line 3"), "{warning}");
    }
    for value in [
        "Nan Goldin",
        "Nullo",
        "Nadia",
        "#1",
        "(a)",
        "-",
        "Undefined Ltd",
    ] {
        let file = format!("number;prenom\n+33600000001;{value}\n");
        assert_eq!(
            check("Bonjour #prenom#", &file).unwrap().warnings(),
            [],
            "{value}"
        );
    }
}

#[test]
fn numbers_that_cannot_receive_sms_are_warned_about_refused_or_left_out() {
    let file = "number\n+33600000001\n+33123456789\n+33987654321\n+33199000001\n";
    let checked = check("Bonjour", file).unwrap();
    let kinds: Vec<_> = checked
        .warnings()
        .iter()
        .map(|warning| (&warning.kind, warning.rows))
        .collect();
    assert_eq!(
        kinds,
        [
            (
                &WarningKind::Landline {
                    kind: NumberKind::Fixed
                },
                2
            ),
            (
                &WarningKind::Landline {
                    kind: NumberKind::Voip
                },
                1
            ),
        ]
    );
    let refusing = mailing("Bonjour")
        .landlines(Landlines::Refuse)
        .from_csv(file.as_bytes());
    let Err(CheckError::Rows(faults)) = refusing else {
        panic!("{refusing:?}")
    };
    assert_eq!(faults.total, 3);
    assert_eq!(
        faults.faults[0].problem,
        RowProblem::Landline {
            kind: NumberKind::Fixed
        }
    );
    let dropping = mailing("Bonjour")
        .landlines(Landlines::Drop)
        .from_csv(file.as_bytes())
        .unwrap();
    assert_eq!((dropping.receivers(), dropping.landlines()), (1, 3));
    assert_eq!(dropping.warnings(), []);
}

#[test]
fn numbers_of_ranges_that_are_not_assigned_are_refused_or_kept() {
    // A number of Ofcom for works of fiction.
    let file = "number\n+33600000001\n+447700900123\n";
    let fault = only_fault(check("Bonjour", file));
    assert_eq!(
        (fault.line, &fault.problem),
        (3, &RowProblem::UnknownNumber)
    );
    assert!(fault.to_string().contains("unknown_numbers"), "{fault}");
    let keeping = mailing("Bonjour").unknown_numbers(UnknownNumbers::Keep);
    let checked = keeping.from_csv(file.as_bytes()).unwrap();
    assert_eq!(checked.receivers(), 2);
    assert_eq!(checked.warnings()[0].kind, WarningKind::UnknownNumber);
}

#[test]
fn test_numbers_and_long_messages_are_warned_about() {
    let checked = check("Bonjour", "number\n+33639980001\n+33600000001\n").unwrap();
    assert_eq!(checked.warnings()[0].kind, WarningKind::TestNumber);
    assert_eq!(checked.warnings()[0].first_line, 2);
    for (letters, warned) in [(918, false), (919, true)] {
        let file = format!(
            "number;x\n+33600000001;a\n+33600000002;{}\n",
            "a".repeat(letters)
        );
        let checked = check("#x#", &file).unwrap();
        let is_warned = checked
            .warnings()
            .iter()
            .any(|warning| warning.kind == WarningKind::ManyParts);
        assert_eq!(is_warned, warned, "{letters}");
    }
}

#[test]
fn every_warning_has_a_name_and_a_sentence() {
    let file = "number;x\n+33639980001;NULL\n+33123456789;NULL\n";
    let checked = check("#x#", file).unwrap();
    for warning in checked.warnings() {
        assert!(warning.kind.name().chars().all(char::is_alphanumeric));
        assert!(warning.to_string().contains("line 2") || warning.to_string().contains("line 3"));
    }
    assert_eq!(checked.warnings().len(), 3);
}

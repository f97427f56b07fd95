//! What the examples understand on their command line, and that they refuse the rest.
#![allow(dead_code, reason = "each example uses some of it")]

/// Whether `--live` is given; ends the program in a sentence if anything else is.
pub fn is_live() -> bool {
    live_with::<0>("").is_some()
}

/// What comes after `--live`, or nothing without it; ends the program in a sentence if there is
/// more or less. `words` names what is to come, for that sentence.
pub fn live_with<const COUNT: usize>(words: &str) -> Option<[String; COUNT]> {
    let mut arguments = std::env::args().skip(1);
    let live = arguments.next()?;
    let rest: Vec<String> = arguments.collect();
    match rest.try_into() {
        Ok(rest) if live == "--live" => Some(rest),
        _ => refuse(&format!("give nothing, or `--live{words}`")),
    }
}

/// Ends the program in a sentence if anything is given.
pub fn no_arguments() {
    if std::env::args().len() > 1 {
        refuse("give nothing");
    }
}

fn refuse(what: &str) -> ! {
    eprintln!("These arguments mean nothing here: {what}. Nothing was sent.");
    std::process::exit(2)
}

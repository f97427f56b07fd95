//! Parses the command-line arguments of the examples and rejects unknown ones.
#![allow(dead_code, reason = "each example uses some of it")]

/// Returns whether `--live` is given; ends the program with a message for any other argument.
pub fn is_live() -> bool {
    live_with::<0>("").is_some()
}

/// Returns the arguments after `--live`, or `None` without it; ends the program with a message if
/// their number is wrong. `words` names the expected arguments in that message.
pub fn live_with<const COUNT: usize>(words: &str) -> Option<[String; COUNT]> {
    let mut arguments = std::env::args().skip(1);
    let live = arguments.next()?;
    let rest: Vec<String> = arguments.collect();
    match rest.try_into() {
        Ok(rest) if live == "--live" => Some(rest),
        _ => refuse(&format!("give no arguments, or `--live{words}`")),
    }
}

/// Ends the program with a message if there are arguments.
pub fn no_arguments() {
    if std::env::args().len() > 1 {
        refuse("give no arguments");
    }
}

fn refuse(what: &str) -> ! {
    eprintln!("unknown arguments: {what}. Nothing was sent.");
    std::process::exit(2)
}

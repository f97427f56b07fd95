//! Examples in help texts, as command lines.

/// The words of the example that a help ends with, without the program's name.
pub(crate) fn example_of(help: &str) -> Option<Vec<String>> {
    let line = help
        .lines()
        .find_map(|line| line.trim().strip_prefix("Example: "))?;
    let mut words = words_of(line);
    // What follows is the shell's.
    if let Some(at) = words.iter().position(|word| word == ">") {
        words.truncate(at);
    }
    let (program, rest) = words.split_first()?;
    assert_eq!(program, "ovh-sms", "{line}");
    Some(rest.to_vec())
}

/// The words of a command line, by the quotes of shells.
pub(crate) fn words_of(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match (quote, c) {
            (None, ' ') => words.extend(word.take()),
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (Some(open), c) if c == open => quote = None,
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    assert_eq!(quote, None, "{line}");
    words.extend(word);
    words
}

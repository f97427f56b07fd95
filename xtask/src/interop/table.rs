//! The table of docs/guide/testing.md: a row per client.

use anyhow::Context;

use super::clients::{CLIENTS, Client};
use super::run::Outcome;
use crate::project::Project;
use crate::replace::replace_all;

/// The page with the table.
pub const PAGE: &str = "docs/guide/testing.md";

const BEGIN: &str = "<!-- written by `cargo xtask interop all` -->\n";
const END: &str = "<!-- end of the table -->\n";
const HEAD: &str = "| client | from | credentials | result |\n|---|---|---|---|\n";

/// Writes the results into the page.
pub fn write(project: &Project, outcomes: &[(&Client, Outcome)]) -> anyhow::Result<()> {
    let rows = outcomes.iter().map(|(client, outcome)| {
        let result = match outcome {
            Outcome::Works => "works".to_owned(),
            Outcome::InNoPackage(reason) | Outcome::NotInstalled(reason) => {
                format!("not tried: {reason}")
            }
            Outcome::Fails(_) => "fails".to_owned(),
        };
        format!("{}{result} |\n", start(client))
    });
    let table = HEAD.to_owned() + &rows.collect::<String>();
    let page = project.read(PAGE)?;
    let (before, _, after) = parts(&page).context(format!("{PAGE} has no place for the table"))?;
    let changed = format!("{before}{BEGIN}{table}{END}{after}");
    replace_all(project, &[(PAGE.to_owned(), changed)])?;
    Ok(())
}

/// Returns what is wrong with the table: its rows must be the clients of the matrix.
///
/// # Errors
///
/// Returns an error if the page can't be read.
pub fn problems(project: &Project) -> anyhow::Result<Vec<String>> {
    Ok(differences(&project.read(PAGE)?))
}

fn differences(page: &str) -> Vec<String> {
    let Some((_, table, _)) = parts(page) else {
        return vec![format!("{PAGE}: the table of clients is missing")];
    };
    let rows: Vec<&str> = table.lines().skip(HEAD.lines().count()).collect();
    let is_current = rows.len() == CLIENTS.len()
        && rows
            .iter()
            .zip(CLIENTS)
            .all(|(row, client)| row.starts_with(&start(client)));
    match is_current {
        true => Vec::new(),
        false => vec![format!(
            "{PAGE}: the rows of the table are not the clients of the matrix: run `cargo xtask interop all`"
        )],
    }
}

/// Returns the beginning of a client's row.
fn start(client: &Client) -> String {
    let Client {
        name,
        from,
        credentials,
        ..
    } = client;
    format!("| {name} | {from} | {credentials} | ")
}

/// Splits the page into the text before the table, the table, and the text behind it.
fn parts(page: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (table, after) = rest.split_once(END)?;
    Some((before, table, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(clients: &[Client]) -> String {
        let rows: String = clients
            .iter()
            .map(|client| format!("{}works |\n", start(client)))
            .collect();
        format!("# A page\n\n{BEGIN}{HEAD}{rows}{END}\nMore.\n")
    }

    #[test]
    fn a_row_that_is_missing_or_of_another_client_is_a_problem() {
        assert_eq!(differences(&page(CLIENTS)), Vec::<String>::new());
        let (_, fewer) = CLIENTS.split_first().unwrap();
        assert_eq!(differences(&page(fewer)).len(), 1);
        let renamed = page(CLIENTS).replace("go-ovh 1.1", "go-ovh 1.0");
        assert_eq!(differences(&renamed).len(), 1);
        assert_eq!(differences("# A page\n").len(), 1);
    }
}

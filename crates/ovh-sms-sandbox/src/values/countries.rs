//! Countries: dialling codes, names and credits per message part.

/// A destination country.
#[derive(Debug)]
pub(crate) struct Country {
    /// Two letters, as in the description's `Country`.
    pub(crate) code: &'static str,
    pub(crate) dialling: &'static str,
    pub(crate) name: &'static str,
    /// Thousandths of a credit per part.
    pub(crate) millicredits: i64,
}

const fn country(
    code: &'static str,
    dialling: &'static str,
    name: &'static str,
    millicredits: i64,
) -> Country {
    Country {
        code,
        dialling,
        name,
        millicredits,
    }
}

/// The substitute for a country that is not in the table.
pub(crate) const OTHER: Country = country("all", "", "Other", 1500);

/// France, the United Kingdom, Ireland and India have the prices of OVHcloud's price list; the
/// other figures are invented and plausible.
pub(crate) const COUNTRIES: &[Country] = &[
    country("fr", "33", "France", 1000),
    country("gb", "44", "United Kingdom", 500),
    country("ie", "353", "Ireland", 800),
    country("in", "91", "India", 400),
    country("be", "32", "Belgium", 1500),
    country("ch", "41", "Switzerland", 1100),
    country("de", "49", "Germany", 1300),
    country("es", "34", "Spain", 1000),
    country("it", "39", "Italy", 1000),
    country("lu", "352", "Luxembourg", 1000),
    country("nl", "31", "Netherlands", 1400),
    country("pl", "48", "Poland", 500),
    country("pt", "351", "Portugal", 700),
    country("at", "43", "Austria", 1300),
    country("cz", "420", "Czech Republic", 900),
    country("dk", "45", "Denmark", 600),
    country("fi", "358", "Finland", 1200),
    country("gr", "30", "Greece", 900),
    country("hr", "385", "Croatia", 900),
    country("hu", "36", "Hungary", 1000),
    country("no", "47", "Norway", 900),
    country("ro", "40", "Romania", 900),
    country("se", "46", "Sweden", 800),
    country("sk", "421", "Slovakia", 1000),
    country("tr", "90", "Turkey", 400),
    country("us", "1", "United States", 300),
    country("ca", "1", "Canada", 300),
    country("br", "55", "Brazil", 600),
    country("mx", "52", "Mexico", 600),
    country("cn", "86", "China", 600),
    country("jp", "81", "Japan", 1200),
    country("au", "61", "Australia", 700),
    country("ma", "212", "Morocco", 1200),
    country("dz", "213", "Algeria", 1500),
    country("tn", "216", "Tunisia", 1500),
    country("sn", "221", "Senegal", 1500),
    country("ci", "225", "Ivory Coast", 1300),
    country("za", "27", "South Africa", 500),
    country("re", "262", "Réunion", 1600),
    country("gp", "590", "Guadeloupe", 1600),
    country("gf", "594", "French Guiana", 1600),
    country("mq", "596", "Martinique", 1600),
    country("nc", "687", "New Caledonia", 1900),
    country("pf", "689", "French Polynesia", 1500),
];

/// Area codes of Canada, which shares its dialling code with the United States.
pub(crate) const CANADIAN_AREAS: &[&str] = &[
    "204", "226", "236", "249", "250", "263", "289", "306", "343", "354", "365", "367", "368",
    "382", "403", "416", "418", "428", "431", "437", "438", "450", "468", "474", "506", "514",
    "519", "548", "579", "581", "584", "587", "604", "613", "639", "647", "672", "683", "705",
    "709", "742", "753", "778", "780", "782", "807", "819", "825", "867", "873", "879", "902",
    "905",
];

/// Returns the country of a two-letter code.
pub(crate) fn by_code(code: &str) -> &'static Country {
    COUNTRIES
        .iter()
        .find(|country| country.code == code)
        .unwrap_or(&OTHER)
}

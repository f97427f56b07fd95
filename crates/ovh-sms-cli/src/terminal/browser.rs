//! Opens pages in a browser.

/// Opens a page in a browser; returns what to do if none could be opened.
pub(crate) fn open(url: &str) -> Option<&'static str> {
    // A URL that is not a web page could start another program.
    let is_page = url.starts_with("https://") || url.starts_with("http://");
    (is_page && open::that_detached(url).is_err())
        .then_some("No browser could be opened: open the page yourself.")
}

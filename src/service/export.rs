//! Exports of the history: a CSV file that the service creates, read row by row.

use std::collections::HashMap;
use std::fs::File;
use std::future::{Future, IntoFuture};
use std::io::BufReader;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};
use futures_core::Stream;
use uuid::Uuid;

use super::{Service, reads};
use crate::api::operations;
use crate::api::types::DocumentWayType;
use crate::documents;
use crate::error::{CallError, Contradiction, Error, ResponseError};
use crate::message::french_moment;
use crate::receipt::Ptt;
use crate::transfer::TransferError;
use crate::wait::Wait;

/// The date format.
const DATE: &str = "%Y-%m-%d %H:%M:%S";

/// The reason why an export could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// A request failed.
    #[error(transparent)]
    Api(#[from] Error),
    /// The file could not be downloaded.
    #[error(transparent)]
    Transfer(#[from] TransferError),
    /// The service did not create the file in time. Request it later, or request fewer messages.
    #[error("the service did not create the export within {} s", .0.as_secs())]
    NotReady(Duration),
    /// The file is not valid CSV.
    #[error("the export cannot be read: {0}")]
    Csv(csv::Error),
}

impl From<csv::Error> for ExportError {
    fn from(error: csv::Error) -> Self {
        Self::Csv(error)
    }
}

/// A request for an export; returned by [`Service::export`].
///
/// Await it, or call [`download`](Self::download).
#[derive(Debug, Clone)]
#[must_use = "nothing is requested until it is awaited"]
pub struct ExportRequest {
    service: Service,
    way: DocumentWayType,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
    batch: Option<Uuid>,
    tag: Option<String>,
    deadline: Duration,
    keep: bool,
}

impl Service {
    /// Exports the messages that were sent or received between two moments, both included, up to 12
    /// months back.
    ///
    /// The service creates a file, which takes seconds to minutes. The file is downloaded into a
    /// temporary file and read from there, so memory use does not depend on its size. For a few
    /// messages the lists are faster: [`outgoing_list`](crate::api::ServiceApi::outgoing_list).
    ///
    /// `GET /sms/{serviceName}/document`, then `GET` and `DELETE /me/document/{id}`
    ///
    /// ```
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use ovh_sms::{sandbox::Sandbox, types::DocumentWayType};
    ///
    /// let sandbox = Sandbox::start().await?;
    /// let to = sandbox.now();
    /// let from = to - chrono::TimeDelta::days(30);
    /// for row in sandbox.service()?.export(DocumentWayType::Outgoing, from, to).await? {
    ///     let row = row?;
    ///     println!("{:?} {:?} {:?}", row.date, row.receiver, row.message);
    /// }
    /// # Ok(())
    /// # }
    /// # tokio::runtime::Runtime::new()?.block_on(example())?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn export(
        &self,
        way: DocumentWayType,
        from: impl Into<DateTime<Utc>>,
        to: impl Into<DateTime<Utc>>,
    ) -> ExportRequest {
        ExportRequest {
            from: Some(from.into()),
            to: Some(to.into()),
            ..ExportRequest::new(self, way)
        }
    }
}

impl ExportRequest {
    fn new(service: &Service, way: DocumentWayType) -> Self {
        Self {
            service: service.clone(),
            way,
            from: None,
            to: None,
            batch: None,
            tag: None,
            deadline: Duration::from_secs(300),
            keep: false,
        }
    }

    /// Requests all messages of a batch.
    pub(crate) fn of_batch(service: &Service, batch: Uuid) -> Self {
        Self::new(service, DocumentWayType::Outgoing).batch(batch)
    }

    /// Limits the export to messages of this batch.
    pub fn batch(mut self, id: Uuid) -> Self {
        self.batch = Some(id);
        self
    }

    /// Limits the export to messages with exactly this tag.
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tag = Some(tag.into());
        self
    }

    /// Sets how long to wait for the file; 5 minutes if not set.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Keeps the file among the customer's documents.
    ///
    /// By default it is deleted after the download, because it contains numbers and texts.
    pub fn keep_document(mut self) -> Self {
        self.keep = true;
        self
    }

    /// Requests the file, waits for it and downloads it.
    ///
    /// # Errors
    /// See [`ExportError`].
    pub async fn download(self) -> Result<Export, ExportError> {
        let tag = self.tag.clone();
        let id = self.ask().await?;
        let fetched = self.fetch(id).await;
        if !self.keep {
            // The rows are complete, or the download error is the one to report.
            let _ = documents::delete(&self.service.client, id).await;
        }
        let mut export = Export::read(fetched?)?;
        export.tag = tag;
        Ok(export)
    }

    async fn ask(&self) -> Result<Uuid, ExportError> {
        let api = self.service.api();
        let mut request = api.document_get(self.way.clone());
        if let Some(from) = self.from {
            request = request.creation_datetime_from(from);
        }
        if let Some(to) = self.to {
            request = request.creation_datetime_to(to);
        }
        if let Some(batch) = self.batch {
            request = request.batch_id(batch);
        }
        if let Some(tag) = &self.tag {
            request = request.tag(tag.clone());
        }
        let id = request.send().await?.into_inner();
        let no_id = |_| {
            let problem = ResponseError::contradiction(Contradiction::Missing("document id"));
            Error::from(CallError::new(&operations::DOCUMENT_GET, problem).after_sending(false))
        };
        Ok(Uuid::parse_str(&id.to_string()).map_err(no_id)?)
    }

    async fn fetch(&self, id: Uuid) -> Result<File, ExportError> {
        let client = &self.service.client;
        let mut wait = Wait::patient(client, self.deadline);
        loop {
            let document = client.api().me_document_get(id).send().await?.into_inner();
            if document.id.is_some_and(|found| found != id) {
                return Err(
                    Error::from(CallError::other_object(&operations::ME_DOCUMENT_GET)).into(),
                );
            }
            let size = document.size.and_then(|size| u64::try_from(size).ok());
            if let Some(size) = size.filter(|&size| size > 0) {
                let file = documents::download(client, document.get_url.as_ref(), size).await?;
                return Ok(file);
            }
            if !wait.pause().await {
                return Err(ExportError::NotReady(self.deadline));
            }
        }
    }
}

impl IntoFuture for ExportRequest {
    type Output = Result<Export, ExportError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.download())
    }
}

/// The rows of an export: a [`Stream`] that never waits, because the file is already downloaded.
/// For a loop without a runtime, it converts [into an iterator](IntoIterator).
///
/// They are read from a temporary file, which is deleted when this value is dropped. A row can fail
/// only because of the disk.
#[derive(Debug)]
pub struct Export {
    rows: csv::Reader<BufReader<File>>,
    columns: Arc<HashMap<String, usize>>,
    /// Rows with another tag are skipped, because the service's filter is not relied on.
    tag: Option<String>,
}

/// A message of an export.
///
/// Columns are found by their names. The columns of sent messages are known (`id;date;sender;…`);
/// those of received messages are not documented. A column that is empty, missing or invalid for
/// its type is `None`; [`get`](Self::get) returns the text of any column.
///
/// **Dates have no time zone** in the file (`2021-09-28 16:16:53`), and OVHcloud documents none.
/// They are returned as written. [`french_time`](Self::french_time) reads them as French time, as
/// in OVHcloud's other local dates. The sandbox writes UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExportRow {
    /// The id of the message.
    pub id: Option<i64>,
    /// When the message was created.
    pub date: Option<NaiveDateTime>,
    /// The sender; `None` for a short number.
    pub sender: Option<String>,
    /// The receiver.
    pub receiver: Option<String>,
    /// The reason in the receipt.
    pub ptt: Option<Ptt>,
    /// The operator, as a code.
    pub operator_code: Option<String>,
    /// The receipt as text.
    pub description_dlr: Option<String>,
    /// The tag.
    pub tag: Option<String>,
    /// The text, with placeholders filled in.
    pub message: Option<String>,
    /// When the message was sent.
    pub sent_at: Option<NaiveDateTime>,
    /// When the phone confirmed the message.
    pub delivered_at: Option<NaiveDateTime>,
    record: csv::ByteRecord,
    columns: Arc<HashMap<String, usize>>,
}

impl Export {
    fn read(file: File) -> Result<Self, ExportError> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b';')
            .flexible(true)
            .from_reader(BufReader::new(file));
        let header = reader.byte_headers()?.iter().enumerate();
        let columns = header
            .map(|(at, name)| (folded(&String::from_utf8_lossy(name)), at))
            .collect();
        Ok(Self {
            columns: Arc::new(columns),
            tag: None,
            rows: reader,
        })
    }

    fn fits(&self, row: &ExportRow) -> bool {
        let wanted = self.tag.as_deref();
        wanted.is_none_or(|tag| reads::may_have_tag(row.tag.as_deref(), tag))
    }
}

impl Export {
    /// Returns the next row that has the wanted tag.
    fn next_row(&mut self) -> Option<Result<ExportRow, ExportError>> {
        let mut record = csv::ByteRecord::new();
        loop {
            match self.rows.read_byte_record(&mut record) {
                Ok(false) => return None,
                Ok(true) => {
                    let record = std::mem::take(&mut record);
                    let row = ExportRow::read(record, Arc::clone(&self.columns));
                    if self.fits(&row) {
                        return Some(Ok(row));
                    }
                }
                Err(error) => return Some(Err(error.into())),
            }
        }
    }
}

/// The iterator over the rows of an [`Export`].
#[derive(Debug)]
pub struct ExportRows(Export);

impl Iterator for ExportRows {
    type Item = Result<ExportRow, ExportError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next_row()
    }
}

impl IntoIterator for Export {
    type Item = Result<ExportRow, ExportError>;
    type IntoIter = ExportRows;

    fn into_iter(self) -> ExportRows {
        ExportRows(self)
    }
}

impl Stream for Export {
    type Item = Result<ExportRow, ExportError>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.get_mut().next_row())
    }
}

impl ExportRow {
    /// Creates a row from columns and their texts, for tests; the columns have the names of the
    /// file, such as `id` and `sentAt`.
    #[must_use]
    pub fn new<'a>(columns: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let (mut names, mut record) = (HashMap::new(), csv::ByteRecord::new());
        for (at, (name, text)) in columns.into_iter().enumerate() {
            names.insert(folded(name), at);
            record.push_field(text.as_bytes());
        }
        Self::read(record, Arc::new(names))
    }

    fn read(record: csv::ByteRecord, columns: Arc<HashMap<String, usize>>) -> Self {
        let mut row = Self {
            id: None,
            date: None,
            sender: None,
            receiver: None,
            ptt: None,
            operator_code: None,
            description_dlr: None,
            tag: None,
            message: None,
            sent_at: None,
            delivered_at: None,
            record,
            columns,
        };
        row.id = row.parsed("id");
        row.date = row.moment("date");
        row.sender = row.get("sender");
        row.receiver = row.get("receiver");
        row.ptt = row.parsed("ptt");
        row.operator_code = row.get("operatorCode");
        row.description_dlr = row.get("descriptionDlr");
        row.tag = row.get("tag");
        row.message = row.get("message");
        row.sent_at = row.moment("sentAt");
        row.delivered_at = row.moment("deliveredAt");
        row
    }

    /// Returns the text of a column, by its name in the file; `None` if it is empty or missing.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<String> {
        let at = *self.columns.get(&folded(column))?;
        let text = String::from_utf8_lossy(self.record.get(at)?);
        (!text.is_empty()).then(|| text.into_owned())
    }

    /// Returns a date of the file as a moment, read as French time.
    #[must_use]
    pub fn french_time(date: NaiveDateTime) -> Option<DateTime<Utc>> {
        french_moment(date)
    }

    fn parsed<T: std::str::FromStr>(&self, column: &str) -> Option<T> {
        self.get(column)?.trim().parse().ok()
    }

    fn moment(&self, column: &str) -> Option<NaiveDateTime> {
        NaiveDateTime::parse_from_str(self.get(column)?.trim(), DATE).ok()
    }
}

/// Normalizes a column's name for comparison.
fn folded(name: &str) -> String {
    name.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
        .to_lowercase()
}

//! `HEAD` and `POST /submission`: a questionnaire comes in.

use super::{
    answer::{self, Answer},
    tablet::Tablet,
};
use crate::App;
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use multer::{Constraints, Field, Multipart, SizeLimit};
use operations::receive::{Incoming, IncomingFile, Receipt, ReceiveError};
use store::{StoreError, files::FileError, rows::SubmissionState};

/// Name of the part with the questionnaire.
const XML_PART: &str = "xml_submission_file";
/// Largest questionnaire, bytes: a hundred times that of a household of fifteen.
const XML_BYTES: u64 = 10_000_000;
/// Most files in one request: Collect sends a hundred.
const MOST_FILES: usize = 200;

/// `HEAD /submission`: yes, here, and so much at a time.
pub(super) async fn announce(tablet: Tablet, State(app): State<App>) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert("x-openrosa-accept-content-length", HeaderValue::from(app.settings.submission_bytes));
    // With the same host here, Collect asks once and not before every submission.
    if let Ok(location) = HeaderValue::from_str(&format!("{}/submission", tablet.base)) {
        headers.insert(header::LOCATION, location);
    }
    response
}

/// Why a request holds no submission.
enum Refused {
    TooLarge,
    Multipart,
    NoXml,
    Store(StoreError),
}

/// `POST /submission`.
pub(super) async fn receive(tablet: Tablet, State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let incoming = match read(&app, &parts.headers, body).await {
        Ok(incoming) => incoming,
        Err(refused) => return refuse(&app, &tablet, &refused),
    };
    match app.registry.receive(&tablet.sender, incoming).await {
        Ok(receipt) => accept(&app, &tablet, &receipt),
        Err(error) => fail(&app, &tablet, &error),
    }
}

async fn read(app: &App, headers: &HeaderMap, body: Body) -> Result<Incoming, Refused> {
    let most = app.settings.submission_bytes;
    let announced =
        headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > most) {
        return Err(Refused::TooLarge);
    }
    let content_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(content_type).map_err(|_| Refused::Multipart)?;
    let limits = SizeLimit::new().whole_stream(most).per_field(most).for_field(XML_PART, XML_BYTES);
    let mut parts =
        Multipart::with_constraints(body.into_data_stream(), boundary, Constraints::new().size_limit(limits));
    let (mut xml, mut files) = (None, Vec::new());
    while let Some(part) = parts.next_field().await.map_err(|error| multipart(&error))? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == XML_PART {
            xml = Some(part.bytes().await.map_err(|error| multipart(&error))?.to_vec());
        } else if let Some(name) = part.file_name().map(base_name).filter(|name| !name.is_empty()) {
            if files.len() >= MOST_FILES {
                return Err(Refused::TooLarge);
            }
            files.push(keep(app, name, part).await?);
        } else {
            // `*isIncomplete*` and whatever else clients add: what has come counts, and more may follow.
            part.bytes().await.map_err(|error| multipart(&error))?;
        }
    }
    Ok(Incoming { xml: xml.ok_or(Refused::NoXml)?, files })
}

/// Puts a file into the file store as it comes.
async fn keep(app: &App, name: String, mut part: Field<'_>) -> Result<IncomingFile, Refused> {
    let mut upload = app.registry.files().begin().await.map_err(|error| file(&error))?;
    while let Some(piece) = part.chunk().await.map_err(|error| multipart(&error))? {
        upload.write(&piece).await.map_err(|error| file(&error))?;
    }
    let kept = upload.finish().await.map_err(|error| file(&error))?;
    Ok(IncomingFile { name, sha256: kept.sha256, size_bytes: kept.size_bytes })
}

fn file(error: &FileError) -> Refused {
    match error {
        FileError::TooLarge { .. } => Refused::TooLarge,
        FileError::Interrupted => Refused::Multipart,
        FileError::Disk(_) | FileError::Damaged => Refused::Store(StoreError::Engine(error.to_string())),
    }
}

/// A file's own name, without any folders: nobody chooses where it is kept.
fn base_name(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}

fn multipart(error: &multer::Error) -> Refused {
    match error {
        multer::Error::FieldSizeExceeded { .. } | multer::Error::StreamSizeExceeded { .. } => {
            Refused::TooLarge
        }
        _ => Refused::Multipart,
    }
}

fn refuse(app: &App, tablet: &Tablet, refused: &Refused) -> Response {
    let (code, status) = match refused {
        Refused::TooLarge => ("submission.too_large", StatusCode::PAYLOAD_TOO_LARGE),
        Refused::Multipart => ("submission.multipart", StatusCode::BAD_REQUEST),
        Refused::NoXml => ("submission.no_xml", StatusCode::BAD_REQUEST),
        Refused::Store(error) => return answer::store_failed(app, Some(tablet.language), error),
    };
    metrics::counter!("nser_submissions_refused_total", "code" => code).increment(1);
    Answer::error(app, Some(tablet.language), code).with_status(status)
}

fn accept(app: &App, tablet: &Tablet, receipt: &Receipt) -> Response {
    metrics::counter!("nser_submissions_total", "state" => receipt.state.code()).increment(1);
    let findings = receipt.findings.len();
    if let Some(refusal) = &receipt.refusal {
        let why = refusal.text.text(tablet.language.code());
        let message = app.wording.text(tablet.language, "openrosa-refused", &[("why", &why)]);
        return Answer::success(message).with_status(StatusCode::CREATED);
    }
    let (status, key) = match receipt.state {
        SubmissionState::Quarantined => (StatusCode::ACCEPTED, "openrosa-quarantined"),
        _ if receipt.replayed => (StatusCode::CREATED, "openrosa-replayed"),
        SubmissionState::Held => (StatusCode::CREATED, "openrosa-held"),
        _ if findings > 0 => (StatusCode::CREATED, "openrosa-received-findings"),
        _ => (StatusCode::CREATED, "openrosa-received"),
    };
    let message = app.wording.text(tablet.language, key, &[("count", &findings)]);
    Answer::success(message).with_status(status)
}

fn fail(app: &App, tablet: &Tablet, error: &ReceiveError) -> Response {
    let status = match error {
        ReceiveError::Xml(_) | ReceiveError::NoInstanceId | ReceiveError::NoFormId => StatusCode::BAD_REQUEST,
        ReceiveError::UnknownForm => StatusCode::NOT_FOUND,
        ReceiveError::ClosedForm
        | ReceiveError::OtherContent
        | ReceiveError::OutOfDate
        | ReceiveError::UnknownOriginal => StatusCode::CONFLICT,
        ReceiveError::OtherSender => StatusCode::FORBIDDEN,
        ReceiveError::Store(error) => return answer::store_failed(app, Some(tablet.language), error),
    };
    metrics::counter!("nser_submissions_refused_total", "code" => error.code()).increment(1);
    Answer::error(app, Some(tablet.language), error.code()).with_status(status)
}

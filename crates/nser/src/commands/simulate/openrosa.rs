//! A tablet's side of OpenRosa 1.0, as ODK Collect speaks it: the list of forms, a form with its media, and the sending of
//! questionnaires with their files.

use super::line::{Cut, Line, OnItsWay};
use crate::{machine::MachineClock, start::Failure};
use registry::clock::Clock;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, Url, header, redirect::Policy};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use survey::instance::{Instance, NodeId};

/// Collect's own limits.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);
const READ_TIMEOUT: Duration = Duration::from_mins(1);
/// What Collect sends at once where the server does not say how much it takes, bytes.
pub(crate) const USUAL_ACCEPTED_BYTES: u64 = 10_000_000;
/// Most files that Collect sends at once.
const MOST_FILES: usize = 100;
/// Between the parts of a body. No questionnaire or photograph holds it.
const BOUNDARY: &str = "--------nser-simulated-tablet-7d1c9a40f2";
const VERSION_HEADER: &str = "x-openrosa-version";

/// A tablet's way to the registry.
pub(crate) struct Connection {
    client: Client,
    base: String,
    device: String,
    line: Line,
}

/// A form in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListedForm {
    pub(crate) form_id: String,
    pub(crate) version: String,
    hash: String,
    download_url: String,
    manifest_url: Option<String>,
}

/// A form as the tablet keeps it.
pub(crate) struct FetchedForm {
    pub(crate) xml: String,
    /// Files that go with it, by name.
    pub(crate) media: Vec<(String, String)>,
}

/// A file that belongs to a questionnaire.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) content: Arc<[u8]>,
}

/// One request: the questionnaire, and some of its files.
pub(crate) struct Upload<'a> {
    pub(crate) xml: &'a str,
    pub(crate) files: &'a [File],
    /// More files follow in another request.
    pub(crate) incomplete: bool,
}

/// The registry's answer to an upload.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) message: String,
    pub(crate) took: Duration,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Broken {
    /// The tablet's line was cut in the middle of the body.
    #[error("the line was cut in the middle of a questionnaire")]
    CutInBody,
    /// The tablet's line was cut before the answer was read.
    #[error("the line was cut before the answer was read")]
    CutBeforeAnswer,
    /// Nobody listened.
    #[error("nobody listens at the registry's address")]
    NotListening,
    /// The connection was lost.
    #[error("the connection to the registry was lost")]
    Lost,
}

impl Answer {
    /// Whether the questionnaire has arrived: Collect takes nothing else for it.
    pub(crate) fn is_taken(&self) -> bool {
        matches!(self.status, StatusCode::CREATED | StatusCode::ACCEPTED)
    }

    /// Whether the same may be taken a little later.
    pub(crate) fn is_passing(&self) -> bool {
        self.status.is_server_error()
            || matches!(self.status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS)
    }

    /// The code in brackets at the end of the message, or the status where there is none.
    pub(crate) fn code(&self) -> String {
        let code = self.message.trim_end().strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
        code.map_or_else(|| format!("http.{}", self.status.as_u16()), |(_, code)| code.to_owned())
    }
}

impl Connection {
    /// A connection of its own for one tablet. The token is in no error and no log.
    pub(crate) fn new(url: &str, token: &str, device: &str, line: Line) -> Result<Self, Failure> {
        let base = format!("{}/or/k/{token}", url.trim_end_matches('/'));
        if Url::parse(&base).map_or(true, |url| url.scheme() != "http") {
            return Err(
                "the registry's address is http://host:port: the simulated tablets speak plain HTTP, so \
                        point them behind the proxy"
                    .into(),
            );
        }
        let client = Client::builder()
            .user_agent(concat!("nser-simulated-tablet/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_TIMEOUT)
            .read_timeout(READ_TIMEOUT)
            .redirect(Policy::none())
            .build()?;
        Ok(Self { client, base, device: device.to_owned(), line })
    }

    /// The list of forms.
    pub(crate) async fn form_list(&self) -> Result<Vec<ListedForm>, Failure> {
        let list = self.get(&format!("{}/formList", self.base), true).await?;
        let list = Instance::parse(&list).map_err(|_| "the list of forms is no XML")?;
        list.children(list.root()).map(|form| listed(&list, form)).collect()
    }

    /// A form with its media, each held against the hash that came with its address.
    pub(crate) async fn fetch(&self, form: &ListedForm) -> Result<FetchedForm, Failure> {
        let xml = self.get_text(&form.download_url, &form.hash).await?;
        let mut media = Vec::new();
        if let Some(url) = &form.manifest_url {
            let manifest = self.get(url, true).await?;
            let manifest = Instance::parse(&manifest).map_err(|_| "the manifest is no XML")?;
            for file in manifest.children(manifest.root()) {
                let text = |name| text_of(&manifest, file, name);
                let content = self.get_text(&text("downloadUrl")?, &text("hash")?).await?;
                media.push((text("filename")?, content));
            }
        }
        Ok(FetchedForm { xml, media })
    }

    /// Asks before sending: how much the registry takes at once, bytes, and whether that need not be asked again.
    pub(crate) async fn announce(&self) -> Result<(u64, bool), Broken> {
        self.line.wait().await;
        let address = format!("{}/submission", self.base);
        let response = self.request(Method::HEAD, &address).send().await.map_err(|error| broken(&error))?;
        let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
        let accepted = header("x-openrosa-accept-content-length").and_then(|bytes| bytes.parse().ok());
        let host =
            |url: &str| Url::parse(url).ok().map(|url| (url.host_str().map(str::to_owned), url.port()));
        let same_host =
            header("location").and_then(host).is_some_and(|there| Some(there) == host(&self.base));
        Ok((accepted.unwrap_or(USUAL_ACCEPTED_BYTES), same_host))
    }

    /// Sends a questionnaire, or a part of it, unless the line is cut.
    pub(crate) async fn post(&self, upload: &Upload<'_>, cut: Option<Cut>) -> Result<Answer, Broken> {
        self.line.wait().await;
        let started = Instant::now();
        let content = multipart(upload);
        let length = content.len();
        let OnItsWay { body, sent } = self.line.send(content, cut);
        let request = self
            .request(Method::POST, &format!("{}/submission", self.base))
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
            .header(header::CONTENT_LENGTH, length)
            .body(body);
        let answered = async { read_answer(request.send().await?, started).await };
        match cut {
            Some(Cut::BeforeAnswer(after)) => {
                tokio::select! {
                    _ = answered => {}
                    () = async { let _ = sent.await; tokio::time::sleep(after).await } => {}
                }
                Err(Broken::CutBeforeAnswer)
            }
            Some(Cut::InBody(_)) => answered.await.map_err(|error| match broken(&error) {
                Broken::NotListening => Broken::NotListening,
                _ => Broken::CutInBody,
            }),
            None => answered.await.map_err(|error| broken(&error)),
        }
    }

    async fn get(&self, url: &str, is_protocol: bool) -> Result<Vec<u8>, Failure> {
        self.line.wait().await;
        let response = self.request(Method::GET, url).send().await.map_err(|error| match broken(&error) {
            Broken::NotListening => {
                Failure::from("nobody listens at the registry's address: start it, or give --url")
            }
            _ => error.without_url().into(),
        })?;
        let status = response.status();
        if status != StatusCode::OK {
            let message = message_of(&response.bytes().await.unwrap_or_default());
            return Err(format!("the registry answered a tablet {status}: {message}").into());
        }
        let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
        let is_openrosa = header(VERSION_HEADER) == Some("1.0")
            && header("content-type").is_some_and(|content| content.contains("text/xml"));
        if is_protocol && !is_openrosa {
            return Err(
                "this is no OpenRosa server: the version header or the content type is not right".into()
            );
        }
        Ok(response.bytes().await.map_err(reqwest::Error::without_url)?.to_vec())
    }

    async fn get_text(&self, url: &str, hash: &str) -> Result<String, Failure> {
        let content = self.get(url, false).await?;
        if format!("md5:{}", operations::forms::md5(&content)) != hash {
            return Err("what was downloaded does not fit the hash in the list".into());
        }
        Ok(String::from_utf8(content)?)
    }

    fn request(&self, method: Method, address: &str) -> RequestBuilder {
        // Collect's date has the clock of twelve hours, so that it is wrong after noon.
        let date = MachineClock.now().strftime("%a, %d %b %Y %I:%M:%S GMT").to_string();
        let address = match Url::parse(address) {
            Ok(mut url) => {
                url.query_pairs_mut().append_pair("deviceID", &self.device);
                url.into()
            }
            Err(_) => address.to_owned(),
        };
        self.client.request(method, address).header(VERSION_HEADER, "1.0").header(header::DATE, date)
    }
}

/// The files in the groups in which they are sent: as many at once as the registry takes, or one by one after the bare
/// questionnaire, as Collect does with large ones.
pub(crate) fn in_groups(files: &[File], accepted_bytes: u64, one_by_one: bool) -> Vec<&[File]> {
    let mut groups: Vec<&[File]> = Vec::new();
    let mut rest = files;
    if one_by_one && !files.is_empty() {
        groups.push(&[]);
    }
    while !rest.is_empty() {
        let fitting = if one_by_one { 1 } else { fitting(rest, accepted_bytes) };
        let (group, after) = rest.split_at(fitting.min(rest.len()));
        groups.push(group);
        rest = after;
    }
    if groups.is_empty() {
        groups.push(files);
    }
    groups
}

/// How many of the files go into one request; at least one.
fn fitting(files: &[File], accepted_bytes: u64) -> usize {
    let mut bytes = 0;
    let fits = files.iter().take(MOST_FILES).take_while(|file| {
        bytes += file.content.len() as u64;
        bytes <= accepted_bytes
    });
    fits.count().max(1)
}

fn multipart(upload: &Upload<'_>) -> Arc<[u8]> {
    let mut body = Vec::new();
    let mut part = |head: &str, content: &[u8]| {
        for piece in [
            b"--",
            BOUNDARY.as_bytes(),
            b"\r\nContent-Disposition: form-data; ",
            head.as_bytes(),
            b"\r\n\r\n",
        ] {
            body.extend_from_slice(piece);
        }
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    };
    let xml = "name=\"xml_submission_file\"; filename=\"submission.xml\"\r\nContent-Type: text/xml";
    part(xml, upload.xml.as_bytes());
    for File { name, content } in upload.files {
        part(&format!("name=\"{name}\"; filename=\"{name}\"\r\nContent-Type: image/jpeg"), content);
    }
    if upload.incomplete {
        part("name=\"*isIncomplete*\"", b"yes");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body.into()
}

async fn read_answer(response: Response, started: Instant) -> reqwest::Result<Answer> {
    let status = response.status();
    let message = message_of(&response.bytes().await?);
    Ok(Answer { status, message, took: started.elapsed() })
}

/// The message in the registry's answer; empty where there is none.
fn message_of(body: &[u8]) -> String {
    let Ok(answer) = Instance::parse(body) else { return String::new() };
    let message = answer.child(answer.root(), "message");
    message.map(|message| answer.text(message).to_owned()).unwrap_or_default()
}

fn broken(error: &reqwest::Error) -> Broken {
    if error.is_connect() { Broken::NotListening } else { Broken::Lost }
}

fn listed(list: &Instance, form: NodeId) -> Result<ListedForm, Failure> {
    let manifest = list.child(form, "manifestUrl").map(|url| list.text(url).to_owned());
    Ok(ListedForm {
        form_id: text_of(list, form, "formID")?,
        version: text_of(list, form, "version")?,
        hash: text_of(list, form, "hash")?,
        download_url: text_of(list, form, "downloadUrl")?,
        manifest_url: manifest,
    })
}

fn text_of(list: &Instance, element: NodeId, name: &str) -> Result<String, Failure> {
    let text = list.child(element, name).map(|child| list.text(child).trim());
    let text = text.filter(|text| !text.is_empty());
    Ok(text.ok_or_else(|| format!("the registry's list lacks {name}"))?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, bytes: usize) -> File {
        File { name: name.to_owned(), content: vec![1; bytes].into() }
    }

    #[test]
    fn files_go_in_groups_that_the_registry_takes() {
        let files = [file("a.jpg", 60), file("b.jpg", 60), file("c.jpg", 200), file("d.jpg", 10)];
        let sizes = |accepted, one_by_one| -> Vec<usize> {
            in_groups(&files, accepted, one_by_one).iter().map(|group| group.len()).collect()
        };
        assert_eq!(sizes(1000, false), [4]);
        assert_eq!(sizes(120, false), [2, 1, 1]);
        assert_eq!(sizes(1000, true), [0, 1, 1, 1, 1]);
        assert_eq!(in_groups(&[], 1000, true).len(), 1, "a questionnaire without files is sent once");
    }

    #[test]
    fn the_code_of_a_refusal_is_read_from_its_message() {
        let answer =
            |status, message: &str| Answer { status, message: message.to_owned(), took: Duration::ZERO };
        let refused = answer(StatusCode::CONFLICT, "Fill it in again (really). (submission.out_of_date)");
        assert_eq!(refused.code(), "submission.out_of_date");
        assert_eq!(answer(StatusCode::BAD_GATEWAY, "").code(), "http.502");
        assert!(answer(StatusCode::SERVICE_UNAVAILABLE, "").is_passing() && !refused.is_passing());
        assert!(!answer(StatusCode::OK, "").is_taken(), "200 is no acknowledgement");
    }

    #[test]
    fn an_address_that_is_not_plain_http_is_refused_with_the_remedy() {
        let refused = Connection::new("https://registry.invalid", "t", "d", Line::default());
        assert!(refused.err().unwrap().to_string().contains("behind the proxy"));
    }
}

//! Somebody with a browser, signed in.

use reqwest::{Client, StatusCode};

/// A visitor with cookies.
pub(crate) struct Visitor {
    client: Client,
    url: String,
}

impl Visitor {
    /// Signs in by the form.
    pub(crate) async fn sign_in(url: &str, name: &str, password: &str) -> Self {
        let client = Client::builder().cookie_store(true).build().unwrap();
        let visitor = Self { client, url: url.to_owned() };
        let page = visitor.post("/sign-in", &[("username", name), ("password", password)]).await;
        assert!(!page.contains("data-testid=\"sign-in\""), "{name} is not let in: {page}");
        visitor
    }

    /// A page; it must be there.
    pub(crate) async fn get(&self, path: &str) -> String {
        let answer = self.client.get(format!("{}{path}", self.url)).send().await.unwrap();
        let status = answer.status();
        let page = answer.text().await.unwrap();
        assert_eq!(status, StatusCode::OK, "{path}: {page}");
        page
    }

    /// Sends a form with its secret against forged requests; the page that follows.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let secret = self.secret(path).await;
        let mut fields = fields.to_vec();
        fields.push(("csrf", &secret));
        let request = self.client.post(format!("{}{path}", self.url)).body(encoded(&fields));
        let answer =
            request.header("content-type", "application/x-www-form-urlencoded").send().await.unwrap();
        let status = answer.status();
        let page = answer.text().await.unwrap();
        assert_eq!(status, StatusCode::OK, "{path}: {page}");
        page
    }

    /// The last one of the page that has the form; of the first page where it has no page of its own.
    async fn secret(&self, path: &str) -> String {
        let answer = self.client.get(format!("{}{path}", self.url)).send().await.unwrap();
        let page = if answer.status() == StatusCode::OK {
            answer.text().await.unwrap()
        } else {
            self.get("/").await
        };
        let behind = page.rsplit("name=\"csrf\" value=\"").next().unwrap();
        behind.split('"').next().unwrap().to_owned()
    }
}

/// Fields as a browser sends them.
fn encoded(fields: &[(&str, &str)]) -> String {
    let percent =
        |text: &str| text.bytes().fold(String::new(), |encoded, byte| format!("{encoded}%{byte:02X}"));
    let fields = fields.iter().map(|(name, value)| format!("{name}={}", percent(value)));
    fields.collect::<Vec<_>>().join("&")
}

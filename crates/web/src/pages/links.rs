//! Addresses of pages, and which addresses a page may lead to.

use std::fmt::Write;

/// The sign-in page, which leads on to another.
pub(super) fn sign_in(next: Option<&str>) -> String {
    next.map_or_else(|| "/sign-in".to_owned(), |next| format!("/sign-in?next={}", encode(next)))
}

/// The page of a submission: instance ids are whatever tablets make them.
pub(super) fn submission(instance: &str) -> String {
    format!("/submissions/{}", encode(instance))
}

/// A file of a submission.
pub(super) fn attachment(instance: &str, name: &str) -> String {
    format!("/submissions/{}/files/{}", encode(instance), encode(name))
}

/// A published form.
pub(super) fn form(form_id: &str, version: &str) -> String {
    format!("/forms/{}/{}", encode(form_id), encode(version))
}

/// A text as part of an address: everything but letters, digits and `-._~` as percent and hexadecimal digits.
pub(super) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// A path of this server to go on to; the home page for anything that could lead elsewhere.
pub(super) fn local(path: &str) -> &str {
    let starts_here = path.starts_with('/') && !path.starts_with("//");
    // Browsers read a backslash as a slash and leave control characters out.
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if starts_here && plain { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_server_are_gone_on_to() {
        assert_eq!(local("/households?q=a%20b&page=2"), "/households?q=a%20b&page=2");
        for elsewhere in [
            "",
            "https://elsewhere.example/",
            "//elsewhere.example",
            "/\\elsewhere.example",
            "/\t/elsewhere.example",
            "households",
            "/a b",
        ] {
            assert_eq!(local(elsewhere), "/", "{elsewhere}");
        }
    }

    #[test]
    fn an_instance_id_is_one_part_of_an_address() {
        assert_eq!(submission("uuid:1/2 ?#"), "/submissions/uuid%3A1%2F2%20%3F%23");
    }
}

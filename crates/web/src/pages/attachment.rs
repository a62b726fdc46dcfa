//! A file of a submission. It came from outside: browsers are told to trust nothing in it.

use super::{caller::SignedIn, fault::Shown};
use axum::{
    extract::Path,
    http::{HeaderName, HeaderValue, header},
    response::IntoResponse,
};

/// Photographs are shown; anything else is only kept on the reader's machine.
pub(super) async fn show(signed_in: SignedIn, Path((instance, name)): Path<(String, String)>) -> Shown {
    let content = signed_in.app().registry.read_attachment(signed_in.authority(), &instance, &name).await?;
    let kind = content_type(&content);
    let disposition = if kind.starts_with("image/") { "inline" } else { "attachment" };
    let headers: [(HeaderName, HeaderValue); 2] = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition)),
    ];
    Ok((headers, content).into_response())
}

/// By the first bytes, never by the name.
fn content_type(content: &[u8]) -> &'static str {
    match content {
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_photographs_are_shown() {
        assert_eq!(content_type(b"\xff\xd8\xff\xe0 photograph"), "image/jpeg");
        assert_eq!(content_type(b"<svg onload='x'/>"), "application/octet-stream");
        assert_eq!(content_type(b""), "application/octet-stream");
    }
}

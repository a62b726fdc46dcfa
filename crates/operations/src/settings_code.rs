//! The settings of a tablet as ODK Collect reads them from a QR code: base64 of zlib of JSON.

use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::ZlibEncoder};
use serde_json::json;
use std::io::{self, Write};

/// The text of the QR code that sets up ODK Collect for an enumerator: the server's address with the token in it, the
/// registry's name, and forms kept exactly as the server has them.
pub fn settings_text(server_url: &str, project: &str, language: &str) -> io::Result<String> {
    let settings = json!({
        "general": {
            "server_url": server_url,
            "form_update_mode": "match_exactly",
            "autosend": "wifi_and_cellular",
            "app_language": language,
        },
        "project": { "name": project, "icon": "🏠", "color": "#01411c" },
        "admin": {},
    });
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(settings.to_string().as_bytes())?;
    Ok(STANDARD.encode(encoder.finish()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::ZlibDecoder;
    use std::io::Read;

    #[test]
    fn collect_can_read_it_back() {
        let text = settings_text("https://nser.example/or/k/abc", "NSER", "ur").unwrap();
        let mut json = String::new();
        let bytes = STANDARD.decode(text).unwrap();
        ZlibDecoder::new(bytes.as_slice()).read_to_string(&mut json).unwrap();
        let settings: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(settings["general"]["server_url"], "https://nser.example/or/k/abc");
        assert!(settings["admin"].is_object() && settings["project"]["name"] == "NSER");
    }
}

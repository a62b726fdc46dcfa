//! A QR code as the path of an SVG: one subpath a dark run, so that it is small and sharp on paper.

use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;

/// The modules on each side with the quiet zone around them, and the path of the dark ones.
pub(super) fn draw(text: &str) -> Option<(usize, String)> {
    /// Modules left white around a QR code, as the standard asks for.
    const QUIET: usize = 4;
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::L).ok()?;
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(code.width()).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, next| one == next) {
            if run.first() == Some(&Color::Dark) {
                let length = run.len();
                // Writing to a text cannot fail.
                let _ = write!(path, "M{} {}h{length}v1h-{length}z", x + QUIET, y + QUIET);
            }
            x += run.len();
        }
    }
    Some((code.width() + 2 * QUIET, path))
}

#[cfg(test)]
mod tests {
    use super::draw;

    #[test]
    fn a_finder_pattern_stands_in_the_corner() {
        let (side, path) = draw("https://nser.example/").unwrap();
        assert_eq!(side, 25 + 8);
        assert!(path.starts_with("M4 4h7v1h-7z"), "{}", &path[..20]);
        assert!(draw(&"x".repeat(5000)).is_none());
    }
}

//! No file names a folder of somebody's machine.

use crate::tree;
use std::fs;

/// Folders in which people keep what is theirs alone.
const PRIVATE: [&str; 4] = ["home", "root", "Users", "work"];

/// The first place in a text that names a path in a private folder.
fn find_private_path(text: &str) -> Option<&str> {
    PRIVATE.iter().find_map(|folder| {
        let wanted = format!("/{folder}/");
        text.match_indices(&wanted).find(|(place, _)| begins_a_path(text, *place)).map(|(place, _)| {
            let end = text[place..].find(char::is_whitespace).map_or(text.len(), |length| place + length);
            &text[place..end]
        })
    })
}

/// Whether a slash is the first character of a path: it is behind a space or a quotation mark, not within an XPath such
/// as `instance('list')/root/item`, nor within a longer path.
fn begins_a_path(text: &str, place: usize) -> bool {
    let before = text[..place].chars().next_back();
    before.is_none_or(|before| before.is_whitespace() || "\"'`(=:,[".contains(before))
}

#[test]
fn no_file_names_a_folder_of_somebodys_machine() {
    for path in tree::files() {
        // Pictures hold no paths that anybody reads.
        let Ok(text) = fs::read_to_string(tree::root().join(&path)) else { continue };
        assert_eq!(find_private_path(&text), None, "in {path}");
    }
}

#[test]
fn private_paths_are_told_from_others() {
    let in_folder = |folder: &str| format!("see /{folder}/somebody/notes.txt for more");
    for folder in PRIVATE {
        assert_eq!(
            find_private_path(&in_folder(folder)),
            Some(format!("/{folder}/somebody/notes.txt").as_str())
        );
    }
    for harmless in ["instance('a')/root/item", "</root>", "https://example.org/work/1", "a/home/b"] {
        assert_eq!(find_private_path(harmless), None, "{harmless}");
    }
}

//! The files of the project.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The project's root folder.
pub(crate) fn root() -> PathBuf {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    crate_folder.ancestors().nth(2).expect("the crate lies two folders below the root").to_owned()
}

/// The text of a file, by its path below the root.
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file that is in git or would be with the next commit, by its path below the root.
pub(crate) fn files() -> Vec<String> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git lists the files");
    assert!(listed.status.success(), "git: {}", String::from_utf8_lossy(&listed.stderr));
    let listed = String::from_utf8(listed.stdout).expect("paths are UTF-8");
    let files: Vec<String> =
        listed.split('\0').filter(|path| root().join(path).is_file()).map(str::to_owned).collect();
    assert!(files.iter().any(|path| path == "Cargo.toml"), "git lists the project");
    files
}

/// Every Rust file under the `src` folders of our crates, with its text.
pub(crate) fn sources() -> Vec<(String, String)> {
    let in_sources = |path: &String| {
        path.starts_with("crates/")
            && path.contains("/src/")
            && Path::new(path).extension() == Some("rs".as_ref())
    };
    files().into_iter().filter(in_sources).map(|path| (path.clone(), read(&path))).collect()
}

//! What holds for the project as a whole: who imports whom, what the documents name, and what no file may say.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot read the project fails and says why"
)]

mod codes;
mod commands;
mod dependencies;
mod documents;
mod imports;
mod private_paths;
mod tree;

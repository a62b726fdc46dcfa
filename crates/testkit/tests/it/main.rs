//! What holds for the project as a whole: who imports whom, what the documents name, and what no file may say.

mod codes;
mod commands;
mod dependencies;
mod documents;
mod imports;
mod private_paths;
mod tree;

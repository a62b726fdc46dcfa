//! The adapters against a small server that plays faults, and against published messages of the standard.

#[cfg(test)]
mod dci;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod nadra;
#[cfg(test)]
mod published;
#[cfg(test)]
mod server;
#[cfg(test)]
mod tls;

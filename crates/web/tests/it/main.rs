//! The web at work over a throw-away registry, without a socket.

#[cfg(test)]
mod acts;
#[cfg(test)]
mod api;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod dci;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod vintages;

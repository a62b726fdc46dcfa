//! The web at work over a throw-away registry, without a socket.

mod pages;

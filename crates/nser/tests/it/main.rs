//! The program as its users meet it: started as a process, spoken to over HTTP, stopped, killed, started again.

mod bad_requests;
mod command_line;
mod crash;
mod openrosa;
mod program;
mod questionnaires;

//! The program: argv, clock, signals, terminal, exit code.
fn main() {}

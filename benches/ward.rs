//! A ward.
fn main() {}

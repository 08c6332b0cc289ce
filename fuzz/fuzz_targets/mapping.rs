//! Fuzzes `fuzzed::mapping`.
#![no_main]

#[path = "../../tests/it/fuzzed.rs"]
#[expect(dead_code, reason = "a target uses one function of many")]
mod fuzzed;

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzzed::mapping(data));

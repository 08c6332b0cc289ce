//! Tests of the trickiest sentences.

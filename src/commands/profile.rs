//! `profile`: look at every file, compare them with each other, tell.

use std::path::PathBuf;

use super::{Host, Outcome};
use crate::exchange::{Looking, Profiled, compare, look};
use crate::files::{self, Input};
use crate::model::{Error, FileProfile, Finding, Result};
use crate::report;

/// What `profile` was asked.
#[derive(Debug, Clone)]
pub struct ProfileRequest {
    /// The files.
    pub files: Vec<PathBuf>,
    /// What is known of how they are written.
    pub looking: Looking,
    /// Show the values of personal columns.
    pub show_values: bool,
    /// JSON on standard output.
    pub json: bool,
    /// Nothing on standard output.
    pub quiet: bool,
    /// A page to write; it must not be there.
    pub html: Option<PathBuf>,
}

/// Runs `profile`. Files that cannot be read are told of beside the others; then the exit code is 2.
pub fn profile(request: &ProfileRequest, host: Host<'_>) -> Result<Outcome> {
    if let Some(page) = request.html.as_ref().filter(|page| files::exists(page)) {
        return Err(Error::Usage(format!(
            "`{}` is there already; name another file with --html",
            page.display()
        )));
    }
    let mut profiled: Vec<Profiled> = Vec::new();
    let mut unusable: Vec<Finding> = Vec::new();
    for path in &request.files {
        match Input::open(path)? {
            Err(finding) => unusable.push(finding),
            Ok(input) => match look(&input, &request.looking, &told(host, &input))? {
                Ok(looked) => profiled.push(looked.profiled),
                Err(findings) => unusable.extend(findings),
            },
        }
    }
    if profiled.is_empty() && !unusable.is_empty() {
        return Err(Error::Input(unusable));
    }
    compare(&mut profiled);
    if !request.show_values {
        profiled.iter_mut().for_each(Profiled::hide);
    }
    let profiles: Vec<FileProfile> = profiled.into_iter().map(|file| file.profile).collect();
    if let Some(page) = &request.html {
        files::write_new(page, report::profile_html(&profiles).as_bytes())?;
    }
    let stdout = match (request.quiet, request.json) {
        (true, _) => String::new(),
        (false, true) => report::profile_json(&profiles),
        (false, false) => report::profile_text(&profiles),
    };
    let code = if unusable.is_empty() { 0 } else { 2 };
    Ok(Outcome { stdout, stderr: report::findings_text(&unusable, 50), code })
}

/// Tells whoever waits how far the reading is, and hears that it is to stop.
pub(super) fn told<'h>(host: Host<'h>, input: &Input) -> impl Fn(u64, u64) -> Result<()> + use<'h> {
    let (name, length) = (input.name().to_owned(), input.length());
    move |bytes, rows| {
        if (host.stopped)() {
            return Err(Error::Stopped);
        }
        let percent = bytes.saturating_mul(100).checked_div(length).unwrap_or(0);
        // a packed file holds more than it is long
        let far = if percent <= 100 { format!("{percent} %, ") } else { String::new() };
        (host.progress)(&format!("reading {name}: {far}{rows} rows"));
        Ok(())
    }
}

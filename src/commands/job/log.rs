//! The log of a job: what happened and when, as it happens, for whoever watches.

use super::Asked;
use crate::commands::{Host, withheld_text};
use crate::files::Journal;
use crate::model::{Error, Result};
use crate::report::{self, Drop, Fact, JobTold, Summary};

/// A log on its way to a file, to standard error, or to nobody.
pub(super) struct Log<'a> {
    host: Host<'a>,
    json: bool,
    to: To,
}

enum To {
    Nobody,
    Terminal,
    File(Journal),
}

/// Facts of a line.
type Facts<'f> = &'f [(&'f str, Fact<'f>)];

impl<'a> Log<'a> {
    /// Opens the log that the command line asks for, else the one of the job; and says that it begins.
    pub(super) fn open(asked: &Asked<'_>, host: Host<'a>) -> Result<Self> {
        let (request, own) = (asked.request, asked.job.log.as_ref());
        let file = request.log.clone().or_else(|| own?.file.as_ref().map(Into::into));
        let to = match file {
            Some(path) => To::File(Journal::open(&path)?),
            None if own.is_some() || request.log_json.is_some() => To::Terminal,
            None => To::Nobody,
        };
        let json = request.log_json.unwrap_or_else(|| own.is_some_and(|log| log.json));
        let log = Self { host, json, to };
        let (day, today) = (asked.as_at.to_string(), request.today.to_string());
        let facts =
            [("job", Fact::Text(&asked.job.name)), ("as_at", Fact::Text(&day)), ("day", Fact::Text(&today))];
        log.line("info", "begin", &facts);
        Ok(log)
    }

    pub(super) fn info(&self, event: &str, facts: Facts<'_>) {
        self.line("info", event, facts);
    }

    pub(super) fn warn(&self, event: &str, facts: Facts<'_>) {
        self.line("warning", event, facts);
    }

    /// A stage of the run; how far reading is stands on the terminal only.
    pub(super) fn stage(&self, stage: &str, quiet: bool) {
        if !quiet {
            (self.host.progress)(stage);
        }
        if !stage.contains(',') {
            self.info("stage", &[("stage", Fact::Text(stage))]);
        }
    }

    /// What became of rows.
    pub(super) fn counts(&self, summary: &Summary) {
        for (file, counts) in &summary.rows {
            let words = ["rows", "used", "not_asked_for", "duplicate", "rejected"];
            let numbers = words.into_iter().zip(counts.map(Fact::Number));
            let facts: Vec<(&str, Fact<'_>)> =
                [("file", Fact::Text(file))].into_iter().chain(numbers).collect();
            self.info("rows", &facts);
        }
    }

    /// How it ended.
    pub(super) fn end(&self, told: &JobTold, error: Option<&Error>) {
        for line in told.drops.iter().map(Drop::line) {
            self.warn("drop", &[("what", Fact::Text(&line))]);
        }
        for word in &told.holding {
            self.warn("holds", &[("condition", Fact::Text(word))]);
        }
        let text = error.map(withheld_text).unwrap_or_default();
        for line in text.lines() {
            self.line("error", "problem", &[("text", Fact::Text(line))]);
        }
        let code = Fact::Number(told.exit_code.into());
        let mut facts = vec![("outcome", Fact::Text(told.outcome)), ("exit_code", code)];
        facts.extend(told.folder.as_deref().map(|folder| ("folder", Fact::Text(folder))));
        let trouble = told.trouble.as_deref().filter(|_| error.is_none());
        facts.extend(trouble.map(|trouble| ("trouble", Fact::Text(trouble))));
        self.line(if told.exit_code == 0 { "info" } else { "warning" }, "end", &facts);
    }

    fn line(&self, level: &str, event: &str, facts: Facts<'_>) {
        let text = || report::log_line(self.json, &(self.host.now)().text, level, event, facts);
        match &self.to {
            To::Nobody => {}
            To::Terminal => (self.host.line)(&text()),
            // a log that cannot be written stops no run, but is not silent
            To::File(journal) => {
                let text = text();
                if !journal.line(&text) {
                    (self.host.line)(&text);
                }
            }
        }
    }
}

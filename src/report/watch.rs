//! For whoever watches a job: lines of its log, and metrics as Prometheus reads them from a file.

use std::fmt::Write;

use serde_json::Value;

use super::Summary;

/// A value in a line of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact<'f> {
    /// A text.
    Text(&'f str),
    /// A number.
    Number(u64),
}

impl Fact<'_> {
    fn json(self) -> Value {
        match self {
            Fact::Text(text) => Value::from(text),
            Fact::Number(number) => Value::from(number),
        }
    }
}

/// One line of a log; a time stamp is the machine's, so it is given.
#[must_use]
pub fn log_line(json: bool, time: &str, level: &str, event: &str, facts: &[(&str, Fact<'_>)]) -> String {
    let mut line = String::new();
    // writing into a string does not fail; the time stands first, for people look at these lines too
    if json {
        let head =
            [("time", time), ("level", level), ("event", event)].map(|(key, text)| (key, Fact::Text(text)));
        for (key, fact) in head.iter().chain(facts) {
            let _ = write!(line, ",{}:{}", Value::from(*key), fact.json());
        }
        return format!("{{{}}}", line.trim_start_matches(','));
    }
    let _ = write!(line, "{time} {level} {event}");
    for (key, fact) in facts {
        let _ = write!(line, " {key}={}", fact.json());
    }
    line
}

/// What is told of a run that ended.
#[derive(Debug, Clone, Copy)]
pub struct Measured<'a> {
    /// The job's name.
    pub job: &'a str,
    /// When it ended, in seconds since 1970.
    pub at: i64,
    /// How long it took, in milliseconds.
    pub took: u64,
    /// Its exit code.
    pub exit_code: u8,
    /// The counts, if it published.
    pub published: Option<&'a Summary>,
}

/// Names that begin so are of the last run, whatever became of it; all others are of the last that published.
const OF_ANY: &str = "skillmix_run_";

/// The text of the file of metrics. `before` is what lies there: what it says of the last run that published stays until
/// another publishes.
#[must_use]
pub fn metrics(measured: Measured<'_>, before: &str) -> String {
    let Measured { job, at, took, exit_code, published } = measured;
    let mut text = Lines { job, text: String::new() };
    text.gauge("skillmix_run_timestamp_seconds", "When the last run ended.");
    text.sample("skillmix_run_timestamp_seconds", &[], at);
    text.gauge("skillmix_run_duration_seconds", "How long the last run took.");
    text.sample("skillmix_run_duration_seconds", &[], format!("{}.{:03}", took / 1_000, took % 1_000));
    text.gauge("skillmix_run_exit_code", "How the last run ended: 0 or 1 published.");
    text.sample("skillmix_run_exit_code", &[], exit_code);
    let Some(summary) = published else {
        let of_any = |line: &&str| {
            line.trim_start_matches("# HELP ").trim_start_matches("# TYPE ").starts_with(OF_ANY)
        };
        let stays = before.lines().filter(|line| line.contains("skillmix_") && !of_any(line));
        stays.for_each(|line| text.line(line));
        return text.text;
    };
    text.gauge("skillmix_last_success_timestamp_seconds", "When a run last published.");
    text.sample("skillmix_last_success_timestamp_seconds", &[], at);
    text.gauge("skillmix_rows", "Rows by file and by what became of them, of the last run that published.");
    for (file, [_, used, not_asked_for, duplicate, rejected]) in &summary.rows {
        let fates = [
            ("used", used),
            ("not_asked_for", not_asked_for),
            ("duplicate", duplicate),
            ("rejected", rejected),
        ];
        for (fate, rows) in fates {
            text.sample("skillmix_rows", &[("file", file), ("fate", fate)], rows);
        }
    }
    text.gauge("skillmix_tasks", "Tasks by status, of the last run that published.");
    for (status, tasks) in &summary.by_status {
        text.sample("skillmix_tasks", &[("status", status)], tasks);
    }
    text.gauge("skillmix_findings", "Findings by severity, of the last run that published.");
    for (severity, findings) in &summary.severities {
        text.sample("skillmix_findings", &[("severity", severity)], findings);
    }
    text.text
}

struct Lines<'a> {
    job: &'a str,
    text: String,
}

impl Lines<'_> {
    fn gauge(&mut self, name: &str, help: &str) {
        self.line(&format!("# HELP {name} {help}"));
        self.line(&format!("# TYPE {name} gauge"));
    }

    /// The job's label is not called `job`: that one Prometheus gives itself.
    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl std::fmt::Display) {
        let escaped = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        let labels = labels.iter().map(|(key, text)| format!(",{key}=\"{}\"", escaped(text)));
        let labels = labels.collect::<Vec<_>>().concat();
        let job = escaped(self.job);
        self.line(&format!("{name}{{job_name=\"{job}\"{labels}}} {value}"));
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line_in_both_forms() {
        let facts = [("file", Fact::Text("a \"b\"\nc")), ("rows", Fact::Number(7))];
        let json = log_line(true, "2026-11-28T02:00:00Z", "info", "begin", &facts);
        let read: Value = serde_json::from_str(&json).unwrap();
        assert_eq!((read["event"].as_str(), read["file"].as_str()), (Some("begin"), Some("a \"b\"\nc")));
        assert!(read["rows"].as_u64() == Some(7) && json.starts_with("{\"time\":"), "{json}");
        let text = log_line(false, "2026-11-28T02:00:00Z", "info", "begin", &facts);
        assert_eq!(text, "2026-11-28T02:00:00Z info begin file=\"a \\\"b\\\"\\nc\" rows=7");
        assert!(!json.contains('\n'));
    }

    #[test]
    fn what_the_last_success_said_stays_when_a_run_fails() {
        let old = "# HELP skillmix_run_exit_code x\n# TYPE skillmix_run_exit_code gauge\n\
                   skillmix_run_exit_code{job_name=\"a\"} 0\n# HELP skillmix_tasks x\n# TYPE skillmix_tasks gauge\n\
                   skillmix_tasks{job_name=\"a\",status=\"placed\"} 7\n\
                   skillmix_last_success_timestamp_seconds{job_name=\"a\"} 5\nrubbish\n";
        let failed = Measured { job: "a", at: 9, took: 1_050, exit_code: 3, published: None };
        let text = metrics(failed, old);
        assert!(text.contains("skillmix_run_exit_code{job_name=\"a\"} 3\n"));
        assert!(text.contains("skillmix_run_duration_seconds{job_name=\"a\"} 1.050\n"));
        assert!(text.contains("skillmix_tasks{job_name=\"a\",status=\"placed\"} 7\n"));
        assert!(text.contains("skillmix_last_success_timestamp_seconds{job_name=\"a\"} 5\n"));
        assert!(!text.contains("rubbish") && text.matches("# TYPE skillmix_run_exit_code").count() == 1);
        assert_eq!(metrics(failed, &text), text, "as often as it fails");
    }
}

CREATE TABLE causes (
    run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    change TEXT NOT NULL,
    kind TEXT NOT NULL,
    tasks INTEGER NOT NULL,
    PRIMARY KEY (run, change, kind)
) STRICT, WITHOUT ROWID;

CREATE VIEW run_status AS
SELECT run, job, name AS run_name, day, outcome, counts.status, sum(tasks) AS tasks
FROM runs JOIN counts USING (run)
GROUP BY run, counts.status;

CREATE VIEW run_level AS
SELECT run, job, name AS run_name, day, outcome, level, sum(tasks) AS tasks, sum(able) AS able
FROM runs JOIN counts USING (run)
WHERE level > 0
GROUP BY run, level;

CREATE VIEW run_site AS
SELECT run, job, runs.name AS run_name, day, outcome, sites.name AS site,
    sum(tasks) AS tasks,
    sum(CASE status WHEN 'placed' THEN tasks ELSE 0 END) AS placed,
    round(1.0 * sum(CASE status WHEN 'placed' THEN tasks ELSE 0 END) / sum(tasks), 4) AS share_placed,
    sum(able) AS able
FROM runs JOIN counts USING (run) JOIN sites USING (site)
GROUP BY run, counts.site;

CREATE VIEW run_summary AS
SELECT run, job, name AS run_name, day, as_at, outcome, exit_code, ended_at,
    round(milliseconds / 1000.0, 1) AS seconds,
    tasks, placed, tasks - placed AS not_placed, round(1.0 * placed / tasks, 4) AS share_placed, able, people,
    errors, warnings, notes,
    CASE WHEN pack IS NOT NULL THEN coalesce((
        SELECT sum(rows) FROM file_rows WHERE file_rows.run = runs.run AND fate = 'rejected'
    ), 0) END AS rejected,
    pack, skillmix, trouble
FROM runs LEFT JOIN (
    SELECT run, sum(tasks) AS tasks,
        sum(CASE status WHEN 'placed' THEN tasks ELSE 0 END) AS placed,
        sum(able) AS able
    FROM counts GROUP BY run
) USING (run);

CREATE VIEW run_day AS
SELECT * FROM run_summary
WHERE run IN (
    SELECT run FROM (
        SELECT run, row_number() OVER (PARTITION BY job, day ORDER BY number DESC, run DESC) AS place
        FROM runs WHERE outcome = 'published'
    ) WHERE place = 1
);

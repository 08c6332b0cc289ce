-- Reads the results of `skillmix match` with DuckDB, in the folder that holds out/ and tasks.csv.
-- Columns that hold codes are read as text: a column of numbers with zeros in front would lose them.

SELECT status || ' ' || count(*)
FROM read_csv('out/matches.csv', header = true, all_varchar = true)
GROUP BY status ORDER BY status;

WITH matches AS (
    SELECT task_id, coalesce(site, '') AS site, try_cast(level AS INTEGER) AS level, status
    FROM read_csv('out/matches.csv', header = true, all_varchar = true)
), tasks AS (
    SELECT task_id, coalesce(site, '') AS site,
        try_cast(minutes AS DOUBLE) * try_cast(per_week AS DOUBLE) AS weekly
    FROM read_csv('tasks.csv', header = true, all_varchar = true)
)
SELECT site || ' ' || level || ' ' || cast(round(sum(weekly)) AS INTEGER)
FROM matches JOIN tasks USING (task_id, site)
WHERE status = 'placed' AND weekly IS NOT NULL
GROUP BY site, level ORDER BY site, level;

-- A list has ; between; a row for each role that is safe:
SELECT 'tasks for which NA is safe: ' || count(*)
FROM (SELECT unnest(string_split(roles, ';')) AS role
      FROM read_csv('out/matches.csv', header = true, all_varchar = true) WHERE status = 'placed')
WHERE role = 'NA';

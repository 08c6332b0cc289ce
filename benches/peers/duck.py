#!/usr/bin/env python3
"""The people stage in DuckDB, by bitstrings: the quickest form of it that was found.

duck.py DATASET EXPORT AS_AT OUT: reads holdings.csv of DATASET and what `export` wrote to EXPORT, writes task, level,
able to OUT. The rules are not evaluated: each task comes with the class of who is admitted.
"""
import sys

import duckdb

dataset, export, as_at, out = sys.argv[1:5]
threads = sys.argv[5] if len(sys.argv) > 5 else "2"
con = duckdb.connect(":memory:")
con.execute(f"SET threads={threads}; SET preserve_insertion_order=false; SET memory_limit='18GB'")


def sheet(folder, name, **columns):
    listed = ", ".join(f"'{column}': '{kind}'" for column, kind in columns.items())
    return f"read_csv('{folder}/{name}.csv', header=true, columns={{{listed}}})"


holdings = sheet(dataset, "holdings", staff_id="VARCHAR", competency="VARCHAR", proficiency="VARCHAR",
                 assessed_on="DATE", expires_on="VARCHAR")
posts = sheet(export, "posts", staff_id="VARCHAR", site="VARCHAR", level="INTEGER", kind="INTEGER")
tasks = sheet(export, "tasks", task="INTEGER", site="VARCHAR", **{"class": "INTEGER"}, requires="VARCHAR")
admits = sheet(export, "admits", **{"class": "INTEGER"}, kind="INTEGER")
edges = sheet(export, "edges", f="VARCHAR", fr="INTEGER", t="VARCHAR", tr="INTEGER")
codes = sheet(export, "codes", code="VARCHAR", since="DATE")
ranks = sheet(export, "ranks", word="VARCHAR", rank="INTEGER")

con.execute(f"""
CREATE TABLE posts AS SELECT *, (dense_rank() OVER (ORDER BY site))::INTEGER AS site_no FROM {posts};
-- a person at a site and level is one bit, whatever the posts
CREATE TABLE bits AS SELECT staff_id, site_no, gid, (row_number() OVER (PARTITION BY gid))::INTEGER - 1 AS p
  FROM (SELECT DISTINCT staff_id, site_no, site_no * 10 + level AS gid FROM posts);
CREATE TABLE grp AS SELECT gid, (count(*) - 1)::INTEGER AS m FROM bits GROUP BY ALL;
CREATE TABLE tasks AS SELECT t.*, s.site_no FROM {tasks} t JOIN (SELECT DISTINCT site, site_no FROM posts) s USING (site);
CREATE TABLE prof AS SELECT (row_number() OVER ())::INTEGER AS pid, requires,
  len(string_split(requires, ';')) AS k FROM (SELECT DISTINCT requires FROM tasks);
CREATE TABLE asked AS SELECT pid, split_part(x, ':', 1) AS code, split_part(x, ':', 2)::INTEGER AS rank
  FROM (SELECT pid, unnest(string_split(requires, ';')) AS x FROM prof);
CREATE TABLE req AS SELECT (row_number() OVER ())::INTEGER AS rid, code, rank FROM (SELECT DISTINCT code, rank FROM asked);
CREATE TABLE preq AS SELECT pid, rid FROM asked JOIN req USING (code, rank);
CREATE TABLE q AS SELECT (row_number() OVER ())::INTEGER AS qid, site_no, class, pid, k
  FROM (SELECT DISTINCT site_no, class, pid, k FROM tasks JOIN prof USING (requires));
-- which holdings, at least at which rank, satisfy each requirement: the covers closure, backwards
CREATE TABLE clo AS WITH RECURSIVE c(rid, code, rank) AS (
  SELECT rid, code, rank FROM req UNION
  SELECT c.rid, e.f, e.fr FROM c JOIN {edges} e ON e.t = c.code AND e.tr >= c.rank)
  SELECT rid, code, min(rank) AS rank FROM c GROUP BY ALL;
CREATE TABLE rules AS SELECT c.rid, c.code, c.rank, k.since FROM clo c JOIN {codes} k USING (code);
CREATE TABLE ranks AS SELECT * FROM {ranks};
CREATE TABLE sat AS SELECT b.gid, r.rid, b.p FROM {holdings} h
  JOIN ranks n ON n.word = h.proficiency
  JOIN rules r ON r.code = h.competency AND r.rank <= n.rank
  JOIN bits b USING (staff_id)
  WHERE (h.assessed_on IS NULL OR h.assessed_on <= DATE '{as_at}') AND CASE
    WHEN h.expires_on IS NULL THEN r.since IS NOT NULL AND h.assessed_on >= r.since
    -- `never` sorts behind every date
    ELSE h.expires_on >= '{as_at}' AND (r.since IS NULL OR h.assessed_on IS NULL OR h.assessed_on >= r.since) END;
CREATE TABLE bm(gid INTEGER, rid INTEGER, b BIT);
CREATE TABLE kb(gid INTEGER, kind INTEGER, b BIT);
""")
# the bounds of a bitstring are constants, so groups go by size
most = con.execute("SELECT max(m) FROM grp").fetchone()[0]
bounds = sorted({0, most + 1} | {bound for bound in (64, 256, 1024, 4096, 16384, 65536) if bound <= most})
for low, high in zip(bounds, bounds[1:]):
    sized = f"JOIN grp USING (gid) WHERE grp.m >= {low} AND grp.m < {high}"
    con.execute(f"INSERT INTO bm SELECT gid, rid, bitstring_agg(p, 0, {high - 1}) FROM sat {sized} GROUP BY ALL")
    con.execute(f"""INSERT INTO kb SELECT gid, kind, bitstring_agg(p, 0, {high - 1}) FROM (
      SELECT b.gid, b.p, o.kind FROM bits b JOIN posts o ON o.staff_id = b.staff_id
      AND o.site_no * 10 + o.level = b.gid) {sized} GROUP BY ALL""")
con.execute(f"""
CREATE TABLE cb AS SELECT kb.gid, a.class, bit_or(kb.b) AS b FROM (SELECT DISTINCT site_no, class FROM q) c
  JOIN kb ON kb.gid // 10 = c.site_no JOIN {admits} a ON a.kind = kb.kind AND a.class = c.class GROUP BY ALL;
CREATE TABLE res AS SELECT qid, gid % 10 AS level, bit_count(bit_and(b)) AS able FROM (
  SELECT q.qid, q.k, bm.gid, bm.b FROM q JOIN preq USING (pid) JOIN bm ON bm.gid // 10 = q.site_no AND bm.rid = preq.rid
  UNION ALL SELECT q.qid, q.k, cb.gid, cb.b FROM q JOIN cb ON cb.gid // 10 = q.site_no AND cb.class = q.class)
  GROUP BY qid, gid HAVING count(*) = any_value(k) + 1 AND bit_count(bit_and(b)) > 0;
COPY (SELECT t.task, r.level, r.able FROM tasks t JOIN prof USING (requires)
  JOIN q ON q.site_no = t.site_no AND q.class = t.class AND q.pid = prof.pid JOIN res r USING (qid)
  ORDER BY t.task, r.level) TO '{out}' (HEADER true);
""")

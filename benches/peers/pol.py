#!/usr/bin/env python3
"""The people stage in Polars: the rarest requirement first, then semi-joins on packed keys, the quickest form found.

pol.py DATASET EXPORT AS_AT OUT [THREADS]: as duck.py.
"""
import os
import sys

dataset, export, as_at, out = sys.argv[1:5]
os.environ["POLARS_MAX_THREADS"] = sys.argv[5] if len(sys.argv) > 5 else "2"
import polars as pl  # noqa: E402  it reads the number of threads when it is loaded

posts = pl.read_csv(f"{export}/posts.csv", schema_overrides={"level": pl.UInt32, "kind": pl.UInt32})
tasks = pl.read_csv(f"{export}/tasks.csv", schema_overrides={"task": pl.UInt32, "class": pl.UInt32})
admits = pl.read_csv(f"{export}/admits.csv", schema_overrides={"class": pl.UInt64, "kind": pl.UInt64})
edges = pl.read_csv(f"{export}/edges.csv").rename({"from": "f", "from_rank": "fr", "to": "t", "to_rank": "tr"})
codes = pl.read_csv(f"{export}/codes.csv", schema_overrides={"since": pl.String})
ranks = pl.read_csv(f"{export}/ranks.csv")

# a person at a site and level is one number, whatever the posts
sites = posts.select(pl.col("site").unique().sort()).with_row_index("site_no")
posts = posts.join(sites, on="site")
bits = posts.select("staff_id", "site_no", "level").unique().with_row_index("b")
kinds = posts.join(bits, on=["staff_id", "site_no", "level"]).select("b", "kind").unique()

profiles = tasks.select("requires").unique().with_row_index("pid")
asked = profiles.with_columns(pl.col("requires").str.split(";")).explode("requires").select(
    "pid",
    code=pl.col("requires").str.split(":").list.first(),
    rank=pl.col("requires").str.split(":").list.last().cast(pl.Int64),
)
req = asked.select("code", "rank").unique().with_row_index("rid")
preq = asked.join(req, on=["code", "rank"]).select("pid", "rid")
q = tasks.join(sites, on="site").join(profiles, on="requires")
q = q.select("site_no", "class", "pid").unique().with_row_index("qid")

# the covers closure, backwards
closure = req.select("rid", "code", "rank")
fresh = closure
while len(fresh):
    step = fresh.join(edges, left_on="code", right_on="t").filter(pl.col("tr") >= pl.col("rank"))
    step = step.select("rid", code="f", rank="fr").unique()
    fresh = step.join(closure, on=["rid", "code", "rank"], how="anti")
    closure = pl.concat([closure, fresh])
rules = closure.group_by("rid", "code").agg(need=pl.col("rank").min()).join(codes, on="code")

# days stay text: in ISO form they sort as days, and `never` sorts behind them
assessed, expires, since = pl.col("assessed_on"), pl.col("expires_on"), pl.col("since")
refreshed = since.is_null() | assessed.is_null() | (assessed >= since)
in_date = pl.when(expires.is_null()).then(since.is_not_null() & (assessed >= since)).otherwise(
    (expires >= as_at) & refreshed
)
sat = (
    pl.scan_csv(f"{dataset}/holdings.csv", schema_overrides={"assessed_on": pl.String, "expires_on": pl.String})
    .filter(assessed.is_null() | (assessed <= as_at))
    .join(ranks.lazy(), left_on="proficiency", right_on="word")
    .join(rules.lazy(), left_on="competency", right_on="code")
    .filter((pl.col("rank") >= pl.col("need")) & in_date)
    .join(bits.lazy(), on="staff_id")
    .select("site_no", key=pl.col("b").cast(pl.UInt64) * 65536 + pl.col("rid"))
    .unique()
    .collect()
)
sat = sat.with_columns(b=(pl.col("key") // 65536).cast(pl.UInt32), rid=(pl.col("key") % 65536).cast(pl.UInt32))

count = sat.group_by("site_no", "rid").agg(n=pl.len())
lists = (
    q.select("site_no", "pid").unique().join(preq, on="pid").join(count, on=["site_no", "rid"], how="left")
    .with_columns(pl.col("n").fill_null(0)).sort("n", "rid").group_by("site_no", "pid", maintain_order=True)
    .agg(r=pl.col("rid"))
)
q = q.join(lists, on=["site_no", "pid"]).with_columns(k=pl.col("r").list.len())
able = q.with_columns(rid=pl.col("r").list.first()).join(
    sat.select("site_no", "rid", "b"), on=["site_no", "rid"]
).select("qid", "class", "k", "r", "b")
keys = sat.select("key")
for place in range(1, int(q["k"].max())):
    done = able.filter(pl.col("k") <= place)
    more = able.filter(pl.col("k") > place).with_columns(
        key=pl.col("b").cast(pl.UInt64) * 65536 + pl.col("r").list.get(place)
    ).join(keys, on="key", how="semi").drop("key")
    able = pl.concat([done, more])
admitted = admits.select(key=pl.col("class") * 4294967296 + pl.col("kind"))
able = (
    able.select("qid", "class", "b").join(kinds, on="b")
    .with_columns(key=pl.col("class").cast(pl.UInt64) * 4294967296 + pl.col("kind"))
    .join(admitted, on="key", how="semi").select("qid", "b").unique()
    .join(bits.select("b", "level"), on="b").group_by("qid", "level").agg(able=pl.len())
)
answers = (
    tasks.join(sites, on="site").join(profiles, on="requires").join(q, on=["site_no", "class", "pid"])
    .join(able, on="qid").select("task", "level", "able").sort("task", "level")
)
answers.write_csv(out)

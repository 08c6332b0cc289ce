// What changed since an earlier run: a page of its own, a sentence in the headline, and everybody can use it.

import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { address, audit, browser, folder, root, rows, shots, skillmix } from "./harness.mjs";

test("the page of changes counts what the tables differ in and leads to each task", async (test) => {
  const made = folder();
  const dataset = "datasets/community-rehab";
  skillmix("match", dataset, "--as-at", "2026-11-01", "--quiet", "--out", join(made, "old"));
  skillmix("match", dataset, "--as-at", "2027-06-01", "--report", "--since", join(made, "old"), "--quiet", "--out", join(made, "new"));
  const key = (row) => row.task_id + "@" + row.site;
  const before = new Map(rows(join(made, "old", "matches.csv")).map((row) => [key(row), row]));
  const cells = ["status", "floor", "level", "roles", "supervision", "able", "able_by_level"];
  const changed = rows(join(made, "new", "matches.csv")).filter((row) => cells.some((cell) => row[cell] !== before.get(key(row))[cell]));
  const own = await browser();
  test.after(() => own.close());
  const page = await own.open(address(made, "new", "report.html"));
  assert.ok(changed.length > 1);
  assert.match(await page.textContent("#headline"), new RegExp(`, ${changed.length} tasks of ${before.size} stand otherwise`));
  await page.click("#headline a[href='#changes']");
  await page.waitForFunction(() => document.getElementById("changes").classList.contains("current"));
  await audit(page, "changes");
  await page.screenshot({ path: join(shots, "changes.png"), fullPage: true });
  const people = readFileSync(join(root, dataset, "staff.csv"), "utf8").split("\n").slice(1).map((row) => row.split(",")[0]).filter((id) => id);
  const text = await page.textContent("#changes");
  assert.ok(people.every((id) => !text.includes(id)), "no person is named");
  await page.click("#changes a[href^='#task=']");
  await page.waitForSelector("#proof:not([hidden])");
  page.quiet();
});

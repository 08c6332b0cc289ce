// A report that is to be shared: it says so on every page, and everybody can use it.

import { test } from "node:test";
import assert from "node:assert/strict";
import { join } from "node:path";
import { address, audit, browser, folder, sections, shots, skillmix } from "./harness.mjs";

test("a shared report says so on every page and passes the audit", async (test) => {
  const made = folder();
  skillmix("match", "datasets/community-rehab", "--as-at", "2026-11-01", "--share", "--quiet", "--out", join(made, "run"));
  const own = await browser();
  test.after(() => own.close());
  const page = await own.open(address(made, "run", "shared", "shared-report.html"));
  assert.match(await page.title(), /for sharing/);
  for (const section of await sections(page)) {
    await page.evaluate((to) => { location.hash = to; }, section);
    await page.waitForFunction((id) => document.getElementById(id).classList.contains("current"), section);
    assert.match(await page.textContent(`#${section} .shared`), /below 5 are suppressed.*Nobody is named/);
    await audit(page, section);
    await page.screenshot({ path: join(shots, `shared-${section}.png`), fullPage: true });
  }
  await page.evaluate(() => { location.hash = "#tasks"; });
  await page.waitForSelector("#list tbody tr");
  const able = await page.$$eval("#list tbody tr", (all) => all.map((row) => row.cells[8].textContent));
  assert.ok(able.every((cell) => ["0", "1 to 4", "5 or more", "1 or more"].includes(cell)), String(able));
  page.quiet();
});

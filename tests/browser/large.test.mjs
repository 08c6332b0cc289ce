// Reports of thousands of tasks, in one file and in a folder; and of a dataset whose words try to be more than words.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { cpSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { address, audit, browser, folder, report, root, rows, shots, skillmix } from "./harness.mjs";

const made = folder();
let wide;

before(async () => { wide = await browser(); });
after(() => wide.close());

const generate = (tasks) => {
  const out = join(made, String(tasks));
  skillmix("generate", "--staff", "600", "--sites", "4", "--tasks", String(tasks), "--seed", "3", "--quiet", "--out", out);
  return report(out, join(made, `${tasks}.out`), "2026-01-01");
};

test("3,000 tasks are paged, searched and filtered in one file", async () => {
  const out = generate(3000);
  const matches = rows(join(out, "matches.csv"));
  assert.equal(matches.length, 3000);
  const page = await wide.open(address(out, "report.html") + "#tasks");
  assert.match(await page.textContent("#found"), /^3,000 of 3,000 tasks; shown are 1 to 50$/);
  assert.equal(await page.$$eval("#list tbody tr", (all) => all.length), 50);
  await page.click("#list button >> text=Last");
  assert.match(await page.textContent("#found"), /shown are 2,951 to 3,000$/);
  assert.match(page.url(), /page=60/);
  await page.click("#list button >> text=Previous");
  assert.match(await page.textContent("#found"), /shown are 2,901 to 2,950$/);
  const { status, site } = matches[1500];
  await page.selectOption("#f-status", status);
  await page.selectOption("#f-site", site);
  const wanted = matches.filter((row) => row.status === status && row.site === site).length;
  assert.ok((await page.textContent("#found")).startsWith(`${wanted.toLocaleString("en-GB")} of 3,000 tasks; shown are 1 to `));
  assert.ok(await page.$$eval("#list tbody tr", (all, status) => all.every((row) => row.cells[3].textContent === status), status));
  await page.click("text=Clear");
  const last = matches.at(-1);
  await page.fill("#f-q", last.task_id);
  await page.click(`#list tbody a >> text="${last.task_id}"`);
  assert.match(await page.innerText("#proof"), /The ladder at this site/);
  for (const section of ["tasks", "skill-mix", "competencies", "graph", "assistant"]) {
    await page.evaluate((to) => { location.hash = to; }, section);
    await page.waitForSelector(`#${section}.current`);
    await audit(page, section);
    await page.screenshot({ path: join(shots, `3000-${section}.png`), fullPage: true });
  }
  page.quiet();
  await page.close();
});

test("beyond 5,000 tasks there is a folder: every task on one page, worst first, and links between them", async () => {
  const out = generate(5001);
  const matches = rows(join(out, "matches.csv"));
  const parts = readdirSync(join(out, "report")).sort();
  assert.deepEqual(parts, ["index.html", ...[1, 2, 3, 4, 5, 6].map((part) => `tasks-00${part}.html`)]);
  const page = await wide.open(address(out, "report/index.html") + "#tasks");
  await audit(page, "contents");
  assert.equal(await page.$$eval("#parts", (all) => all.length), 1);
  await page.click("text=Part 6");
  assert.match(await page.innerText("#tasks"), /Part 6 of 6: 1 of 5,001 tasks/);
  await page.click("nav >> text=Headline");
  assert.match(page.url(), /index\.html#headline$/);
  await page.click("nav >> text=Skill mix");
  const link = page.locator("#skill-mix tbody a").first();
  const id = await link.textContent();
  await link.click();
  assert.match(await page.innerText("#proof"), new RegExp(`^${id} at `));
  await audit(page, "a proof on a part");
  const listed = [];
  for (const part of parts.slice(1)) {
    const text = readFileSync(join(out, "report", part), "utf8");
    const data = JSON.parse(text.split('id="data">')[1].split("</script>")[0]);
    listed.push(...data.tasks.map(([[task, site]]) => `${data.words[task]}@${data.words[site]}`));
  }
  assert.deepEqual([...listed].sort(), matches.map((row) => `${row.task_id}@${row.site}`).sort());
  page.quiet();
  await page.close();
});

test("words of the data stay words", async () => {
  const data = join(made, "hostile");
  cpSync(join(root, "datasets/acute-ward"), data, { recursive: true });
  const hostile = "</script><img src=x onerror=alert(1)>&lt;'=1+1";
  const file = join(data, "tasks.csv");
  const text = readFileSync(file, "utf8").replaceAll("AW-T01", `"AW'<b>""%2F"`).replaceAll("Prepare and check a bed space", hostile);
  writeFileSync(file, text);
  const out = report(data, join(made, "hostile.out"));
  const page = await wide.open(address(out, "report.html") + "#tasks?q=AW'");
  assert.equal(await page.textContent("#list tbody td"), hostile);
  await page.click("#list tbody a");
  assert.match(await page.innerText("#proof"), /^AW'<b>"%2F at /);
  const opened = page.url();
  await page.goto("about:blank");
  await page.goto(opened);
  assert.match(await page.innerText("#proof"), /^AW'<b>"%2F at /);
  assert.equal(await page.$$eval("main img, main b", (all) => all.length), 0);
  page.quiet();
  await page.close();
});

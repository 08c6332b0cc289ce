// The report of both shipped datasets: what is on it, and that everybody can use it.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { address, audit, browser, folder, report, rows, sections, shots } from "./harness.mjs";

const made = folder();
const names = ["community-rehab", "acute-ward"];
let wide;

before(async () => {
  for (const name of names) report(`datasets/${name}`, join(made, name));
  wide = await browser();
});
after(() => wide.close());

const open = (name, hash = "") => wide.open(address(made, name, "report.html") + hash);
const listed = (page) => page.$$eval("#list tbody tr", (all) => all.map((row) => row.cells[0].textContent + "@" + row.cells[2].textContent));
const found = (page) => page.textContent("#found");

for (const name of names) {
  test(`${name}: the list has every task once, as matches.csv has them`, async () => {
    const page = await open(name, "#tasks");
    const matches = rows(join(made, name, "matches.csv"));
    const all = [];
    do all.push(...await listed(page)); while (await page.isEnabled("#list button >> text=Next") && await page.click("#list button >> text=Next") === undefined);
    assert.deepEqual([...all].sort(), matches.map((row) => `${row.task_id}@${row.site || "(none)"}`).sort());
    page.quiet();
    await page.close();
  });

  test(`${name}: each filter keeps what matches.csv says`, async () => {
    const page = await open(name, "#tasks");
    const matches = rows(join(made, name, "matches.csv"));
    const status = matches[0].status, site = matches.at(-1).site, level = matches.find((row) => row.level).level;
    const count = async (values, wanted) => {
      for (const [field, value] of Object.entries(values)) await page.selectOption(`#f-${field}`, value);
      assert.match(await found(page), new RegExp(`^${wanted.length} of ${matches.length} tasks`));
      await page.click("text=Clear");
    };
    await count({ status }, matches.filter((row) => row.status === status));
    await count({ site }, matches.filter((row) => row.site === site));
    await count({ level }, matches.filter((row) => row.level === level));
    await count({ site, status }, matches.filter((row) => row.site === site && row.status === status));
    await page.selectOption("#f-status", status);
    assert.ok(page.url().endsWith(`#tasks?status=${status}`), page.url());
    await page.reload();
    assert.equal(await page.inputValue("#f-status"), status);
    assert.match(await found(page), new RegExp(`^${matches.filter((row) => row.status === status).length} of`));
    page.quiet();
    await page.close();
  });

  test(`${name}: every page passes the audit, light and dark, wide and narrow`, async () => {
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [1280, 375]) {
        const own = await browser({ colorScheme, viewport: { width, height: 900 } });
        const page = await own.open(address(made, name, "report.html"));
        for (const section of await sections(page)) {
          await page.evaluate((to) => { location.hash = to; }, section);
          await page.waitForFunction((id) => document.getElementById(id).classList.contains("current"), section);
          await audit(page, `${section}, ${colorScheme}, ${width}`);
          await page.screenshot({ path: join(shots, `${name}-${section}-${colorScheme}-${width}.png`), fullPage: true });
        }
        await page.evaluate(() => { location.hash = document.querySelector("#list tbody a").getAttribute("href"); });
        await page.waitForSelector("#proof:not([hidden])");
        await audit(page, `proof, ${colorScheme}, ${width}`);
        await page.screenshot({ path: join(shots, `${name}-proof-${colorScheme}-${width}.png`) });
        page.quiet();
        await own.close();
      }
    }
  });

  test(`${name}: nothing makes the page scroll sideways at 320 pixels`, async () => {
    const own = await browser({ viewport: { width: 320, height: 640 } });
    const page = await own.open(address(made, name, "report.html"));
    for (const section of [...await sections(page), "proof"]) {
      const to = section === "proof" ? (await page.getAttribute("#list tbody a", "href")).slice(1) : section;
      await page.evaluate((hash) => { location.hash = hash; }, to);
      await page.waitForTimeout(50);
      const [content, width] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
      assert.ok(content <= width, `${section}: ${content} pixels`);
    }
    await own.close();
  });
}

test("search finds words of id and title, and says so when nothing is left", async () => {
  const page = await open("community-rehab", "#tasks");
  const matches = rows("datasets/community-rehab/tasks.csv".replace(/^/, new URL("../../", import.meta.url).pathname));
  await page.fill("#f-q", "VITAL signs");
  const wanted = matches.filter((row) => ["vital", "signs"].every((word) => `${row.task_id} ${row.title}`.toLowerCase().includes(word)));
  assert.ok(wanted.length > 0);
  assert.match(await found(page), new RegExp(`^${wanted.length} of ${matches.length} tasks`));
  await page.fill("#f-q", "no such thing");
  assert.equal(await found(page), `0 of ${matches.length} tasks`);
  page.quiet();
  await page.close();
});

test("columns sort up, down, and back to worst first", async () => {
  const page = await open("community-rehab", "#tasks");
  const worst = await listed(page);
  const by = (column) => page.$$eval("#list tbody tr", (all, at) => all.map((row) => row.cells[at].textContent), column);
  await page.click("th button >> text=Task");
  const up = await by(0);
  assert.deepEqual(up, [...up].sort());
  assert.equal(await page.getAttribute("th[aria-sort]", "aria-sort"), "ascending");
  await page.click("th button >> text=Task");
  const down = await by(0);
  assert.deepEqual(down, [...down].sort().reverse());
  await page.click("th button >> text=Task");
  assert.deepEqual(await listed(page), worst);
  page.quiet();
  await page.close();
});

test("a proof opens by mouse, says what explain says, and goes away by the back button", async () => {
  const page = await open("community-rehab", "#tasks?q=CR-T04&site=north-hub");
  await page.click("#list tbody a");
  assert.match(page.url(), /#task=CR-T04@north-hub$/);
  const proof = await page.innerText("#proof");
  for (const words of ["Completeness", "Law", "Floor", "The ladder at this site", "What would lower the floor", "facts hash"]) assert.ok(proof.includes(words), words);
  assert.equal(await page.evaluate(() => document.activeElement.id), "proof-title");
  await page.goBack();
  assert.ok(await page.isHidden("#proof"));
  assert.equal(await page.inputValue("#f-q"), "CR-T04");
  page.quiet();
  await page.close();
});

test("a link to a task opens it, and one to a task that is not there says so", async () => {
  let page = await open("acute-ward", "#task=AW-T03@medical-ward");
  assert.match(await page.innerText("#proof"), /^AW-T03 at medical-ward/);
  await page.close();
  page = await open("acute-ward", "#task=AW-T03@nowhere");
  assert.ok(await page.isHidden("#proof"));
  assert.match(await found(page), /no such task/);
  page.quiet();
  await page.close();
});

test("everything can be done by keyboard", async () => {
  const page = await open("acute-ward");
  const at = () => page.evaluate(() => {
    const on = document.activeElement;
    return { tag: on.tagName, id: on.id, text: on.textContent.trim().slice(0, 60), href: on.getAttribute("href"), outline: getComputedStyle(on).outlineStyle };
  });
  const tab = async (wanted) => {
    for (let steps = 0; steps < 200; steps += 1) {
      await page.keyboard.press("Tab");
      const now = await at();
      if (now.tag !== "BODY") assert.notEqual(now.outline, "none", `no visible focus on ${JSON.stringify(now)}`);
      if (wanted(now)) return now;
    }
    return assert.fail("the keyboard does not reach it");
  };
  const first = await tab(() => true);
  assert.equal(first.text, "Skip to the content");
  await page.keyboard.press("Enter");
  assert.equal((await at()).id, "main");
  await page.evaluate(() => { document.activeElement.blur(); window.scrollTo(0, 0); });
  await tab((now) => now.href === "#tasks");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#tasks.current");
  assert.equal((await at()).id, "tasks-title");
  await tab((now) => now.id === "f-q");
  await page.keyboard.type("blood glucose");
  const link = await tab((now) => now.href?.startsWith("#task="));
  await page.keyboard.press("Enter");
  await page.waitForSelector("#proof:not([hidden])");
  assert.equal((await at()).id, "proof-title");
  await page.keyboard.press("Escape");
  assert.ok(await page.isHidden("#proof"));
  assert.equal((await at()).href, link.href);
  page.quiet();
  await page.close();
});

test("it prints: every page, without controls, the list and the open proof", async () => {
  const page = await open("community-rehab", "#task=CR-T04@north-hub");
  const pdf = await page.pdf({ path: join(shots, "community-rehab.pdf"), format: "A4" });
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  assert.ok(pages >= (await sections(page)).length, `${pages} pages`);
  await page.emulateMedia({ media: "print" });
  for (const section of await sections(page)) assert.ok(await page.isVisible(`#${section} h2`), section);
  for (const control of ["nav[aria-label=Pages]", "#filters", ".pager", "#close"]) assert.ok(await page.isHidden(control), control);
  assert.ok(await page.isVisible("#proof"));
  // what A4 leaves between its margins
  await page.setViewportSize({ width: 688, height: 1000 });
  const cut = await page.$$eval("table, svg", (all) => all.filter((one) => one.getBoundingClientRect().right > innerWidth).map((one) => one.caption?.textContent ?? one.id));
  assert.deepEqual(cut, []);
  await page.close();
});

test("without script everything but the list is there, and the page says so", async () => {
  const plain = await browser({ javaScriptEnabled: false });
  const page = await plain.open(address(made, "community-rehab", "report.html"));
  for (const section of await sections(page)) assert.ok(await page.isVisible(`#${section} h2`), section);
  assert.match(await page.innerText("noscript"), /need script/);
  await plain.close();
});

test("what is done below its floor stands first, in red, and leads to its proof", async () => {
  const page = await open("community-rehab", "#skill-mix");
  const first = page.locator("#skill-mix tbody tr").first();
  assert.match(await first.innerText(), /below the floor/);
  const red = await first.locator(".bad").evaluate((mark) => getComputedStyle(mark).color);
  assert.equal(red, "rgb(163, 18, 31)");
  const id = await first.locator("a").textContent();
  await first.locator("a").click();
  assert.ok((await page.innerText("#proof")).startsWith(`${id} at `));
  await page.goBack();
  assert.ok(await page.isVisible("#skill-mix"));
  page.quiet();
  await page.close();
});

test("the three ways of the skill mix have the same total, that of tasks.csv", async () => {
  const page = await open("community-rehab", "#skill-mix");
  const cells = await page.$$eval("table:has(#mix) tbody tr", (all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
  const tasks = rows(new URL("../../datasets/community-rehab/tasks.csv", import.meta.url).pathname);
  const total = tasks.reduce((sum, task) => sum + Number(task.minutes) * Number(task.per_week), 0).toLocaleString("en-GB");
  assert.deepEqual(cells.at(-1), ["all", total, total, total]);
  await page.close();
});

test("the graph shows the links of a box that is reached by keyboard", async () => {
  const page = await open("acute-ward", "#graph");
  const boxes = page.locator("#drawing a");
  assert.ok(await boxes.count() > 5);
  await boxes.nth(1).focus();
  assert.match(await page.textContent("#graph-said"), new RegExp(`^${(await boxes.nth(1).getAttribute("aria-label")).split(" ")[0]} .* links?$`));
  assert.ok(await page.locator("#drawing .on").count() > 0);
  await page.keyboard.press("Enter");
  assert.match(await page.evaluate(() => document.activeElement.id), /^g-/);
  await page.selectOption("#graph-level", { index: 1 });
  assert.ok(await page.locator("#drawing a.on").count() > 0);
  const wide = () => page.$eval("#drawing", (drawing) => drawing.getBoundingClientRect().width);
  const before = await wide();
  await page.click("text=Larger");
  assert.ok(await wide() > before * 1.2);
  await page.click("text=Whole width");
  assert.ok(await page.$eval("#drawing", (drawing) => drawing.getBoundingClientRect().width <= drawing.parentElement.clientWidth));
  page.quiet();
  await page.close();
});

test("a link whose @ was written %40 opens its task", async () => {
  const [task] = rows(join(made, "acute-ward", "matches.csv"));
  const page = await open("acute-ward", `#task=${encodeURIComponent(task.task_id)}%40${encodeURIComponent(task.site)}`);
  await page.waitForSelector("#proof:not([hidden])");
  assert.match(await page.textContent("#proof h3"), new RegExp(`^${task.task_id} at`));
  page.quiet();
  await page.close();
});

test("every page says what must be said", () => {
  for (const name of names) {
    const text = readFileSync(join(made, name, "report.html"), "utf8");
    const parts = text.split("<section class=\"page\"").slice(1).map((part) => part.split("</section>")[0]);
    assert.ok(parts.length > 3);
    for (const part of parts) {
      for (const words of ["calderdale@0.1.0#", "as at 2026-11-01", "sign-off", "Eligible is not delegated: a registrant delegates, for this patient, this time."]) assert.ok(part.includes(words), words);
    }
  }
});

// The reports under test, the browser, and what every test asks of a page.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const here = fileURLToPath(new URL(".", import.meta.url));
export const root = resolve(here, "../..");
const program = process.env.SKILLMIX ?? join(root, "target/debug/skillmix");
export const shots = join(root, "target/browser");
mkdirSync(shots, { recursive: true });

/** Runs the program in the project's folder. */
export function skillmix(...args) {
  return execFileSync(program, args, { cwd: root, encoding: "utf8" });
}

/** A folder that is gone when the tests are. */
export function folder() {
  const made = mkdtempSync(join(tmpdir(), "skillmix-browser-"));
  process.on("exit", () => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** The folder of a run with a report. */
export function report(dataset, out, asAt = "2026-11-01") {
  skillmix("match", dataset, "--as-at", asAt, "--report", "--quiet", "--out", out);
  return out;
}

/** A file's address. */
export const address = (...parts) => pathToFileURL(join(...parts)).href;

/** The rows of a table of ours as objects; no quoted newline is in the files that tests read. */
export function rows(file) {
  const cells = (line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell]) => cell.replace(/^"|"$/g, "").replaceAll('""', '"'));
  const [head, ...lines] = readFileSync(file, "utf8").trimEnd().split("\n");
  const names = cells(head);
  return lines.map((line) => Object.fromEntries(cells(line).slice(0, names.length).map((cell, at) => [names[at], cell])));
}

const args = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/** A browser with a fresh profile; `options` are those of a context. */
export async function browser(options = {}) {
  const profile = mkdtempSync(join(tmpdir(), "skillmix-profile-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: "/usr/bin/chromium", headless: true, args, viewport: { width: 1280, height: 900 }, ...options,
  });
  return {
    context,
    /** Opens an address; errors of the page, and any request that leaves it, fail the test that calls `quiet`. */
    async open(url) {
      const page = await context.newPage();
      const heard = [];
      page.on("pageerror", (error) => heard.push(`error: ${error}`));
      page.on("console", (message) => { if (message.type() === "error") heard.push(`console: ${message.text()}`); });
      page.on("request", (request) => { if (!request.url().startsWith("file://")) heard.push(`request: ${request.url()}`); });
      page.quiet = () => assert.deepEqual(heard, []);
      await page.goto(url);
      return page;
    },
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

const axe = readFileSync(join(here, "node_modules/axe-core/axe.min.js"), "utf8");

/** No violation of WCAG 2.2 AA or of axe's best practices. */
export async function audit(page, what) {
  if (!(await page.evaluate("typeof axe === 'object'"))) await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }));
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(" | ")}`);
  assert.deepEqual(told, [], what);
}

/** The names of the sections, in the order of the navigation. */
export const sections = (page) => page.$$eval("section.page", (all) => all.map((one) => one.id));

"use strict";
// One page at a time, the list of tasks with its filters, and proofs. Everything else is plain HTML.
(() => {
  const byId = (id) => document.getElementById(id);
  const pages = [...document.querySelectorAll(".page")];
  const element = (name, text, attributes) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    return made;
  };
  const baseTitle = document.title;

  function show(page, quiet) {
    for (const other of pages) other.classList.toggle("current", other === page);
    for (const link of document.querySelectorAll("nav a")) {
      if (link.getAttribute("href") === "#" + page.id) link.setAttribute("aria-current", "page");
      else if (link.getAttribute("href").startsWith("#")) link.removeAttribute("aria-current");
    }
    const heading = page.querySelector("h2");
    document.title = heading.textContent + ": " + baseTitle;
    if (!quiet) { window.scrollTo(0, 0); heading.focus({ preventScroll: true }); }
  }

  const tasks = byId("data") && list(JSON.parse(byId("data").textContent));

  function route(first) {
    const hash = location.hash.slice(1);
    const name = hash.split(/[?=]/)[0];
    if (name === "main") { byId("main").focus(); return; }
    if (tasks && (name === "tasks" || name === "task")) {
      const before = byId("tasks").classList.contains("current");
      show(byId("tasks"), first && !hash || before);
      if (name === "task") tasks.open(hash.slice(5));
      else tasks.list(hash.slice(6));
      return;
    }
    let target = null;
    try { target = byId(decodeURIComponent(name)); } catch { /* no such place */ }
    const page = target && target.closest(".page") || pages[0];
    const found = Boolean(target && page && target !== page);
    show(page, first && !found && !hash);
    if (found) { target.scrollIntoView(); if (target.tabIndex >= 0 || target.hasAttribute("tabindex")) target.focus(); }
  }

  function list(data) {
    const word = (number) => data.words[number];
    const rows = data.tasks.map(([[id, site, title], status, [level, now], [floor, role], minutes, able, drift, codes, proof], at) => ({
      at, id: word(id), site: word(site), title: word(title), status: word(status), level, now, floor: word(floor),
      role: word(role), minutes, able, drift, codes: codes.map(word), proof,
      search: (word(id) + " " + word(title)).toLowerCase(),
    }));
    const SIZE = 50;
    const number = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
    const text = (value) => value || "";
    const columns = [
      ["task", "Task", (row) => row.id], ["title", "Title", (row) => row.title], ["site", "Site", (row) => row.site],
      ["status", "Status", (row) => data.statuses.indexOf(row.status)], ["level", "Level", (row) => row.level || 99],
      ["floor", "Rules allow from", (row) => row.floor], ["now", "Done now by", (row) => row.now * 1e3 + ""],
      ["minutes", "Minutes a week", (row) => row.minutes === null ? -1 : row.minutes], ["able", "Able there", (row) => row.able],
    ];
    const numeric = new Set(["level", "minutes", "able"]);
    const state = { q: "", site: "", status: "", level: "", code: "", drift: "", sort: "", page: "1" };
    const form = byId("filters");
    const compare = (a, b) => a < b ? -1 : a > b ? 1 : 0;

    function fill(id, values, say) {
      const values_ = [...new Set(values)];
      for (const value of values_) byId(id).append(element("option", say ? say(value) : value || "(none)", { value: value === "" ? "-" : value }));
    }
    fill("f-site", rows.map((row) => row.site).sort(compare));
    fill("f-status", data.statuses.filter((status) => rows.some((row) => row.status === status)));
    fill("f-level", rows.map((row) => row.level).filter((level) => level).sort(compare), (level) => "level " + level);
    fill("f-code", rows.flatMap((row) => row.codes).sort(compare));
    form.hidden = false;

    const chosen = () => {
      const words = state.q.toLowerCase().split(/\s+/).filter((part) => part);
      const site = state.site === "-" ? "" : state.site;
      const kept = rows.filter((row) =>
        words.every((part) => row.search.includes(part)) && (!state.site || row.site === site) &&
        (!state.status || row.status === state.status) && (!state.level || String(row.level) === state.level) &&
        (!state.code || row.codes.includes(state.code)) && (!state.drift || String(row.drift) === state.drift));
      const [name, way] = state.sort.split("-");
      const column = columns.find(([key]) => key === name);
      if (!column) return kept;
      const sign = way === "down" ? -1 : 1;
      return kept.sort((a, b) => sign * compare(column[2](a), column[2](b)) || a.at - b.at);
    };

    const address = (row) => "#task=" + encodeURIComponent(row.id) + "@" + encodeURIComponent(row.site);
    const listAddress = () => {
      const query = new URLSearchParams(Object.entries(state).filter(([key, value]) => value && !(key === "page" && value === "1")));
      return "#tasks" + (String(query) ? "?" + query : "");
    };

    function head(table) {
      const line = element("tr");
      const [sorted, way] = state.sort.split("-");
      for (const [key, name] of columns) {
        const cell = element("th", undefined, { scope: "col" });
        if (numeric.has(key)) cell.className = "n";
        if (key === sorted) cell.setAttribute("aria-sort", way === "down" ? "descending" : "ascending");
        const button = element("button", name + (key === sorted ? (way === "down" ? " ▼" : " ▲") : ""), { type: "button", "data-sort": key });
        cell.append(button);
        line.append(cell);
      }
      table.append(element("thead"));
      table.tHead.append(line);
    }

    function line(row) {
      const made = element("tr");
      const name = element("th", undefined, { scope: "row" });
      name.append(element("a", row.id, { href: address(row) }));
      made.append(name, element("td", row.title), element("td", row.site || "(none)"), element("td", row.status),
        element("td", row.level ? row.level : "", { class: "n" }), element("td", row.floor));
      const now = element("td", row.now ? "level " + row.now + ": " : "(not said)");
      if (row.now) now.append(element("span", row.role, { class: "k" }));
      if (row.drift) now.append(element("br"), element("strong", row.drift === 1 ? "below the floor" : "refused by the rules", { class: "bad" }));
      made.append(now, element("td", row.minutes === null ? "(not said)" : number.format(row.minutes / 1000), { class: "n" }), element("td", typeof row.able === "string" ? row.able : number.format(row.able), { class: "n" }));
      return made;
    }

    function draw() {
      const kept = chosen();
      const last = Math.max(1, Math.ceil(kept.length / SIZE));
      const page = Math.min(last, Math.max(1, Number.parseInt(state.page, 10) || 1));
      const from = (page - 1) * SIZE;
      const shown = kept.slice(from, from + SIZE);
      const range = shown.length ? `; shown are ${number.format(from + 1)} to ${number.format(from + shown.length)}` : "";
      const found = `${number.format(kept.length)} of ${number.format(rows.length)} tasks${range}`;
      if (byId("found").textContent !== found) byId("found").textContent = found;
      const frame = element("div", undefined, { class: "scroll", role: "region", "aria-labelledby": "list-caption", tabindex: "0" });
      const table = element("table");
      table.append(element("caption", state.sort ? "Tasks" : "Tasks, worst first", { id: "list-caption" }));
      head(table);
      table.append(element("tbody"));
      table.tBodies[0].append(...shown.map(line));
      frame.append(table);
      const pager = element("nav", undefined, { class: "pager", "aria-label": "Pages of the list" });
      for (const [words, to, off] of [["First", 1, page === 1], ["Previous", page - 1, page === 1], ["Next", page + 1, page === last], ["Last", last, page === last]]) {
        const button = element("button", words, { type: "button", "data-page": to });
        button.disabled = off;
        pager.append(button);
      }
      pager.insertBefore(element("span", `Page ${page} of ${last}`), pager.children[2]);
      byId("list").replaceChildren(frame, pager);
    }

    function sentence(line) {
      const [kind, a, b, c] = data.lines[line];
      if (kind < 1000) return element("li", word(a), { class: "i" + Math.min(6, kind) });
      const item = element("li", undefined, { class: "row" });
      item.append(element("span", word(a) + (kind === 1001 ? " (decides)" : "")));
      const says = element("span", word(b));
      says.append(element("br"), element("span", word(c), { class: "source" }));
      item.append(says);
      return item;
    }

    function section(at) {
      const [heading, ...lines] = data.sections[at];
      const made = [];
      if (word(heading)) made.push(element("h4", word(heading)));
      if (lines.length && data.lines[lines[0]][0] === 1000) {
        const facts = element("dl");
        for (const line of lines) {
          const [, name, value] = data.lines[line];
          const pair = element("div");
          pair.append(element("dt", word(name)), element("dd", word(value)));
          facts.append(pair);
        }
        made.push(facts);
      } else if (lines.length) {
        const items = element("ul");
        items.append(...lines.map(sentence));
        made.push(items);
      }
      return made;
    }

    let from = null;
    function prove(row) {
      const proof = byId("proof");
      const close = element("button", "Close this proof", { type: "button", id: "close" });
      proof.replaceChildren(element("h3", row.id + " at " + (row.site || "(no site)"), { id: "proof-title", tabindex: "-1" }), close);
      for (const at of row.proof) proof.append(...section(at));
      proof.hidden = false;
      close.addEventListener("click", shut);
      document.title = row.id + ": " + baseTitle;
      byId("proof-title").focus({ preventScroll: true });
      proof.scrollIntoView();
    }
    function hide() { byId("proof").hidden = true; byId("proof").replaceChildren(); }
    function shut() {
      history.pushState(null, "", listAddress());
      hide();
      back();
    }
    function back() {
      const link = from && [...byId("list").querySelectorAll("a")].find((other) => other.getAttribute("href") === from);
      from = null;
      (link || byId("tasks-title")).focus();
    }

    form.addEventListener("input", () => {
      for (const [key, value] of new FormData(form)) state[key] = value;
      state.page = "1";
      history.replaceState(null, "", listAddress());
      hide();
      draw();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      for (const key of Object.keys(state)) state[key] = key === "page" ? "1" : "";
      put();
      history.replaceState(null, "", listAddress());
      hide();
      draw();
    });
    function put() { for (const field of form.elements) if (field.name) field.value = state[field.name]; }
    byId("list").addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      const key = button.dataset.sort;
      if (key) {
        state.sort = state.sort === key + "-up" ? key + "-down" : state.sort === key + "-down" ? "" : key + "-up";
        state.page = "1";
      } else state.page = button.dataset.page;
      history.replaceState(null, "", listAddress());
      draw();
      if (key) byId("list").querySelector(`[data-sort="${key}"]`).focus();
      else { byId("list").querySelector(".scroll").focus({ preventScroll: true }); byId("found").scrollIntoView(); }
    });
    byId("proof").addEventListener("keydown", (event) => { if (event.key === "Escape") shut(); });

    return {
      list(query) {
        const asked = new URLSearchParams(query);
        for (const key of Object.keys(state)) state[key] = asked.get(key) || (key === "page" ? "1" : "");
        put();
        const was = !byId("proof").hidden;
        hide();
        draw();
        if (was) back();
      },
      open(name) {
        if (!byId("list").firstChild) draw();
        // mail programs write `@` as `%40`: what is meant is the same
        const row = rows.find((row) => address(row) === "#task=" + name.replace(/%40/g, "@"));
        if (!row) {
          hide();
          byId("found").textContent = "There is no such task on this page.";
          return;
        }
        from = address(row);
        prove(row);
      },
    };
  }

  function explore(drawing) {
    const nodes = [...drawing.querySelectorAll("a")];
    const links = [...drawing.querySelectorAll("path[data-from]")];
    const level = byId("graph-level");
    const mark = (on) => {
      for (const one of [...nodes, ...links]) {
        one.classList.toggle("on", on !== null && on.has(one));
        one.classList.toggle("off", on !== null && !on.has(one));
      }
    };
    const rest = () => mark(level.value ? new Set(nodes.filter((node) => node.dataset.floor === level.value)) : null);
    const point = (node) => {
      const at = node.dataset.node;
      const own = links.filter((link) => link.dataset.from === at || link.dataset.to === at);
      const near = new Set(own.flatMap((link) => [link.dataset.from, link.dataset.to]));
      mark(new Set([node, ...own, ...nodes.filter((other) => near.has(other.dataset.node))]));
      byId("graph-said").textContent = node.getAttribute("aria-label") + "; " + own.length + (own.length === 1 ? " link" : " links");
    };
    for (const node of nodes) {
      node.addEventListener("focus", () => point(node));
      node.addEventListener("pointerenter", () => point(node));
      node.addEventListener("blur", rest);
      node.addEventListener("pointerleave", rest);
    }
    level.addEventListener("input", rest);
    const whole = drawing.viewBox.baseVal.width;
    let size = 1;
    const zoom = (way) => {
      const fits = drawing.parentElement.clientWidth / whole;
      size = way === "whole" ? Math.min(1, fits) : Math.min(4, Math.max(.1, size * (way === "in" ? 1.25 : .8)));
      drawing.style.width = whole * size + "px";
      byId("graph-said").textContent = "Drawn at " + Math.round(size * 100) + " per cent.";
    };
    for (const button of byId("graph-filter").querySelectorAll("button")) button.addEventListener("click", () => zoom(button.dataset.zoom));
    byId("graph-filter").hidden = false;
  }

  document.documentElement.classList.add("js");
  if (byId("drawing")) explore(byId("drawing"));
  if (tasks) tasks.list("");
  window.addEventListener("hashchange", () => route(false));
  route(true);
})();

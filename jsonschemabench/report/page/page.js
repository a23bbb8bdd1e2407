"use strict";

// Numbers before words, numbers by size, words by the alphabet; what is missing comes last either way.
function compare(a, b, down) {
  const missing = (a === null || a === "") - (b === null || b === "");
  if (missing) return missing;
  const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
  return down ? -order : order;
}

// The heading's button was pressed: the direction that it asks for now, written into aria-sort for everyone.
function turn(heading, first) {
  const before = heading.getAttribute("aria-sort");
  const now = before ? (before === "ascending" ? "descending" : "ascending") : first;
  for (const other of heading.parentNode.children) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", now);
  return now === "descending";
}

function valueOf(cell) {
  return cell.dataset.value === undefined ? cell.textContent : Number(cell.dataset.value);
}

function makeSortable(table) {
  table.tHead.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const heading = button.parentNode;
    const place = heading.cellIndex;
    const down = turn(heading, heading.classList.contains("words") ? "ascending" : "descending");
    const rows = Array.from(table.tBodies[0].rows);
    rows.sort((a, b) => compare(valueOf(a.cells[place]), valueOf(b.cells[place]), down));
    table.tBodies[0].append(...rows);
  });
}

// The table of cases: its rows are data, and only a page of them is drawn.
function showCases(section) {
  const PAGE = 100;
  const { columns, words, rows } = JSON.parse(section.querySelector("script").textContent);
  const form = section.querySelector("form");
  const [table] = section.getElementsByTagName("table");
  const [back, on] = section.querySelectorAll(".pager button");
  const place = (name) => columns.indexOf(name);
  let chosen = rows;
  let start = 0;

  for (const select of form.querySelectorAll("select")) {
    const values = new Set(rows.map((row) => row[place(select.name)]));
    for (const value of Array.from(values).sort()) select.append(new Option(value, value));
  }

  function draw() {
    const body = table.tBodies[0];
    body.replaceChildren(
      ...chosen.slice(start, start + PAGE).map((row) => {
        const line = document.createElement("tr");
        row.forEach((value, number) => {
          const cell = line.insertCell();
          cell.className = words.includes(columns[number]) ? `words ${columns[number]}` : "";
          cell.textContent = value === null ? "" : typeof value === "number" ? value.toLocaleString("en") : value;
        });
        return line;
      }),
    );
    const last = Math.min(start + PAGE, chosen.length);
    section.querySelector(".pager span").textContent = chosen.length
      ? `${start + 1} to ${last} of ${chosen.length.toLocaleString("en")} results`
      : "no such result";
    back.disabled = start === 0;
    on.disabled = last === chosen.length;
  }

  function filter() {
    const wanted = Array.from(form.querySelectorAll("select")).filter((select) => select.value);
    const text = form.elements.search.value.toLowerCase();
    const searched = [place("case"), place("reason")];
    chosen = rows.filter(
      (row) =>
        wanted.every((select) => row[place(select.name)] === select.value) &&
        (!text || searched.some((number) => row[number].toLowerCase().includes(text))),
    );
    start = 0;
    draw();
  }

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  back.addEventListener("click", () => { start -= PAGE; draw(); });
  on.addEventListener("click", () => { start += PAGE; draw(); });
  table.tHead.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const heading = button.parentNode;
    const number = heading.cellIndex;
    const down = turn(heading, heading.classList.contains("words") ? "ascending" : "descending");
    rows.sort((a, b) => compare(a[number], b[number], down));
    filter();
  });
  filter();
}

for (const table of document.querySelectorAll("table.sortable")) makeSortable(table);
for (const section of document.querySelectorAll(".cases")) showCases(section);

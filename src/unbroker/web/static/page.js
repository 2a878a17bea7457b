// Comfort only: every page works without it. Filter as you type, keys for next and previous, the progress of a run.
"use strict";

for (const box of document.querySelectorAll("[data-filters]")) {
  const rows = document.querySelectorAll(box.dataset.filters);
  const says = document.getElementById(box.dataset.says);
  box.addEventListener("input", () => {
    const words = box.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const fits = words.every((word) => row.dataset.words.includes(word));
      row.hidden = !fits;
      shown += fits;
    }
    if (says) says.textContent = `${shown} shown`;
  });
}

for (const all of document.querySelectorAll("[data-ticks]")) {
  const boxes = [...document.querySelectorAll(all.dataset.ticks)];
  all.hidden = false;
  all.addEventListener("click", () => {
    const on = !boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = on;
  });
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  const way = { ArrowRight: "next", ArrowLeft: "prev", j: "next", k: "prev" }[event.key];
  const link = way && document.querySelector(`a[rel="${way}"]`);
  if (link) link.click();
});

const run = document.querySelector("[data-events]");
if (run) {
  const stream = new EventSource(run.dataset.events);
  stream.addEventListener("progress", (event) => {
    const now = JSON.parse(event.data);
    run.querySelector("progress").value = now.done;
    run.querySelector("progress").max = Math.max(now.total, 1);
    run.querySelector("[data-count]").textContent = now.words;
    const list = run.querySelector("[data-lines]");
    list.replaceChildren(...now.lines.map((words) => {
      const line = document.createElement("li");
      line.textContent = words;
      return line;
    }));
  });
  stream.addEventListener("over", () => { stream.close(); location.reload(); });
}

const drop = document.querySelector("[data-drop]");
if (drop) {
  const input = drop.querySelector("input[type=file]");
  drop.addEventListener("dragover", (event) => event.preventDefault());
  drop.addEventListener("drop", (event) => { event.preventDefault(); input.files = event.dataTransfer.files; });
}

const trouble = document.querySelector("[aria-invalid]") || document.getElementById("trouble");
if (trouble) trouble.focus();

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  setTimeout(() => { delete form.dataset.sent; }, 4000);
});

async function alive() {
  try { await fetch(document.querySelector("link[rel=icon]").href, { cache: "no-store" }); document.getElementById("gone").hidden = true; }
  catch { const gone = document.getElementById("gone"); if (gone) gone.hidden = false; }
}
if (document.getElementById("gone")) setInterval(alive, 15000);

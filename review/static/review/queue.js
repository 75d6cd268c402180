// Keys for lists of calls: a row at a time, as in the reader's other tools. Without it all
// of it is there by Tab.

const rows = () => [...document.querySelectorAll("[data-rows] tbody tr, .hits li[data-row]")];
const link = (row) => row.querySelector("a[href]");
const typing = (target) => target.closest("input, select, textarea, [contenteditable], dialog");

function choose(step) {
  const all = rows();
  if (!all.length) return;
  const now = all.findIndex((row) => "chosen" in row.dataset);
  const next = now < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + step, 0), all.length - 1);
  link(all[next])?.focus();
  all[next].scrollIntoView({ block: "nearest" });
}

const keys = {
  j: () => choose(1),
  ArrowDown: () => choose(1),
  k: () => choose(-1),
  ArrowUp: () => choose(-1),
  n: () => document.querySelector('a[rel="next"], button[data-next]')?.click(),
  f: () => document.querySelector("form.filters :is(select, input:not([type=hidden]))")?.focus(),
  "/": () => {
    const field = document.querySelector("#words");
    if (field) field.focus();
    else document.querySelector('a[href="/search/"]')?.click();
  },
  "?": () => document.querySelector("#keys")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
  if (typing(event.target)) {
    if (event.key === "ArrowDown" && event.target.id === "words") event.target.blur();
    else return;
  }
  event.preventDefault();
  keys[event.key]();
});

for (const button of document.querySelectorAll("[data-help]")) {
  button.hidden = false;
  button.addEventListener("click", keys["?"]);
}

// On a phone the filters would be the whole first screen.
const narrowing = document.querySelector("details.narrowing");
if (narrowing && matchMedia("(max-width: 44rem)").matches && !("said" in narrowing.dataset)) narrowing.open = false;

// The focus goes with what is chosen, however it came there.
document.addEventListener("focusin", (event) => {
  const chosen = event.target.closest("[data-rows] tbody tr, .hits li[data-row]");
  if (!chosen) return;
  for (const row of rows()) row.toggleAttribute("data-chosen", row === chosen);
});

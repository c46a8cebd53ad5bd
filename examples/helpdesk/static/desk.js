// Clocks that count while their page is open, and pages that look again when something changed. Everything works without it.
"use strict";

const began = performance.now();
let stale = false, touched = 0;

// length writes seconds as the server does: 1h 05m, 5m 03s, 7s.
function length(seconds) {
  const s = Math.floor(Math.abs(seconds)), two = (n) => String(n).padStart(2, "0");
  if (s >= 3600) return `${Math.floor(s / 3600)}h ${two(Math.floor(s / 60) % 60)}m`;
  return s >= 60 ? `${Math.floor(s / 60)}m ${two(s % 60)}s` : `${s}s`;
}

// tick moves every clock that runs: as long as its hours last, at the speed of the help desk's clock.
function tick() {
  const main = document.querySelector("main");
  const passed = (performance.now() - (Number(main.dataset.began) || began)) / 1000 * Number(main.dataset.speed);
  for (const at of main.querySelectorAll("[data-left]")) {
    const counted = Math.min(passed, Number(at.dataset.run)), left = Number(at.dataset.left) - counted;
    at.textContent = `${length(left)} ${left < 0 ? "over" : "left"}`;
    const bar = at.closest(".clock").querySelector("progress");
    if (bar) {
      bar.dataset.used ||= bar.value;
      bar.value = Math.min(bar.max, Number(bar.dataset.used) + counted);
    }
  }
}

// busy says whether somebody is at work on the page: typing, or about to press a button that must not move away.
function busy(main) {
  if (performance.now() - touched < 800) return true;
  const fields = main.querySelectorAll("textarea:not([readonly]), input:not([type=hidden]), select");
  return [...fields].some((f) => f === document.activeElement || f.defaultValue !== undefined && f.value !== f.defaultValue);
}

// refresh puts the page as it is now in place of the one that is shown, and leaves what is opened open.
async function refresh() {
  const main = document.querySelector("main");
  if (busy(main)) return;
  stale = false;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || busy(main)) { stale = true; return; }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html"), fresh = page.querySelector("main");
  const open = [...main.querySelectorAll("details")].map((d) => d.open);
  if (open.length === fresh.querySelectorAll("details").length) {
    fresh.querySelectorAll("details").forEach((d, i) => { d.open = open[i]; });
  }
  fresh.dataset.began = performance.now();
  main.replaceWith(fresh);
  document.querySelector("nav").replaceWith(page.querySelector("nav"));
  document.querySelector(".now").replaceWith(page.querySelector(".now"));
}

for (const sort of ["pointermove", "pointerdown", "keydown"]) addEventListener(sort, () => { touched = performance.now(); });
setInterval(tick, 1000);
setInterval(() => { if (stale) refresh().catch(() => { stale = true; }); }, 700);
setInterval(() => { stale = true; }, 30000);
addEventListener("load", () => {
  const changes = new EventSource("/changes");
  for (const event of ["open", "changed"]) changes.addEventListener(event, () => { stale = true; }); // what came before it was open is unseen
});

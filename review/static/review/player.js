// The player: waveform, words and sound in step, everything by key.

import { Sound } from "./sound.js";
import { Wave, clock, parsePeaks, silences } from "./wave.js";
import { Words } from "./words.js";

const $ = (selector) => document.querySelector(selector);
const data = JSON.parse($("#player-data").textContent);
const token = $("[name=csrfmiddlewaretoken]").value;
const audio = $("#audio");
const canvas = $("#wave");
const say = (text) => ($("#said").textContent = text);

const wave = new Wave(canvas, {
  parties: data.parties,
  masks: data.masks,
  seconds: data.duration_ms / 1000,
});
const sound = new Sound(audio, data.parties.length);
const words = new Words($("#words"), { onSeek: seek, onChoose: choose });
wave.bookmarks = data.bookmarks;

let follows = true;
let chosen = null;

// --- in step ---------------------------------------------------------------------------

function tick() {
  sound.step();
  show();
  if (!audio.paused) requestAnimationFrame(tick);
}

function show() {
  const now = audio.currentTime;
  wave.moveTo(now, follows && !audio.paused);
  words.moveTo(now, follows);
  $("#now").textContent = clock(now);
  canvas.setAttribute("aria-valuenow", Math.round(now));
  canvas.setAttribute("aria-valuetext", `${clock(now)} of ${clock(wave.seconds)}`);
}

function seek(second) {
  sound.seek(second);
  show();
}

audio.addEventListener("play", () => {
  $("#play").setAttribute("aria-pressed", "true");
  $("#play").textContent = $("#play").dataset.pause;
  tick();
});
audio.addEventListener("pause", () => {
  $("#play").setAttribute("aria-pressed", "false");
  $("#play").textContent = $("#play").dataset.play;
  show();
});
audio.addEventListener("seeked", show);
audio.addEventListener("error", () => unplayable());

function unplayable() {
  audio.pause();
  $("#gone").hidden = false;
  $("#play").disabled = true;
}

// --- choosing a stretch ------------------------------------------------------------------

function choose(choice) {
  chosen = choice;
  wave.chosen = choice;
  wave.draw();
  const some = Boolean(choice);
  for (const button of document.querySelectorAll("[data-needs-choice]")) button.disabled = !some;
  $("#choice").textContent = some ? `${tenths(choice.from)} – ${tenths(choice.to)}` : "";
  if (some) say(`${$("#choice").dataset.said} ${$("#choice").textContent}`);
}

function tenths(second) {
  return `${clock(second)}.${Math.floor((second % 1) * 10)}`;
}

function clearChoice() {
  sound.loop = null;
  $("#loop")?.setAttribute("aria-pressed", "false");
  words.clear();
  choose(null);
}

let drag = null;
canvas.addEventListener("pointerdown", (event) => {
  canvas.setPointerCapture(event.pointerId);
  drag = { second: wave.secondAt(event.offsetX), channel: wave.channelAt(event.offsetY), moved: false };
});
canvas.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const to = wave.secondAt(event.offsetX);
  if (Math.abs(to - drag.second) * (wave.width / wave.shown) > 4) drag.moved = true;
  if (!drag.moved) return;
  const other = wave.channelAt(event.offsetY);
  choose({
    from: Math.min(drag.second, to),
    to: Math.max(drag.second, to),
    channel: other === drag.channel ? drag.channel : null,
  });
});
canvas.addEventListener("pointerup", () => {
  if (drag && !drag.moved) seek(drag.second);
  drag = null;
});
canvas.addEventListener("wheel", (event) => {
  if (!event.ctrlKey && Math.abs(event.deltaX) < Math.abs(event.deltaY)) return;
  event.preventDefault();
  if (event.ctrlKey) wave.zoomTo(wave.zoom * (event.deltaY < 0 ? 1.25 : 0.8), wave.secondAt(event.offsetX));
  else wave.show(wave.from + (event.deltaX / wave.width) * wave.shown);
}, { passive: false });

// --- what a person may do ------------------------------------------------------------------

const speeds = $("#speed");

function faster(by) {
  const at = Math.min(speeds.options.length - 1, Math.max(0, speeds.selectedIndex + by));
  speeds.selectedIndex = at;
  speeds.dispatchEvent(new Event("change"));
}

function press(id, then) {
  const button = $(id);
  const pressed = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(pressed));
  then(pressed);
}

const acts = {
  play: () => sound.toggle().catch(unplayable),
  back: () => seek(audio.currentTime - 5),
  forward: () => seek(audio.currentTime + 5),
  back_long: () => seek(audio.currentTime - 15),
  forward_long: () => seek(audio.currentTime + 15),
  faster: () => faster(1),
  slower: () => faster(-1),
  closer: () => wave.zoomTo(wave.zoom * 2),
  wider: () => wave.zoomTo(wave.zoom / 2),
  skip: () => press("#skip", (on) => (sound.skips = on)),
  mono: () => $("#mono") && press("#mono", (on) => sound.setMono(on)),
  follow: () => press("#follow", (on) => (follows = on)),
  loop: () => chosen && press("#loop", (on) => (sound.loop = on ? chosen : null)),
  from: () => choose({ from: audio.currentTime, to: Math.max(audio.currentTime + 0.2, chosen?.to ?? 0), channel: chosen?.channel ?? null }),
  to: () => choose({ from: Math.min(chosen?.from ?? audio.currentTime, audio.currentTime - 0.2), to: audio.currentTime, channel: chosen?.channel ?? null }),
  clear: clearChoice,
  next: () => jump(1),
  previous: () => jump(-1),
  bookmark: addBookmark,
  missed: () => mark("missed"),
  needless: () => mark("needless"),
  help: () => $("#keys").showModal(),
};

/** To the next (or the previous) masked stretch. */
function jump(direction) {
  const starts = data.masks.map((mask) => mask.start_ms / 1000).sort((a, b) => a - b);
  const now = audio.currentTime;
  const there = direction > 0 ? starts.find((at) => at > now + 0.05) : starts.findLast((at) => at < now - 0.5);
  if (there !== undefined) seek(there);
}

const keys = {
  " ": "play", k: "play", ArrowLeft: "back", ArrowRight: "forward", j: "back_long", l: "forward_long",
  ">": "faster", "<": "slower", "+": "closer", "=": "closer", "-": "wider", s: "skip", o: "mono",
  f: "follow", r: "loop", "[": "from", "]": "to", Escape: "clear", ".": "next", ",": "previous",
  b: "bookmark", m: "missed", n: "needless", "?": "help",
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  if (event.key === " " && event.target.closest("button, a, summary")) return;
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  acts[act]();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (button) acts[button.dataset.act]();
  const time = event.target.closest("[data-seek]");
  if (time) {
    event.preventDefault();
    seek(Number(time.dataset.seek) / 1000);
  }
});
speeds.addEventListener("change", () => (sound.speed = Number(speeds.value)));
for (const slider of document.querySelectorAll("[data-volume]")) {
  slider.addEventListener("input", () => sound.setVolume(Number(slider.dataset.volume), slider.value / 100));
}

// --- what is sent -----------------------------------------------------------------------

async function send(address, fields) {
  const response = await fetch(address, {
    method: "POST",
    headers: { "X-CSRFToken": token, Accept: "application/json" },
    body: new URLSearchParams(fields),
  });
  const told = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(told.message ?? response.statusText);
  return told;
}

async function addBookmark() {
  try {
    const at = Math.round(audio.currentTime * 1000);
    const made = await send(data.urls.bookmarks, { at_ms: at });
    data.bookmarks.push(made);
    wave.draw();
    location.hash = `t=${(at / 1000).toFixed(1)}`;
    say(`${$("#bookmark").dataset.said} ${clock(at / 1000)}`);
    const entry = document.createElement("li");
    const link = document.createElement("a");
    link.href = `#t=${(at / 1000).toFixed(1)}`;
    link.dataset.seek = at;
    link.textContent = clock(at / 1000);
    entry.append(link);
    $("#bookmarks").append(entry);
  } catch (trouble) {
    say(trouble.message);
  }
}

async function mark(kind) {
  if (!data.urls.marks || !chosen) return;
  const channels = chosen.channel === null ? data.parties.map((_, channel) => channel) : [chosen.channel];
  try {
    for (const channel of channels) {
      await send(data.urls.marks, {
        kind,
        channel,
        start_ms: Math.floor(chosen.from * 1000),
        end_ms: Math.ceil(chosen.to * 1000),
        entity: kind === "missed" ? ($("#entity")?.value ?? "") : "",
      });
    }
    say($(`[data-act=${kind}]`).dataset.said);
    clearChoice();
    if (kind === "missed") waitUntilPlayable();
  } catch (trouble) {
    say(trouble.message);
  }
}

/** The call is unplayable from now on, until it was masked again and heard again. */
function waitUntilPlayable() {
  unplayable();
  $("#gone").textContent = $("#gone").dataset.again;
  const look = setInterval(async () => {
    const { playable } = await (await fetch(data.urls.state)).json();
    if (!playable) return;
    clearInterval(look);
    location.reload();
  }, 2000);
}

// --- begin ------------------------------------------------------------------------------

function fromHash() {
  const at = Number(new URLSearchParams(location.hash.slice(1)).get("t"));
  if (at > 0) seek(at);
}
addEventListener("hashchange", fromHash);
if (audio.readyState >= 1) fromHash();
else audio.addEventListener("loadedmetadata", fromHash, { once: true });

audio.controls = false;
document.documentElement.classList.add("scripted");
choose(null);
wave.draw();
const peaks = await fetch(data.urls.peaks);
if (peaks.ok) {
  wave.setPeaks(parsePeaks(await peaks.arrayBuffer()));
  sound.silences = silences(wave.peaks);
}

// The demo's clock: shown as it runs, moved forward, and the list of what that has sent.
// Moments come in the institution's own time; only their first nineteen signs are read, so the browser's zone is no matter.

import { $, $$, api, hear, kept, plain, tell } from "./dom.js";
import { here, link, me } from "./here.js";

const DAY = 86400000;
const KEPT = 300;
let base;
let picked = false;
let whose = "mine";

export function set(iso) {
  base = { at: Date.parse(`${iso.slice(0, 19)}Z`), since: performance.now() };
  tick();
  const moment = $("#moment");
  moment.min = iso.slice(0, 16);
  // What the visitor has picked stays picked, whatever the server tells meanwhile.
  if (!picked && moment.value <= moment.min) moment.value = at(1, "09:00").to;
}

const now = () => new Date(base.at + performance.now() - base.since);
const day = (date) => `${date.getUTCFullYear()}年${date.getUTCMonth() + 1}月${date.getUTCDate()}日 周${"日一二三四五六"[date.getUTCDay()]}`;

function tick() {
  const shown = now();
  for (const node of $$("[data-clock-time]")) node.textContent = shown.toISOString().slice(11, 16);
  for (const node of $$("[data-clock-day]")) node.textContent = day(shown);
  $("#now").dateTime = shown.toISOString().slice(0, 19);
}

setInterval(tick, 1000);

// Moving

const at = (days, time) => ({ to: `${new Date(now().getTime() + days * DAY).toISOString().slice(0, 10)}T${time}` });

const MOVES = {
  next: () => ({ next: true }),
  hour: () => ({ by: "PT1H" }),
  tomorrow: () => at(1, "09:00"),
  monday: () => at(8 - (now().getUTCDay() || 7), "08:30"),
  month: () => {
    const first = new Date(Date.UTC(now().getUTCFullYear(), now().getUTCMonth() + 1, 1));
    return { to: `${first.toISOString().slice(0, 10)}T09:00` };
  },
};

async function move(body) {
  const form = $("#moves");
  if (busy()) return;
  form.setAttribute("aria-busy", "true");
  say("正在过这段时间…");
  try {
    const { clock, pushed, count } = await api("clock", body, 180);
    picked = false;
    set(clock);
    keep(pushed);
    say(`到了 ${day(now()).slice(5)} ${clock.slice(11, 16)}，${count ? `发出 ${count} 条推送。` : "这段时间没有要发的。"}`);
    tell("refresh");
  } catch (error) {
    say(error.message, true);
  }
  form.removeAttribute("aria-busy");
}

// On the way there the server tells every moment that it passes.
hear("clock", ({ clock }) => {
  set(clock);
  if (busy()) say(`正在过这段时间，已经到 ${day(now()).slice(5)}…`);
});

const busy = () => $("#moves").getAttribute("aria-busy") === "true";

function say(words, bad = false) {
  const box = $("#clock-said");
  box.hidden = false;
  if (box.textContent !== words) box.textContent = words;
  box.classList.toggle("bad", bad);
}

$("#moves").addEventListener("click", (event) => {
  const name = event.target.closest("[data-move]")?.dataset.move;
  if (name) move(MOVES[name]());
});
$("#moves").addEventListener("submit", (event) => {
  event.preventDefault();
  if ($("#moment").value) move({ to: $("#moment").value });
  else say("请选好日期和时间。", true);
});

$("#moment").addEventListener("input", () => { picked = true; });

// What was sent

function keep(pushed) {
  kept.set("pushed", [...[...pushed].reverse(), ...kept.get("pushed", [])].slice(0, KEPT));
  draw();
}

/** What reached the person whom one plays comes first; what reached everybody is one tap away. */
export function draw() {
  const all = kept.get("pushed", []);
  const mine = all.filter(reaches);
  const shown = whose === "mine" ? mine : all;
  $("#pushed").replaceChildren(...shown.map(item));
  $("#whose").hidden = !all.length;
  for (const button of $$("#whose button")) {
    button.setAttribute("aria-pressed", button.dataset.whose === whose);
    $("span", button).textContent = button.dataset.whose === "mine" ? mine.length : all.length;
  }
  $("#unpushed").hidden = shown.length > 0;
  if (all.length) $("#unpushed").textContent = `没有发给${me().name}和${me().name}所在群的。`;
}

const reaches = (push) => (push.chat ? here.chats.some((one) => one.id === push.chat) : push.person === here.person);

$("#whose").addEventListener("click", (event) => {
  whose = event.target.closest("button")?.dataset.whose ?? whose;
  draw();
});

/** As whom to read it: whoever one is already, where they sit in that group too. */
const reader = (push) => (push.chat && here.chats.some((one) => one.id === push.chat) ? here.person : push.person || here.person);

function item(push) {
  const node = document.createElement("li");
  const anchor = document.createElement("a");
  anchor.href = link(reader(push), push.chat);
  const meta = span("meta", "");
  const time = Object.assign(document.createElement("time"), { dateTime: push.at, textContent: push.stamp });
  meta.append(span("to", `→ ${push.to}`), time);
  anchor.append(meta, span("words", plain(push.text)));
  anchor.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    tell("go", { person: reader(push), chat: push.chat, text: push.text });
  });
  node.append(anchor);
  return node;
}

function span(name, words) {
  return Object.assign(document.createElement("span"), { className: name, textContent: words });
}

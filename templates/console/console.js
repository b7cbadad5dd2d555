// The page's beginning and its traffic: going to another chat, taking in the state, and the drawers of a small screen.

import { $, $$, api, hear, plain } from "./dom.js";
import * as clock from "./clock.js";
import * as composer from "./composer.js";
import { here, link, open } from "./here.js";
import * as lines from "./lines.js";
import * as live from "./live.js";
import * as side from "./side.js";

let asked = 0;
let arrived = 0;

/** The state as it is: one that was asked for before a message arrived may not know of it, so it is asked for again. */
async function fetchState(person, chat) {
  for (let tries = 0; ; tries += 1) {
    const before = arrived;
    const state = await api(`state?${new URLSearchParams({ person, chat })}`);
    if (before === arrived || tries === 5) return state;
  }
}

async function go({ person = here.person, chat, text }, push = true) {
  const mine = (asked += 1);
  $("#trouble").hidden = true;
  try {
    const state = await fetchState(person, chat);
    if (mine !== asked) return;
    Object.assign(here, state);
  } catch (error) {
    if (mine === asked) trouble(`没有打开：${error.message}`, () => go({ person, chat, text }, push));
    return;
  }
  if (push) history.pushState(null, "", link(here.person, here.chat));
  closeDrawers(false);
  clock.set(here.clock);
  side.draw();
  clock.draw();
  lines.show(here.messages);
  composer.arrive();
  live.listen();
  if (text) lines.reveal(text);
  composer.focus();
}

async function refresh() {
  const { person, chat } = here;
  try {
    const state = await fetchState(person, chat);
    if (person !== here.person || chat !== here.chat) return;
    Object.assign(here, state);
    clock.set(here.clock);
    side.drawChats();
    for (const message of here.messages) if (!lines.find(message.id)) composer.live(message);
  } catch {
    // The stream says so when the connection is gone, and refreshes when it is back.
  }
}

function trouble(words, retry) {
  $("#trouble").hidden = false;
  $("#trouble span").textContent = words;
  $("#trouble [data-retry]").onclick = retry;
}

hear("go", go);
hear("refresh", refresh);
hear("arrived", () => { arrived += 1; });
hear("message", ({ person, chat, message }) => {
  arrived += 1;
  const found = person === here.person && here.chats.find((one) => one.id === chat);
  if (!found) return;
  found.last = plain(message.text).replaceAll("\n", " ").slice(0, 40) || "[文件]";
  if (found === open()) composer.live(message);
  else if (message.side !== "me") found.unread += 1;
  side.drawChats();
});
addEventListener("popstate", () => {
  const query = new URLSearchParams(location.search);
  const person = here.people.find((one) => String(one.id) === query.get("person")) ?? here.people[0];
  go({ person: person.id, chat: query.get("chat") ?? "" }, false);
});
$("[data-dismiss]").addEventListener("click", () => { $("#trouble").hidden = true; });

// Drawers

let opener;

function openDrawer(name, button) {
  opener = button;
  $(`#${name}`).classList.add("open");
  $(`#${name}`).scrollTop = 0;
  button.setAttribute("aria-expanded", "true");
  $("#shade").hidden = false;
  $("#phone").inert = true;
  $(`#${name} .close`).focus();
}

function closeDrawers(focus = true) {
  if (!$(".side.open")) return;
  for (const one of $$(".side.open")) one.classList.remove("open");
  for (const one of $$("[aria-expanded]")) one.setAttribute("aria-expanded", "false");
  $("#shade").hidden = true;
  $("#phone").inert = false;
  if (focus) opener?.focus();
}

$("#open-side").addEventListener("click", (event) => openDrawer("side", event.currentTarget));
$("#open-time").addEventListener("click", (event) => openDrawer("time", event.currentTarget));
for (const one of $$("[data-close]")) one.addEventListener("click", () => closeDrawers());
addEventListener("keydown", (event) => { if (event.key === "Escape") closeDrawers(); });
addEventListener("resize", () => { if (innerWidth >= 1080) closeDrawers(false); });

// Beginning: the server has drawn the page already; only what it cannot know is added.

history.replaceState(null, "", link(here.person, here.chat));
clock.set(here.clock);
clock.draw();
side.draw();
composer.arrive();
lines.bottom();
composer.focus();
live.listen();
document.documentElement.dataset.ready = "";

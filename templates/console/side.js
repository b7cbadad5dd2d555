// Who one may be and which chats there are; the head of the chat; what to try. Drawn from the server's state.

import { $, $$, clone, tell } from "./dom.js";
import { BOT, here, link, me, open } from "./here.js";

export function draw() {
  drawPeople();
  drawChats();
  drawHead();
  drawChips();
}

export function drawChats() {
  $("#chats").replaceChildren(...here.chats.map(chatNode));
  const elsewhere = here.chats.filter((one) => one.id !== here.chat).reduce((sum, one) => sum + one.unread, 0);
  $("#elsewhere").hidden = !elsewhere;
  $("#elsewhere").textContent = elsewhere > 99 ? "99+" : elsewhere;
  document.title = `${elsewhere ? `(${elsewhere}) ` : ""}${open().title} · ${BOT}`;
}

function chatNode(chat) {
  const node = clone("chat");
  const single = chat.kind === "single";
  const anchor = $("a", node);
  anchor.href = link(here.person, chat.id);
  anchor.dataset.chat = chat.id;
  if (chat.id === here.chat) anchor.setAttribute("aria-current", "page");
  face($(".face", node), single ? "支" : [...chat.title][0], single ? "bot" : `face-${chat.face}`);
  $(".name", node).textContent = chat.title;
  $(".last", node).textContent = chat.last || (single ? "一对一" : "群聊");
  $(".dot", node).hidden = !chat.unread;
  $(".dot span", node).textContent = chat.unread > 99 ? "99+" : chat.unread;
  return node;
}

function drawPeople() {
  const units = Map.groupBy ? Map.groupBy(here.people, (one) => one.unit) : grouped(here.people);
  $("#people").replaceChildren(...[...units].map(unitNode));
  $("#seek").hidden = here.people.length < 10;
  sift();
}

function grouped(people) {
  const units = new Map();
  for (const one of people) units.set(one.unit, [...(units.get(one.unit) ?? []), one]);
  return units;
}

function unitNode([unit, people]) {
  const node = document.createElement("section");
  node.className = "unit";
  const title = Object.assign(document.createElement("h3"), { textContent: unit });
  const list = document.createElement("ul");
  list.append(...people.map(personNode));
  node.append(title, list);
  return node;
}

function personNode(person) {
  const node = clone("person");
  const anchor = $("a", node);
  anchor.href = link(person.id, "");
  anchor.dataset.person = person.id;
  if (person.id === here.person) anchor.setAttribute("aria-current", "true");
  face($(".face", node), [...person.name].at(-1), `face-${person.face}`);
  $(".name", node).textContent = person.name;
  $(".last", node).textContent = person.role;
  return node;
}

function face(node, letter, colour) {
  node.className = `face ${colour}`;
  node.textContent = letter;
}

function drawHead() {
  $("#title").textContent = open().title;
  if (open().members) {
    $("#title").append(" ", Object.assign(document.createElement("span"), { className: "count", textContent: `(${open().members})` }));
  }
  $("#to-desk").href = `/console/desk?person=${here.person}`;
  $("#to-desk").hidden = !me().desk;
  $("#subtitle").textContent = `我是 ${me().name} · ${me().role}`;
  const group = open().kind === "group";
  $("[data-empty-title]").textContent = group ? "这个群里还没有人说话。" : `你好，我是${BOT}。`;
  $("[data-empty-words]").textContent = here.greeting;
}

function drawChips() {
  for (const box of $$("[data-suggestions]")) {
    box.replaceChildren(...here.suggestions.map(chipNode));
    box.scrollLeft = 0;
  }
}

function chipNode(words) {
  const node = clone("chip");
  node.dataset.words = words;
  $("span", node).textContent = words;
  $(".pen", node).hidden = words.length <= 24;
  return node;
}

// Choosing

function sift() {
  const asked = $("#seek").value.trim();
  for (const unit of $$("#people .unit")) {
    const whole = $("h3", unit).textContent.includes(asked);
    for (const one of $$("li", unit)) one.hidden = !whole && !one.textContent.includes(asked);
    unit.hidden = !$("li:not([hidden])", unit);
  }
  $("#nobody").hidden = Boolean($("#people .unit:not([hidden])"));
}

$("#seek").addEventListener("input", sift);
$("#side").addEventListener("click", (event) => {
  const anchor = event.target.closest("a");
  if (!anchor || anchor.id === "to-desk" || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { person, chat } = anchor.dataset;
  tell("go", person === undefined ? { chat } : { person: Number(person), chat: "" });
});

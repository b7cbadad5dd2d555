// The messages of the open chat: shown, added to, kept in view, copied and quoted.

import { $, $$, api, clone, kilobytes, rich, tell, toast, touch } from "./dom.js";
import { here, open } from "./here.js";

const log = $("#log");
const lines = $("#lines");
const menu = $("#menu");
const NEAR = 90;
let unseen = 0;

/** Show a whole chat anew, at its end. */
export function show(messages) {
  log.dataset.kind = open().kind;
  log.setAttribute("aria-busy", "true");
  lines.replaceChildren();
  for (const message of messages) place(message);
  empty();
  log.removeAttribute("aria-busy");
  bottom();
}

/** Add what is not shown yet; follow it if the visitor is at the end, else count it on the pill. */
export function add(messages) {
  const fresh = messages.filter((message) => !find(message.id));
  if (!fresh.length) return;
  const follow = atEnd() || fresh.some((message) => message.side === "me");
  for (const message of fresh) place(message).classList.add("fresh");
  if (follow) bottom();
  else pill(unseen + fresh.length);
  read();
}

export const find = (id) => $(`.line[data-id="${CSS.escape(id)}"]`, lines);

/** A message that is on its way: shown at once, replaced by the server's own. */
export function pending(message) {
  const node = fill(clone("line"), message);
  node.classList.add("pending");
  lines.append(node);
  empty();
  bottom();
  return node;
}

export function reveal(text) {
  const node = $$(".line", lines).findLast((one) => one.dataset.text === text);
  if (!node) return;
  node.classList.add("found");
  node.scrollIntoView({ block: "center" });
  setTimeout(() => node.classList.remove("found"), 2500);
}

export function empty() {
  $("#empty").hidden = lines.childElementCount > 0;
}

export function typing(on) {
  const follow = atEnd();
  $("#typing").hidden = !on;
  if (on && follow) bottom();
}

export function bottom() {
  log.scrollTop = log.scrollHeight;
  pill(0);
}

function place(message) {
  const last = settled().at(-1);
  if (last?.dataset.at.slice(0, 15) !== message.at.slice(0, 15)) lines.append(stamp(message));
  const node = fill(clone("line"), message);
  lines.append(node);
  empty();
  return node;
}

/** The lines that the server knows: not those on their way or not got through. */
const settled = () => $$('.line:not([data-at=""])', lines);

function stamp(message) {
  const item = document.createElement("li");
  const time = document.createElement("time");
  item.className = "stamp";
  time.dateTime = message.at;
  time.textContent = message.stamp;
  item.append(time);
  return item;
}

function fill(node, message) {
  node.className = `line ${message.side} ${message.kind}`;
  Object.assign(node.dataset, { id: message.id, at: message.at, text: message.text });
  const face = $(".face", node);
  face.className = message.side === "bot" ? "face bot" : `face face-${message.face}`;
  face.textContent = message.side === "bot" ? "支" : [...message.who].at(-1);
  $(".who b", node).textContent = message.who;
  $(".tag", node).hidden = message.kind !== "push";
  const bubble = $(".bubble", node);
  bubble.hidden = !message.text;
  if (message.kind === "said") bubble.textContent = message.text;
  else bubble.replaceChildren(rich(message.html));
  const cite = $(".cite", node);
  cite.hidden = !message.quote;
  cite.textContent = message.quote;
  const files = $(".files", node);
  files.hidden = !message.files.length;
  files.replaceChildren(...message.files.map(paper));
  return node;
}

function paper(file) {
  const node = clone(file.image ? "image" : "file");
  const address = `/console/files/${encodeURIComponent(file.id)}?person=${here.person}`;
  $("a", node).href = address;
  if (file.image) {
    const picture = $("img", node);
    picture.addEventListener("load", () => { if (atEnd(400)) bottom(); }, { once: true });
    Object.assign(picture, { src: address, alt: file.name });
    $("a", node).setAttribute("aria-label", `看大图：${file.name}`);
  } else {
    $(".name", node).textContent = file.name;
    $(".size", node).textContent = kilobytes(file.size);
  }
  return node;
}

// Keeping in view

const atEnd = (near = NEAR) => log.scrollHeight - log.scrollTop - log.clientHeight < near;

function pill(count) {
  unseen = count;
  $("#pill").hidden = !count;
  $("#pill span").textContent = `${count} 条新消息`;
}

let reading;
export function read() {
  clearTimeout(reading);
  reading = setTimeout(() => {
    const last = settled().at(-1);
    const seen = { person: here.person, chat: here.chat, id: last?.dataset.id ?? "" };
    // A lost mark only means that a dot stays: nobody need be told.
    if (!document.hidden && last) api("read", seen).catch(() => {});
  }, 400);
}

log.addEventListener("scroll", () => { if (unseen && atEnd()) pill(0); }, { passive: true });
$("#pill").addEventListener("click", bottom);
document.addEventListener("visibilitychange", read);
new ResizeObserver(() => { if (!unseen && atEnd(320)) bottom(); }).observe(log);

// Copying and quoting

let chosen;
let cameFrom;

function offer(line, by) {
  if (line.classList.contains("pending")) return;
  chosen = line;
  cameFrom = by;
  menu.hidden = false;
  const box = ($(".bubble:not([hidden])", line) ?? line).getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const above = Math.min(box.top, innerHeight) - height - 8;
  const top = above > 8 ? above : Math.min(Math.max(box.bottom, 8) + 8, innerHeight - height - 8);
  const left = Math.min(Math.max(box.left + box.width / 2 - width / 2, 8), innerWidth - width - 8);
  Object.assign(menu.style, { top: `${top}px`, left: `${left}px` });
  $("button", menu).focus();
}

function dismiss() {
  if (menu.hidden) return;
  menu.hidden = true;
  cameFrom?.focus({ preventScroll: true });
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("已复制");
  } catch {
    toast("浏览器不让复制，请手动选中");
  }
}

menu.addEventListener("click", (event) => {
  const what = event.target.closest("button")?.dataset.do;
  const text = chosen.dataset.text || $$(".files .name", chosen).map((one) => one.textContent).join("、");
  dismiss();
  if (what === "copy") copyText(text);
  if (what === "quote") tell("quote", text);
});
menu.addEventListener("keydown", (event) => {
  const items = $$("button", menu);
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (step) items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
  if (event.key === "Escape" || event.key === "Tab") dismiss();
  if (step || event.key === "Escape") event.preventDefault();
  event.stopPropagation();
});
document.addEventListener("pointerdown", (event) => { if (!menu.contains(event.target)) menu.hidden = true; });
log.addEventListener("scroll", () => { menu.hidden = true; }, { passive: true });

lines.addEventListener("click", (event) => {
  const more = event.target.closest(".more");
  const picture = event.target.closest("[data-view]");
  if (more) offer(more.closest(".line"), more);
  if (picture) {
    event.preventDefault();
    Object.assign($("#viewer img"), { src: picture.href, alt: $("img", picture).alt });
    $("#viewer").showModal();
  }
});
$("#viewer").addEventListener("click", (event) => event.currentTarget.close());

let pressing;
lines.addEventListener("pointerdown", (event) => {
  const line = event.target.closest(".line");
  if (event.pointerType !== "touch" || !line || !event.target.closest(".bubble, .files")) return;
  pressing = { x: event.clientX, y: event.clientY, timer: setTimeout(() => offer(line, log), 450) };
});
for (const name of ["pointerup", "pointercancel", "pointermove"]) {
  lines.addEventListener(name, (event) => {
    const still = name === "pointermove" && pressing && Math.hypot(event.clientX - pressing.x, event.clientY - pressing.y) < 10;
    if (!still) clearTimeout(pressing?.timer);
  });
}
lines.addEventListener("contextmenu", (event) => { if (touch.matches) event.preventDefault(); });

log.addEventListener("keydown", (event) => {
  const all = $$(".line", lines);
  const at = all.indexOf(event.target.closest(".line"));
  const to = { ArrowUp: at < 0 ? -1 : Math.max(at - 1, 0), ArrowDown: Math.min(at + 1, all.length - 1), Home: 0, End: -1 }[event.key];
  if (to !== undefined && all.length) {
    event.preventDefault();
    all.at(to).focus();
  } else if (event.key === "Enter" && event.target.classList.contains("line")) {
    event.preventDefault();
    offer(event.target, event.target);
  }
});

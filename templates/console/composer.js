// Where one writes: drafts that survive, the Enter key and the input method, sending, and sending again.

import { $, api, hear, kept, tell, toast, touch } from "./dom.js";
import { addressed, BOT, here, me, open, spot } from "./here.js";
import * as lines from "./lines.js";
import * as tray from "./tray.js";

const words = $("#words");
const LONG = 24;
let quote = "";
let composing = false;

/** Bring back what this chat's box held, and the messages that did not get through. */
export function arrive() {
  const draft = kept.get(`draft ${spot()}`, { text: "", quote: "", files: [] });
  words.value = draft.text;
  cite(draft.quote);
  tray.restore(draft.files);
  words.placeholder = open().kind === "single" ? "写消息…" : `先 @${BOT}，它才会回答`;
  $("#mention").hidden = open().kind === "single";
  for (const message of unsent()) {
    const going = waiting.get(message.key);
    const node = lines.pending(shape(message));
    if (going) going.node = node;
    else failed(message, node, "没有收到回音");
  }
  typing();
  grow();
}

export function focus() {
  if (!touch.matches) words.focus({ preventScroll: true });
}

// The draft

function save() {
  const draft = { text: words.value, quote, files: tray.ready() };
  const blank = !draft.text && !draft.quote && !draft.files.length;
  kept.set(`draft ${spot()}`, blank ? null : draft);
  $("#send").disabled = tray.busy() || (!words.value.trim() && !tray.ready().length);
}

function cite(text) {
  quote = text.slice(0, 2000);
  $("#cited").hidden = !quote;
  $("#cited span").textContent = quote;
  save();
}

function write(text) {
  words.value = text;
  grow();
  save();
  words.focus();
}

function grow() {
  if (CSS.supports("field-sizing", "content")) return;
  words.style.height = "auto";
  words.style.height = `${Math.min(words.scrollHeight, 132)}px`;
}

// Sending

const waiting = new Map();
let turn = Promise.resolve();

const unsent = () => kept.get(`unsent ${spot()}`, []);

function keep(message) {
  const others = kept.get(`unsent ${message.where}`, []).filter((one) => one.key !== message.key);
  kept.set(`unsent ${message.where}`, [...others, message]);
}

function done(message) {
  const others = kept.get(`unsent ${message.where}`, []).filter((one) => one.key !== message.key);
  kept.set(`unsent ${message.where}`, others.length ? others : null);
}

function shape(message) {
  const files = message.files.map((file) => ({ ...file, image: false }));
  return { ...message, id: message.key, side: "me", who: me().name, face: me().face, html: "", at: "", kind: "said", files };
}

function say(text, cited = "", files = []) {
  const key = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const message = { key, text, quote: cited, files, person: here.person, chat: here.chat, where: spot() };
  keep(message);
  post(message, lines.pending(shape(message)));
}

function post(message, node) {
  const going = { node, message };
  waiting.set(message.key, going);
  setTimeout(typing, 250);
  // One after the other, so that the order of sending is the order of arrival.
  turn = turn.then(() => deliver(message, going));
}

async function deliver(message, going) {
  const { person, chat, text, quote: cited, key } = message;
  try {
    const files = message.files.map((file) => file.id);
    const { messages } = await api("say", { person, chat, text, quote: cited, files, key });
    done(message);
    waiting.delete(key);
    going.node.remove();
    tell("arrived");
    if (message.where === spot()) lines.add(messages);
  } catch (error) {
    waiting.delete(key);
    if (message.where === spot()) failed(message, going.node, error.message);
  }
  typing();
  release();
}

function failed(message, node, why) {
  const row = document.createElement("div");
  row.className = "failed";
  row.setAttribute("role", "alert");
  const said = Object.assign(document.createElement("span"), { textContent: `没发出去：${why}` });
  const again = Object.assign(document.createElement("button"), { type: "button", textContent: "重试" });
  const edit = Object.assign(document.createElement("button"), { type: "button", textContent: "改一改" });
  again.addEventListener("click", () => { row.remove(); node.classList.add("pending"); post(message, node); });
  edit.addEventListener("click", () => takeBack(message, node));
  row.append(said, again, edit);
  node.classList.remove("pending");
  $(".body", node).append(row);
  node.scrollIntoView({ block: "nearest" });
}

function takeBack(message, node) {
  done(message);
  node.remove();
  lines.empty();
  if (!tray.ready().length) { tray.clear(); tray.restore(message.files); }
  cite(message.quote);
  write(words.value ? `${message.text}\n${words.value}` : message.text);
}

function submit() {
  if (tray.busy()) return toast("文件还在传，传完就能发");
  if (tray.broken()) return toast("有文件没传上，请重试或移除");
  if (!words.value.trim() && !tray.ready().length) return undefined;
  const [text, cited, files] = [words.value.trim(), quote, tray.ready()];
  words.value = "";
  cite("");
  tray.clear();
  grow();
  return say(text, cited, files);
}

function typing() {
  lines.typing([...waiting.values()].some(({ message }) => message.where === spot() && addressed(message.text)));
}

// What arrives by the live stream while a message is on its way may be that very message, or the reply to it: it waits
// for the answer, so that nothing stands twice or before what it follows.

let held = [];

export function live(message) {
  if (hereWaits()) held.push([spot(), message]);
  else lines.add([message]);
}

function release() {
  if (hereWaits()) return;
  const now = held.filter(([where]) => where === spot()).map(([, message]) => message);
  held = [];
  lines.add(now);
}

const hereWaits = () => [...waiting.values()].some(({ message }) => message.where === spot());

// Keys and buttons

words.addEventListener("compositionstart", () => { composing = true; });
words.addEventListener("compositionend", () => { composing = false; });
words.addEventListener("input", () => { grow(); save(); });
words.addEventListener("keydown", (event) => {
  // 229 is how some browsers report the Enter that ends a composition.
  if (event.key !== "Enter" || event.shiftKey || composing || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  submit();
});
$("#composer").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
  focus();
});
$("[data-uncite]").addEventListener("click", () => { cite(""); words.focus(); });
$("#mention").addEventListener("click", () => {
  write(words.value.includes(`@${BOT}`) ? words.value : `@${BOT} ${words.value}`);
});
document.addEventListener("click", (event) => {
  const chip = event.target.closest(".chip");
  if (!chip) return;
  // A question is asked at once; a long example is there to be changed first.
  if (chip.dataset.words.length > LONG) write(chip.dataset.words);
  else say(chip.dataset.words);
});
hear("quote", (text) => { cite(text); words.focus(); });
hear("tray", (where) => { if (where === spot()) save(); });

// The files that will go with the next message: chosen, pasted or dropped, sent ahead with their progress shown.

import { $, kilobytes, tell, toast } from "./dom.js";
import { here, spot } from "./here.js";

const LIMIT = 20 * 1024 * 1024;
const MOST = 9;
const trays = new Map();

const current = () => trays.get(spot()) ?? [];

export const ready = () => current().filter((one) => one.id).map(({ id, name, size }) => ({ id, name, size }));
export const busy = () => current().some((one) => !one.id && !one.why);
export const broken = () => current().some((one) => one.why);

/** Take up files that a draft has kept: they are on the server already. */
export function restore(files) {
  if (!trays.has(spot())) trays.set(spot(), files.map((file) => ({ ...file })));
  draw();
}

export function clear() {
  trays.delete(spot());
  draw();
}

export function put(files) {
  for (const file of files) {
    if (current().length >= MOST) {
      toast(`一条消息最多带 ${MOST} 个文件`);
      break;
    }
    const one = { name: file.name, size: file.size, file, part: 0, person: here.person };
    trays.set(spot(), [...current(), one]);
    if (file.size > LIMIT) Object.assign(one, { why: "超过 20 MB，请压缩后再传", file: null });
    else send(one, spot());
  }
  draw();
}

function send(one, where) {
  Object.assign(one, { why: "", part: 0 });
  const body = new FormData();
  body.append("file", one.file, one.name);
  const call = new XMLHttpRequest();
  call.open("POST", `/console/api/files?person=${one.person}`);
  call.responseType = "json";
  call.timeout = 120000;
  call.upload.addEventListener("progress", (event) => {
    one.part = event.loaded / event.total;
    if (one.bar) one.bar.value = one.part;
  });
  call.addEventListener("loadend", () => {
    if (call.status === 200) Object.assign(one, call.response, { file: null });
    else one.why = call.response?.error ?? "没有传上去";
    // Only a file that may do better is kept for another try; a refused one is refused again.
    if (call.status >= 400 && call.status < 500 && call.status !== 408) one.file = null;
    if (where === spot()) draw();
    tell("tray", where);
  });
  one.call = call;
  call.send(body);
}

function draw() {
  $("#tray").replaceChildren(...current().map(item));
  $("#tray").hidden = !current().length;
  tell("tray", spot());
}

function item(one) {
  const node = document.createElement("li");
  const name = Object.assign(document.createElement("span"), { className: "name", title: one.name });
  name.textContent = `${one.name} · ${kilobytes(one.size)}`;
  node.append(name, remover(one));
  if (one.why) node.append(trouble(one));
  else if (!one.id) node.append(bar(one));
  return node;
}

function bar(one) {
  one.bar = Object.assign(document.createElement("progress"), { max: 1, value: one.part, ariaLabel: `正在上传 ${one.name}` });
  return one.bar;
}

function trouble(one) {
  const words = Object.assign(document.createElement("span"), { className: "bad" });
  words.setAttribute("role", "alert");
  words.append(one.why);
  if (one.file) {
    const again = Object.assign(document.createElement("button"), { type: "button", className: "again", textContent: "重试" });
    again.addEventListener("click", () => { send(one, spot()); draw(); });
    words.append(again);
  }
  return words;
}

function remover(one) {
  const button = $("[data-uncite]").cloneNode(true);
  delete button.dataset.uncite;
  button.setAttribute("aria-label", `移除 ${one.name}`);
  button.addEventListener("click", () => {
    if (!one.id) one.call?.abort();
    trays.set(spot(), current().filter((other) => other !== one));
    draw();
    $("#words").focus();
  });
  return button;
}

// Three ways in: chosen, pasted, dropped

$("#attach").addEventListener("click", () => $("#picker").click());
$("#picker").addEventListener("change", (event) => {
  put(event.target.files);
  event.target.value = "";
});
$("#words").addEventListener("paste", (event) => {
  // Word puts a picture of the text beside the text: then the text is meant.
  if (!event.clipboardData.files.length || event.clipboardData.types.includes("text/plain")) return;
  event.preventDefault();
  put([...event.clipboardData.files].map((file) => (file.name === "image.png" ? new File([file], "粘贴的图片.png", { type: file.type }) : file)));
});
let inside = 0;
const glass = $("#glass");
const carries = (event) => event.dataTransfer?.types.includes("Files");
glass.addEventListener("dragenter", (event) => { if (carries(event)) { inside += 1; $("#drop").hidden = false; } });
glass.addEventListener("dragleave", (event) => { if (carries(event)) { inside -= 1; $("#drop").hidden = inside > 0 ? false : true; } });
addEventListener("dragover", (event) => { if (carries(event)) event.preventDefault(); });
addEventListener("drop", (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  inside = 0;
  $("#drop").hidden = true;
  if (glass.contains(event.target)) put(event.dataTransfer.files);
});

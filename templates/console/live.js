// What happens while one looks: the server's event stream, opened anew for each person and after every break.

import { $, tell } from "./dom.js";
import { here } from "./here.js";

let source;
let person;
let again;
let warning;

export function listen() {
  if (source && person === here.person && source.readyState !== EventSource.CLOSED) return;
  source?.close();
  clearTimeout(again);
  person = here.person;
  source = new EventSource(`/console/api/events?person=${person}`);
  source.addEventListener("open", opened);
  source.addEventListener("error", broken);
  source.addEventListener("message", (event) => tell("message", { person, ...JSON.parse(event.data) }));
  source.addEventListener("clock", (event) => tell("clock", JSON.parse(event.data)));
}

function opened() {
  clearTimeout(warning);
  warning = undefined;
  $("#net").hidden = true;
  // Whatever happened before the stream was open is in the state.
  tell("refresh");
}

function broken() {
  // A short break (the server restarts, the machine wakes) is not worth a word.
  warning ??= setTimeout(() => { $("#net").hidden = false; }, 1500);
  if (source.readyState === EventSource.CLOSED) {
    clearTimeout(again);
    again = setTimeout(listen, 3000);
  }
}

addEventListener("online", listen);

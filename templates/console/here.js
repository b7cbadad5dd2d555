// Where the visitor is: who they are, which chat is open, and what the server has last said of both.

import { $ } from "./dom.js";

export const BOT = "支部助手";
export const here = JSON.parse($("#state").textContent);

export const spot = (person = here.person, chat = here.chat) => `${person} ${chat}`;
export const me = () => here.people.find((one) => one.id === here.person);
export const open = () => here.chats.find((one) => one.id === here.chat);
export const addressed = (text) => open().kind === "single" || text.includes(`@${BOT}`);
export const link = (person, chat) => `/console?${new URLSearchParams(chat ? { person, chat } : { person })}`;

// What every part of the page needs: finding, cloning, asking the server, and showing the server's HTML safely.

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

export const clone = (name) => $(`#${name}-template`).content.firstElementChild.cloneNode(true);

const TAGS = {
  P: ["title"], STRONG: [], BR: [], UL: ["fields"], OL: [], LI: [], SPAN: ["key", "value"], BLOCKQUOTE: [],
};

/** The bot's HTML as nodes. The server has escaped it; only the house's own tags are copied all the same. */
export function rich(html) {
  const result = document.createDocumentFragment();
  copy(new DOMParser().parseFromString(html, "text/html").body, result);
  return result;
}

function copy(from, into) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) {
      into.append(node.data);
    } else if (node.tagName in TAGS) {
      const made = document.createElement(node.tagName);
      if (TAGS[node.tagName].includes(node.className)) made.className = node.className;
      copy(node, made);
      into.append(made);
    }
  }
}

/** The bot's words without their marks, for a line or two of preview. */
export const plain = (text) => text.replaceAll("**", "").replace(/^- /gm, "· ").replace(/^> /gm, "");

/** Ask the server. An Error's message is one Chinese line for the person. */
export async function api(path, body, seconds = 30) {
  const post = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  let answer;
  try {
    answer = await fetch(`/console/api/${path}`, { ...(body && post), signal: AbortSignal.timeout(seconds * 1000) });
  } catch {
    throw new Error("没有连上，请检查网络");
  }
  const value = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(value.error ?? "出错了，请稍后再试");
  return value;
}

/** sessionStorage that may be full or forbidden: then the page works on without it. */
export const kept = {
  get(key, otherwise) {
    try {
      return JSON.parse(sessionStorage.getItem(`zhibu ${key}`)) ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  set(key, value) {
    try {
      if (value === null) sessionStorage.removeItem(`zhibu ${key}`);
      else sessionStorage.setItem(`zhibu ${key}`, JSON.stringify(value));
    } catch {
      // Nothing to be done: what is on the screen stays there.
    }
  },
};

let fading;
export function toast(words) {
  const box = $("#toast");
  box.textContent = words;
  box.hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => { box.hidden = true; }, 2200);
}

export const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`zhibu-${name}`, { detail }));
export const hear = (name, act) => document.addEventListener(`zhibu-${name}`, (event) => act(event.detail));

export const touch = matchMedia("(hover: none)");
export const kilobytes = (size) => (size < 1048576 ? `${Math.ceil(size / 1024)} KB` : `${(size / 1048576).toFixed(1)} MB`);

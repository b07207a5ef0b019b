// Storage may be blocked or full: then nothing is kept.

const kept = {
  get: (key, storage = "localStorage") => attempt(() => JSON.parse(window[storage].getItem(key))),
  set: (key, value, storage = "localStorage") =>
    attempt(() => window[storage].setItem(key, JSON.stringify(value))),
  remove: (key, storage = "localStorage") => attempt(() => window[storage].removeItem(key)),
};
const MOST = 20; // of a kind
const LIFE = 30 * 24 * 3600 * 1000; // milliseconds

function attempt(act) {
  try {
    return act();
  } catch {}
}

function latest(prefix) {
  const keys = attempt(() => Object.keys(localStorage)) ?? [];
  return keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => ({ ...kept.get(key), key }))
    .sort((one, other) => (other.at || 0) - (one.at || 0));
}

function tidy(prefix) {
  latest(prefix).forEach(({ key, at }, index) => {
    if (index >= MOST || !(at > Date.now() - LIFE)) kept.remove(key);
  });
}

// Code points, as the server counts.

for (const area of document.querySelectorAll("textarea[data-limit]")) {
  const hint = document.getElementById(`${area.id}_helptext`);
  if (!hint) continue;
  const sentence = hint.textContent;
  const limit = Number(area.dataset.limit);
  const show = () => {
    const used = [...area.value.trim()].length;
    hint.textContent = used ? `${sentence} ${used} / ${limit}` : sentence;
    hint.classList.toggle("over", used > limit);
  };
  area.addEventListener("input", show);
  area.addEventListener("change", show);
  show();
}

// Drafts, per article and reply; each tab writes to its own.

const SENDING = "sending"; // by this tab, just now

const form = document.querySelector("form[data-draft]");
const [{ redirectCount, type } = {}] = performance.getEntriesByType("navigation");
// Back may bring older words than were sent.
const sent = type === "navigate" && kept.get(SENDING, "sessionStorage");
kept.remove(SENDING, "sessionStorage");
// Only right after sending.
function forgetWhatIsStored() {
  if (!sent || !redirectCount || !document.querySelector("[data-stored]")) return;
  if (kept.get(sent.key)?.text === sent.text) kept.remove(sent.key);
}

function keepDrafts() {
  const { name, text } = form.elements;
  const said = form.querySelector("[data-said]");
  let key = null;
  let seen = ""; // what was last there
  let isCopy = false;
  let isWarned = false;

  const place = () => `draft/${form.dataset.draft}/${form.elements.parent?.value ?? ""}/`;
  const show = () => text.dispatchEvent(new Event("change"));

  function say(sentence, label, act) {
    said.replaceChildren(sentence);
    if (!label) return;
    const button = document.createElement("button");
    Object.assign(button, { type: "button", textContent: label, onclick: act });
    said.append(" ", button);
  }

  function put(draft) {
    text.value = draft.text;
    name.value ||= String(draft.name ?? "");
    show();
  }

  function save() {
    const held = key && kept.get(key);
    if (held && held.text !== seen) key = null; // another tab's
    isCopy = false;
    if (!text.value.trim()) return kept.remove(key);
    key ??= place() + Date.now().toString(36) + Math.random().toString(36).slice(2);
    seen = text.value;
    kept.set(key, { name: name.value, text: seen, at: Date.now() });
    tidy("draft/");
  }

  function restore() {
    const found = latest(place()).filter((draft) => typeof draft.text === "string");
    const same = (draft) => draft.key === sent?.key || draft.text === text.value;
    const draft = text.value ? found.find(same) : found[0];
    key = draft?.key ?? null;
    seen = draft?.text ?? "";
    if (!draft || text.value) return;
    put(draft);
    isCopy = true;
    say(form.dataset.restored, form.dataset.discard, discard);
  }

  function discard() {
    const draft = { name: name.value, text: text.value };
    text.value = "";
    save();
    show();
    say(form.dataset.discarded, form.dataset.undo, () => {
      put(draft);
      save();
      say("");
      text.focus();
    });
    said.lastChild.focus();
  }

  form.addEventListener("input", ({ target }) => {
    if (target !== text && target !== name) return;
    save();
    say("");
  });
  form.addEventListener("submit", (event) => {
    save();
    if (!navigator.onLine && !isWarned) {
      event.preventDefault();
      isWarned = true; // it may err: a second press sends
      say(form.dataset.offline);
    } else if (key) {
      kept.set(SENDING, { key, text: seen }, "sessionStorage");
    }
  });
  addEventListener("online", () => {
    if (isWarned) say("");
  });
  // Sent or discarded in another tab.
  addEventListener("storage", (event) => {
    if (!isCopy || event.key !== key || event.newValue !== null) return;
    text.value = "";
    show();
    say("");
  });
  const aside = new Map(); // where nothing is kept
  function change(move) {
    aside.set(place(), text.value);
    move();
    text.value = aside.get(place()) ?? "";
    say("");
    restore();
    show();
  }

  const focus = () => (name.value ? text : name).focus();

  function insert(words) {
    const before = text.value.trimEnd();
    text.value = before ? `${before}\n\n${words}` : words;
    text.focus();
    text.setSelectionRange(text.value.length, text.value.length);
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  tidy("draft/");
  return { change, restore, focus, insert, isEmpty: () => !text.value.trim() };
}

// Replies: the form comes to the comment.

const REPLY = "a[href*='?reply=']";

function replyInPlace({ change, focus }) {
  const pattern = document.querySelector("template[data-reply]");
  if (!pattern) return;
  const [around, elsewhere] = pattern.content.cloneNode(true).children;
  const home = form.parentElement;
  const parent = document.createElement("input");
  Object.assign(parent, { type: "hidden", name: "parent" });

  const answered = () => parent.isConnected && document.getElementById(`comment-${parent.value}`);
  const note = (reply) => history.replaceState({ reply }, "");

  function move(comment) {
    around.querySelector("bdi").textContent = comment.querySelector("h3 bdi").textContent;
    parent.value = comment.dataset.comment;
    form.prepend(parent);
    around.append(form);
    comment.after(around);
    home.append(elsewhere);
    note(parent.value);
  }

  function open(comment) {
    if (answered() !== comment) change(() => move(comment));
    focus();
  }

  function cancel() {
    change(() => {
      parent.remove();
      home.append(form);
      around.remove();
      elsewhere.remove();
      note(null);
    });
  }

  document.querySelector(".comments").addEventListener("click", (event) => {
    const link = event.target.closest(REPLY);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(link.closest("[data-comment]"));
  });
  around.querySelector("button").addEventListener("click", () => {
    const comment = answered();
    cancel();
    comment.querySelector(REPLY).focus();
  });
  elsewhere.querySelector("button").addEventListener("click", () => {
    cancel();
    focus();
  });
  // What a reload puts back is the reply's.
  const before = document.getElementById(`comment-${history.state?.reply}`);
  if (before?.dataset.comment) move(before);
  return { open };
}

// Quotes: a selected passage goes into the form.

const SETTLED = 150; // milliseconds

function offerQuotes(writing, replying) {
  const button = document.querySelector("template[data-quote]").content.cloneNode(true).children[0];
  let passage = "";
  let timer = 0;

  function offer() {
    const selection = getSelection();
    const range = selection.rangeCount ? selection.getRangeAt(0) : null;
    const around = range?.commonAncestorContainer;
    const body = (around?.closest ? around : around?.parentElement)?.closest(".prose, .comment-body");
    if (!body || !selection.toString().trim()) return button.remove();
    passage = selection.toString().trim();
    const { left, bottom } = range.getBoundingClientRect();
    body.after(button); // next for the tab key
    const room = document.documentElement.clientWidth - button.offsetWidth;
    button.style.left = `${scrollX + Math.max(0, Math.min(left, room))}px`;
    button.style.top = `${scrollY + bottom}px`;
  }

  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(offer, SETTLED);
  });
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
  button.addEventListener("click", () => {
    const comment = button.closest("[data-comment]");
    if (comment && replying && writing.isEmpty()) replying.open(comment);
    button.remove();
    getSelection().removeAllRanges();
    writing.insert(`${passage.replace(/^/gm, "> ").replace(/ +$/gm, "")}\n\n`);
  });
}

// Times: how long ago.

const MINUTE = 60 * 1000; // milliseconds
const RECENT = 30 * 24 * 3600; // seconds
const UNITS = { day: 24 * 3600, hour: 3600, minute: 60 };
const language = document.documentElement.lang;

function tellTimes(times) {
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  for (const time of times) {
    const seconds = Math.max(0, (Date.now() - Date.parse(time.dateTime)) / 1000);
    const unit = Object.keys(UNITS).find((unit) => seconds >= UNITS[unit]) ?? "minute";
    time.title ||= time.textContent;
    time.textContent =
      seconds < RECENT ? format.format(-Math.trunc(seconds / UNITS[unit]), unit) : time.title;
  }
}

// Threads: folded, and their news.

const SEEN = 2000; // comments of an article

const thread = document.querySelector("[data-thread]");

function count(element, number) {
  element.querySelector("[data-number]").textContent = number.toLocaleString(language);
}

function foldThreads() {
  const rows = [...thread.querySelectorAll(".comment")];
  const levels = rows.map((row) => Number(row.className.match(/indent-(\d)/)[1]));
  const folded = new Set();
  const pattern = thread.querySelector("template[data-fold]").content;

  function show() {
    let under = Infinity;
    for (const [index, row] of rows.entries()) {
      if (levels[index] <= under) under = Infinity;
      row.hidden = under !== Infinity;
      if (folded.has(row)) under = Math.min(under, levels[index]);
    }
  }

  function toggle(row, isFolded) {
    folded[isFolded ? "add" : "delete"](row);
    row.querySelector("[data-fold]").setAttribute("aria-expanded", !isFolded);
    show();
  }

  function reveal(comment) {
    if (comment.hidden) for (const row of folded) toggle(row, false);
    comment.scrollIntoView();
  }

  for (const [index, row] of rows.entries()) {
    const next = levels.findIndex((level, at) => at > index && level <= levels[index]);
    const replies = (next < 0 ? rows.length : next) - index - 1;
    if (!replies || !row.dataset.comment) continue;
    const button = pattern.cloneNode(true).children[0];
    count(button, replies);
    button.addEventListener("click", () => toggle(row, !folded.has(row)));
    row.append(button);
  }
  addEventListener("hashchange", () => {
    const target = document.getElementById(location.hash.slice(1));
    if (rows.includes(target)) reveal(target);
  });
  return reveal;
}

function newSince() {
  const key = `seen/${thread.dataset.thread}`;
  const before = kept.get(key);
  const ids = Array.isArray(before?.ids) ? before.ids : [];
  const comments = [...thread.querySelectorAll("[data-comment]")];
  const unseen = comments.filter((comment) => !ids.includes(comment.dataset.comment));
  const isKnown = before && (!ids.length || unseen.length < comments.length);
  kept.set(key, {
    at: Date.now(),
    ids: [...ids, ...unseen.map((comment) => comment.dataset.comment)].slice(-SEEN),
  });
  tidy("seen/");
  return isKnown ? unseen : [];
}

const LONGEST = 16; // minutes after errors
const POLLS = 120;

function showNews(reveal) {
  const place = document.querySelector("[data-news]");
  const [next, link] = place.querySelector("template").content.cloneNode(true).children;
  const unread = newSince();
  const mark = thread.querySelector("template[data-new]").content;

  for (const comment of unread) {
    comment.querySelector("h3").append(" ", mark.cloneNode(true));
  }
  if (unread.length) {
    count(next, unread.length);
    place.append(next);
  }
  next.addEventListener("click", () => {
    const comment = unread.shift();
    count(next, unread.length);
    if (!unread.length) next.remove();
    comment.tabIndex = -1;
    reveal(comment);
    comment.focus({ preventScroll: true });
  });

  let told = 0;
  let left = POLLS;
  let wait = 1;
  let timer = 0;

  async function ask() {
    left -= 1;
    try {
      const { visible_count } = await (await fetch(thread.dataset.countUrl)).json();
      wait = 1;
      tell(visible_count - thread.dataset.count);
    } catch {
      wait = Math.min(2 * wait, LONGEST);
    }
    plan();
  }

  function tell(more) {
    if (more === told) return;
    told = more;
    if (!(more > 0)) return link.remove();
    link.href = location.pathname + location.search;
    count(link, more);
    place.append(link);
  }

  function plan() {
    clearTimeout(timer);
    if (left && !document.hidden) timer = setTimeout(ask, MINUTE * wait);
  }

  document.addEventListener("visibilitychange", plan);
  plan();
}

forgetWhatIsStored();
if (form) {
  const writing = keepDrafts();
  const replying = replyInPlace(writing);
  addEventListener("pageshow", writing.restore, { once: true }); // after the browser's own
  offerQuotes(writing, replying);
}
if (thread) {
  const times = thread.querySelectorAll(".comment-time time");
  tellTimes(times);
  setInterval(() => document.hidden || tellTimes(times), MINUTE);
  showNews(foldThreads());
}

// What script adds for readers; every page works without it.

// Storage that may be blocked or full: then nothing is kept, and all else works.

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
  } catch {
    return null;
  }
}

function latest(prefix) {
  const keys = attempt(() => Object.keys(localStorage)) ?? [];
  return keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => ({ ...kept.get(key), key }))
    .sort((one, other) => (other.at || 0) - (one.at || 0));
}

function tidy(prefix) {
  for (const [index, { key, at }] of latest(prefix).entries()) {
    if (index >= MOST || !(at > Date.now() - LIFE)) kept.remove(key);
  }
}

// Counts what is left while the reader writes. Code points, as the server counts them.

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

// Drafts: what is typed, per article and per reply, until it is sent. They never leave the browser.
// Each page that writes has a key of its own, so that no tab writes over another's words.

const SENDING = "sending"; // what this tab sent last, until the page that answers

const form = document.querySelector("form[data-draft]");
const sent = kept.get(SENDING, "sessionStorage");
kept.remove(SENDING, "sessionStorage");
// Only the page that a stored comment leads to, and only as the very next page of this tab.
function forgetWhatIsStored() {
  const [{ redirectCount, type } = {}] = performance.getEntriesByType("navigation");
  if (!document.querySelector("[data-stored]") || !redirectCount || type !== "navigate") return;
  if (sent && kept.get(sent.key)?.text === sent.text) kept.remove(sent.key);
}

function keepDrafts() {
  const { name, text } = form.elements;
  const said = form.querySelector("[data-said]");
  let key = null; // where this page keeps what is typed
  let seen = ""; // the text that it last saw there
  let isCopy = false; // nothing was typed since it came from there
  let isWarned = false; // that there is no network

  const place = () => `draft/${form.dataset.draft}/${form.elements.parent?.value ?? ""}/`;
  const show = () => text.dispatchEvent(new Event("change"));

  function say(sentence, label, act) {
    said.replaceChildren(sentence);
    if (!label) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", act);
    said.append(" ", button);
  }

  function put(draft) {
    text.value = draft.text;
    name.value ||= String(draft.name ?? "");
    show();
  }

  function save() {
    const held = key && kept.get(key);
    if (held && held.text !== seen) key = null; // another tab's by now
    isCopy = false;
    if (!text.value.trim()) {
      if (key) kept.remove(key);
      return;
    }
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
    said.querySelector("button").focus();
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
      isWarned = true; // a browser can be wrong about the network: a second press sends
      say(form.dataset.offline);
    } else if (key) {
      kept.set(SENDING, { key, text: seen }, "sessionStorage");
    }
  });
  addEventListener("online", () => {
    if (isWarned) say("");
    isWarned = false;
  });
  // Sent or discarded in another tab, while this one shows a copy that nobody touched.
  addEventListener("storage", (event) => {
    if (!isCopy || event.key !== key || event.newValue !== null) return;
    text.value = "";
    show();
    say("");
  });
  // Does what changes the place, and shows the words of the other one.
  const aside = new Map(); // for a browser that keeps nothing
  function change(move) {
    aside.set(place(), text.value);
    move();
    text.value = aside.get(place()) ?? "";
    say("");
    restore();
    show();
  }

  function focus() {
    (name.value ? text : name).focus();
  }

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

// Replies: the form comes to the comment that is answered, and a reload finds it there again.

const REPLY = "a[href*='?reply=']";

function replyInPlace({ change, focus }) {
  const pattern = document.querySelector("template[data-reply]");
  if (!pattern) return null;
  const [around, elsewhere] = pattern.content.cloneNode(true).children;
  const home = form.parentElement;
  const parent = document.createElement("input");
  parent.type = "hidden";
  parent.name = "parent";

  const answered = () => parent.isConnected && document.getElementById(`comment-${parent.value}`);
  const note = (reply) => history.replaceState({ ...history.state, reply }, "");

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
  // What the browser itself puts back into the form is the reply's: so the form moves first.
  const before = document.getElementById(`comment-${history.state?.reply}`);
  if (before?.dataset.comment) move(before);
  return { open };
}

// Quotes: a selected passage goes into the form, a reply's if nothing is written yet.

const SETTLED = 150; // milliseconds without change end a selection

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
    body.after(button); // where the tab key finds it next
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

// Times: how long ago, in the page's language, for a month; the date stays in the title.

const TELLING = 60 * 1000; // milliseconds
const RECENT = 30 * 24 * 3600; // seconds
const UNITS = [
  ["day", 24 * 3600],
  ["hour", 3600],
  ["minute", 60],
];
const language = document.documentElement.lang;

function tellTimes(times) {
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  for (const time of times) {
    const seconds = Math.max(0, (Date.now() - Date.parse(time.dateTime)) / 1000);
    const [unit, size] = UNITS.find(([, size]) => seconds >= size) ?? UNITS.at(-1);
    time.title ||= time.textContent;
    time.textContent =
      seconds < RECENT ? format.format(-Math.trunc(seconds / size), unit) : time.title;
  }
}

// Reading a thread: folding it, finding what is new, and hearing of what came meanwhile.

const SEEN = 2000; // comments that are remembered of an article, the latest

const thread = document.querySelector("[data-thread]");

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
    button.querySelector("[data-number]").textContent = replies.toLocaleString(language);
    button.addEventListener("click", () => toggle(row, !folded.has(row)));
    row.append(button);
  }
  addEventListener("hashchange", () => {
    const target = document.getElementById(location.hash.slice(1));
    if (rows.includes(target)) reveal(target);
  });
  return reveal;
}

// A visit is a page view; nothing is new on a page of comments that was never looked at.
function newSince() {
  const key = `seen/${thread.dataset.thread}`;
  const before = kept.get(key);
  const [ids, pages] = [before?.ids, before?.pages].map((list) => (Array.isArray(list) ? list : []));
  const comments = [...thread.querySelectorAll("[data-comment]")];
  const unseen = comments.filter((comment) => !ids.includes(comment.dataset.comment));
  const isKnown = pages.includes(location.search) || unseen.length < comments.length;
  kept.set(key, {
    at: Date.now(),
    ids: [...ids, ...unseen.map((comment) => comment.dataset.comment)].slice(-SEEN),
    pages: [...new Set([...pages, location.search])].slice(-MOST),
  });
  tidy("seen/");
  return isKnown ? unseen : [];
}

const POLL = 60 * 1000; // milliseconds between two questions
const LONGEST = 16; // times as long after errors
const POLLS = 120; // then a page that lies open has asked enough

function showNews(reveal) {
  const place = document.querySelector("[data-news]");
  const [next, link] = place.querySelector("template").content.cloneNode(true).children;
  const unread = newSince();
  const mark = thread.querySelector("template[data-new]").content;

  const number = (element, value) => {
    element.querySelector("[data-number]").textContent = value.toLocaleString(language);
  };

  for (const comment of unread) {
    comment.querySelector("h3").append(" ", mark.cloneNode(true));
  }
  if (unread.length) {
    number(next, unread.length);
    place.append(next);
  }
  next.addEventListener("click", () => {
    const comment = unread.shift();
    if (unread.length) number(next, unread.length);
    else next.remove();
    comment.tabIndex = -1;
    reveal(comment);
    comment.focus({ preventScroll: true });
  });

  let left = POLLS;
  let wait = 1;
  let timer = 0;

  async function ask() {
    left -= 1;
    try {
      const response = await fetch(thread.dataset.countUrl);
      if (!response.ok) throw new Error(response.statusText);
      wait = 1;
      tell((await response.json()).visible_count - Number(thread.dataset.count));
    } catch {
      wait = Math.min(2 * wait, LONGEST);
    }
    plan();
  }

  function tell(more) {
    if (more <= 0) return link.remove();
    if (link.isConnected && link.dataset.more === String(more)) return;
    link.dataset.more = more;
    link.href = location.pathname + location.search;
    number(link, more);
    place.append(link);
  }

  function plan() {
    clearTimeout(timer);
    if (left && !document.hidden) timer = setTimeout(ask, POLL * wait);
  }

  document.addEventListener("visibilitychange", plan);
  plan();
}

forgetWhatIsStored();
if (form) {
  const writing = keepDrafts();
  const replying = replyInPlace(writing);
  writing.restore();
  offerQuotes(writing, replying);
}
if (thread) {
  const times = thread.querySelectorAll(".comment-time time");
  tellTimes(times);
  setInterval(() => document.hidden || tellTimes(times), TELLING);
  showNews(foldThreads());
}

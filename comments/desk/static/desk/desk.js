// Keys, focus and news for the desk. Everything here can be done with the page's own forms too.

const desk = document.getElementById("desk");
const said = desk.querySelector("[data-said]");
const filters = desk.querySelector(".filters");
const dialog = desk.querySelector("dialog");
const BEAT = 20_000; // ms; the server counts three missed beats as gone
let line = Promise.resolve(); // what was asked for goes to the server one after another
let pending = 0; // how many stand in that line
let breaks = 0; // rises when one of them fails: what stood behind it is not sent
let made = []; // the decisions of this line, which undo takes back from its end
let told = new Map(); // what the line has said so far, each sentence with how often
let isJustMade = false; // whether nothing was picked since the last decision
let leaving = "";
let sending; // the form whose words the page leaves with

const cards = () => [...desk.querySelectorAll("[data-card]")];
const open = () => cards().filter((card) => !card.dataset.done);
const current = () => document.activeElement?.closest("[data-card]") ?? desk.querySelector("[data-current]");
const ticked = () => cards().filter((card) => !card.dataset.done && card.querySelector(".tick")?.checked);
const latest = () => desk.querySelector("[data-strip] [name=decision]")?.value;
const isTyping = () => Boolean(document.activeElement?.closest("input:not([type=checkbox]), textarea, select, dialog"));
const token = () => desk.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

// The same words once more are no news to a screen reader: a space at their end makes them so.
function say(text) {
  said.textContent = text && said.textContent === text ? `${text}\u00a0` : text;
}

function tell(sentences) {
  for (const sentence of sentences) told.set(sentence, (told.get(sentence) ?? 0) + 1);
  say([...told].map(([sentence, times]) => (times > 1 ? `${times} × ${sentence}` : sentence)).join(" "));
}

function focus(card) {
  if (!card) return;
  desk.querySelector("[data-current]")?.removeAttribute("data-current");
  card.setAttribute("data-current", "");
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
}

function step(by) {
  isJustMade = false;
  const all = cards();
  const at = all.indexOf(current());
  focus(all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))]);
}

// The next that is undecided: after this one, or else before it.
function moveOn(card) {
  const all = cards();
  const at = all.indexOf(card);
  const next = [...all.slice(at + 1), ...all.slice(0, at)].find((other) => !other.dataset.done);
  if (next) focus(next);
  else turnPage();
}

function turnPage() {
  const left = cards().some((card) => card.dataset.card && !card.dataset.done);
  if (left || !cards()[0]?.hasAttribute("data-waits")) return;
  if (cards().some((card) => unsent(card, "textarea").length)) return tell([desk.dataset.saidWords]);
  say(desk.dataset.saidDone);
  leaving = desk.dataset.next || desk.dataset.again;
  leave();
}

// A card that was left alone meanwhile may hold words that nobody has read yet.
function leave() {
  if (leaving && !pending && !desk.querySelector("[data-kept]")) location.assign(leaving);
}

// Do `act` when all before it is answered, so that each meets what those before it left behind.
// Where one of those failed, `giveUp` is done instead: nobody meant it to stand alone.
async function inTurn(act, giveUp) {
  if (!pending) {
    told = new Map();
    made = [];
  }
  const known = breaks;
  const before = line;
  let finish;
  line = new Promise((resolve) => (finish = resolve));
  pending += 1;
  await before;
  try {
    if (known !== breaks) giveUp();
    else await act();
  } catch (failure) {
    breaks += 1;
    leaving = "";
    giveUp();
    tell([failure.message]);
  } finally {
    pending -= 1;
    finish();
    leave();
  }
}

async function post(url, fields) {
  const send = () => fetchJson(url, { method: "POST", body: new URLSearchParams({ ...fields, csrfmiddlewaretoken: token() }) });
  try {
    return await send();
  } catch (failure) {
    if (!(failure instanceof StaleToken)) throw failure;
    await renewToken();
    return send();
  }
}

class StaleToken extends Error {}

// Return what the server answers, also where it decided nothing. Throws an Error whose message is a
// sentence for the moderator.
async function fetchJson(url, options) {
  let answer;
  try {
    answer = await fetch(url, { ...options, headers: { Accept: "application/json" } });
  } catch {
    throw new Error(desk.dataset.saidOffline);
  }
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw refusal(answer);
  const found = await answer.json();
  if (!answer.ok && !found.decided) throw new Error(found.trouble.join(" "));
  desk.querySelector("[data-out]").hidden = true;
  return found;
}

// What a page says that came instead of an answer: the desk's own answers are never pages.
function refusal({ status }) {
  if (status === 403) return new StaleToken(desk.dataset.saidOut);
  if (status >= 400) return new Error(desk.dataset.saidOffline);
  desk.querySelector("[data-out]").hidden = false;
  return new Error(desk.dataset.saidOut);
}

// Who signs in again gets a new token, and what was sent with the old one is refused.
async function renewToken() {
  const { token: renewed } = await fetchJson(desk.dataset.token);
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = renewed;
}

// Deciding

// Which decision was asked for last about a card: answers to earlier ones leave its looks alone.
const claims = new WeakMap();

function decide(list, action, reason = "") {
  const form = list[0]?.querySelector("form.decide");
  if (!form) return;
  const url = form.getAttribute("action"); // its buttons are called "action" and hide the property
  const entry = { list, action, decision: "" }; // no decision as long as none was made
  // What was typed for these is not for the next ones.
  const bar = document.querySelector("#many [name=reason]");
  const isOfMany = bar?.value && bar.value === reason;
  if (isOfMany) bar.value = "";
  for (const card of list) {
    claims.set(card, entry);
    card.dataset.done = "sent";
    card.setAttribute("aria-busy", "true");
  }
  inTurn(
    async () => {
      const answer = await post(url, { action, reason, cards: list.map((card) => card.dataset.card).join() });
      if (answer.done.length) entry.decision = answer.strip.find((row) => row.can_undo)?.decision;
      for (const card of list) settle(card, answer, entry, reason);
      tell([...answer.done, ...answer.trouble]);
      showStrip(answer.strip);
    },
    () => {
      list.filter((card) => isOf(card, entry)).forEach((card) => restore(card, reason));
      if (isOfMany) bar.value ||= reason;
      if (!isTyping()) focus(list[0]);
    },
  );
  isJustMade = action !== "undo";
  if (isJustMade) made.push(entry);
  moveOn(list.at(-1));
}

const isOf = (card, entry) => (claims.get(card) ?? entry) === entry;

function settle(card, answer, entry, reason) {
  const id = card.dataset.id;
  if (id in answer.decided) {
    card.dataset.card = answer.decided[id].card;
    card.dataset.standing = answer.decided[id].standing;
    if (claims.get(card) === entry) close(card, answer.decided[id].standing, entry.action);
  } else if (!isOf(card, entry)) {
    return;
  } else if (id in answer.left || card.dataset.card in answer.left) {
    keepReason(card, reason);
    close(card, answer.left[id] ?? answer.left[card.dataset.card], "left");
    leaving = "";
  } else {
    restore(card, reason);
    leaving = "";
  }
}

function close(card, text, kind) {
  card.dataset.done = kind;
  card.removeAttribute("aria-busy");
  const tick = card.querySelector(".tick");
  if (tick) tick.checked = false;
  countTicked();
  const outcome = card.querySelector(".outcome");
  outcome.textContent = text;
  outcome.hidden = false;
  // A reason went with the moderator's own decision; with a colleague's it went nowhere.
  keepOpen(card, unsent(card, kind === "left" ? "textarea, [name=reason]" : "textarea"));
}

// What was typed on `card` into `fields` and has not been sent.
function unsent(card, fields) {
  const all = [...card.querySelectorAll(`:is(.more, form.decide) :is(${fields})`)];
  return all.filter((field) => field.value.trim() && field.value !== field.defaultValue);
}

const areAllSent = () => !cards().some((card) => unsent(card, "textarea").some((field) => field.form !== sending));

// Leave `fields` open on a card that is closed: what was typed belongs to who typed it.
function keepOpen(card, fields) {
  delete card.dataset.kept;
  for (const part of card.querySelectorAll("[data-kept]")) delete part.dataset.kept;
  for (const field of fields) {
    card.dataset.kept = "yes";
    (field.closest("details") ?? field.form).dataset.kept = "yes";
  }
  card.querySelector(".kept").hidden = !fields.length;
}

function restore(card, reason) {
  delete card.dataset.done;
  card.removeAttribute("aria-busy");
  card.querySelector(".outcome").hidden = true;
  keepOpen(card, []);
  for (const field of card.querySelectorAll("[name=cards]")) field.value = card.dataset.card;
  keepReason(card, reason);
}

function keepReason(card, reason) {
  const field = card.querySelector("form.decide [name=reason]");
  if (field && reason) field.value = reason;
}

// Undo `decision`; without one, what was decided last, though the answer to it may be on its way.
function undo(decision) {
  const entry = decision || !pending ? undefined : made.pop();
  leaving = "";
  isJustMade = false;
  if (entry) reopen(entry.list);
  inTurn(
    async () => {
      const meant = decision ?? (entry ? entry.decision : latest());
      if (!meant) return tell([desk.dataset.saidNothing]);
      const answer = await post(desk.dataset.undo, { decision: meant });
      const back = cards().filter((card) => card.dataset.id in answer.decided);
      for (const card of back) card.dataset.card = answer.decided[card.dataset.id].card;
      if (!entry) reopen(back);
      else closeAgain(entry, answer.decided);
      tell([...answer.done, ...answer.trouble]);
      showStrip(answer.strip);
    },
    () => entry?.decision && closeAgain(entry, {}),
  );
}

function reopen(list) {
  for (const card of list) {
    claims.delete(card);
    restore(card, "");
  }
  if (!isTyping()) focus(list[0] ?? current());
}

// What was opened before the server agreed, and it did not.
function closeAgain(entry, undone) {
  for (const card of entry.list) {
    const isClosed = !claims.has(card) && card.dataset.standing && !(card.dataset.id in undone);
    if (isClosed) close(card, card.dataset.standing, entry.action);
  }
}

function showStrip(rows) {
  const list = desk.querySelector("[data-strip]");
  list.replaceChildren(
    ...rows.map((row) => {
      const item = document.getElementById("strip-row").content.cloneNode(true);
      item.querySelector("[data-label]").textContent = row.label;
      item.querySelector("time").textContent = row.when;
      item.querySelector("[data-undone]").hidden = row.can_undo;
      if (!row.can_undo) item.querySelector("form").remove();
      else item.querySelector("[name=decision]").value = row.decision;
      return item;
    }),
  );
  list.parentElement.hidden = !rows.length;
}

// Asking for a reason

function ask(list) {
  if (!list.length) return sayOutcome();
  say("");
  const own = dialog.querySelector("[data-own]");
  own.value = list[0].querySelector("form.decide [name=reason]")?.value ?? "";
  dialog.querySelector("[data-title]").textContent =
    list.length > 1
      ? `${list[0].querySelector("[data-act=send_back]").textContent} (${list.length})`
      : list[0].querySelector("[data-act=send_back]").textContent;
  const finish = (reason) => {
    dialog.onclose = null;
    dialog.close();
    decide(list, "send_back", reason);
  };
  dialog.onclose = () => focus(list[0]);
  dialog.querySelector("form").onsubmit = (event) => {
    event.preventDefault();
    finish(own.value);
  };
  dialog.querySelector("[data-cancel]").onclick = () => dialog.close();
  for (const button of dialog.querySelectorAll("[data-reason]")) button.onclick = () => finish(button.dataset.reason);
  dialog.onkeydown = (event) => {
    const button = dialog.querySelectorAll("[data-reason]")[event.key - 1];
    if (!button || own.value || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    finish(button.dataset.reason);
  };
  dialog.showModal();
  own.focus();
}

// What unfolds

function unfold(card, name) {
  const part = card?.querySelector(`details.${name}`);
  if (!part) return card?.querySelector(".stack") && say(desk.dataset.saidStack);
  if (card.dataset.done && !part.dataset.kept) return sayOutcome();
  say(""); // what was said was about another card
  part.open = true;
  (part.querySelector("textarea") ?? part.querySelector("summary")).focus();
}

async function showConversation(part) {
  if (part.dataset.shown) return;
  part.dataset.shown = "yes";
  try {
    const { turns } = await fetchJson(part.dataset.url);
    const list = document.createElement("div");
    list.className = "turns";
    for (const turn of turns) {
      const item = document.getElementById("turn").content.cloneNode(true).firstElementChild;
      item.classList.add(`indent-${turn.indent}`);
      item.classList.toggle("is-it", turn.is_it);
      item.querySelector("[data-name]").textContent = turn.name || "·";
      item.querySelector("[data-standing]").textContent = turn.standing;
      item.querySelector("[data-text]").textContent = turn.text;
      list.append(item);
    }
    part.querySelector("p").before(list);
  } catch {
    delete part.dataset.shown; // the link below leads there all the same
  }
}

desk.addEventListener("toggle", (event) => {
  if (event.target.matches("details.talk[open]")) showConversation(event.target);
}, true);

// Keys

const chosen = () => {
  const many = ticked();
  if (many.length) return many;
  const card = current();
  return card && !card.dataset.done ? [card] : [];
};
const reasonOf = (list) => (list.length === 1 ? list[0].querySelector("form.decide [name=reason]")?.value : document.querySelector("#many [name=reason]")?.value) ?? "";
// Among decided comments undo is about the chosen, unless a decision was made this very moment.
function undoThat() {
  const [first] = isJustMade ? [] : ticked().concat(current() ?? []);
  if (!first || first.hasAttribute("data-waits")) undo();
  else decideChosen("undo");
}

function decideChosen(action) {
  const list = chosen();
  if (list.length) decide(list, action, reasonOf(list));
  else sayOutcome();
}

// A decided card takes no more, and says so.
const sayOutcome = () => say(current()?.querySelector(".outcome").textContent ?? "");

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  a: () => decideChosen("approve"),
  r: () => decideChosen("reject"),
  s: () => decideChosen("mark_spam"),
  v: () => ask(chosen()),
  u: undoThat,
  x: () => {
    const tick = current()?.querySelector(".tick");
    if (!tick || current().dataset.done) return;
    tick.checked = !tick.checked;
    countTicked();
    say(document.querySelector("[data-selected]").textContent);
    step(1);
  },
  e: () => unfold(current(), "edit"),
  w: () => unfold(current(), "reply"),
  c: () => unfold(current(), "talk"),
  b: () => current()?.querySelector("a.theirs")?.click(),
  "/": () => {
    filters.open = true;
    desk.querySelector("input[type=search]").focus();
  },
  "?": () => {
    const help = document.getElementById("help");
    help.open = true;
    help.querySelector("summary").focus();
  },
};

// The name of a key, whatever Caps Lock does; where its layout has other letters than Latin ones,
// that of the Latin letter in its place.
function nameOf({ key, code }) {
  const isForeign = key.length === 1 && key > "\x7f";
  return isForeign && /^Key[A-Z]$/.test(code) ? code.at(-1).toLowerCase() : key.toLowerCase();
}

const keys = desk.querySelector("[data-keys]");
keys.parentElement.hidden = false;
keys.checked = localStorage.getItem("desk-keys") !== "off";
keys.addEventListener("change", () => localStorage.setItem("desk-keys", keys.checked ? "on" : "off"));

document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input:not([type=checkbox]), textarea, select, dialog");
  if (event.key === "Escape" && field && !dialog.open) return focus(current() ?? open()[0]);
  if (field || !keys.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const name = nameOf(event);
  const act = KEYS[name];
  if (!act) return;
  event.preventDefault();
  if (!event.repeat || "jk".includes(name)) act();
});

// Buttons do what their keys do

desk.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.closest(".strip")) {
    event.preventDefault();
    undo(form.elements.decision.value);
  } else if (form.matches("form.decide") && form.closest("[data-card]")) {
    event.preventDefault();
    // Enter in the reason presses the first button, which has no value and decides nothing.
    if (event.submitter?.value) decide([form.closest("[data-card]")], event.submitter.value, form.elements.reason.value);
  } else if (form.id === "many" && event.submitter?.value && event.submitter.value !== "remove" && ticked().length) {
    event.preventDefault();
    decide(ticked(), event.submitter.value, form.elements.reason.value);
  } else if (form.closest(".more")) {
    event.preventDefault();
    sendWords(form);
  }
});

// An edit and a reply leave with the page, whose answer holds the words whatever becomes of them;
// first make sure that the page would be answered at all.
function sendWords(form) {
  inTurn(
    async () => {
      await renewToken();
      sending = form;
      form.submit();
    },
    () => {},
  );
}

function countTicked() {
  const label = desk.querySelector("[data-selected]");
  if (label) label.textContent = `${ticked().length} ${desk.dataset.saidSelected}`;
}

desk.addEventListener("change", (event) => {
  if (!event.target.matches(".tick")) return;
  isJustMade = false;
  countTicked();
});
desk.addEventListener("pointerdown", (event) => {
  if (event.target.closest("[data-card]")) isJustMade = false;
});
desk.addEventListener("focusin", (event) => {
  const card = event.target.closest("[data-card]");
  if (!card) return;
  desk.querySelector("[data-current]")?.removeAttribute("data-current");
  card.setAttribute("data-current", "");
});

// News

async function beat() {
  if (document.hidden) return;
  const seen = open().map((card) => card.dataset.card).join();
  try {
    showNews(await post(desk.dataset.news, { cards: seen, since: desk.dataset.opened }));
  } catch {
    // The next beat or the next decision will tell.
  }
}

function showNews({ others, arrived, changed }) {
  const people = desk.querySelector("[data-others]");
  people.hidden = !others.length;
  const names = `${people.dataset.with} ${others.join(" · ")}`;
  if (people.textContent !== names) people.textContent = names;
  const notice = desk.querySelector("[data-arrived]");
  const news = arrived && notice.hidden ? [arrived] : [];
  notice.hidden = !arrived;
  notice.querySelector("span").textContent = arrived;
  for (const card of open()) {
    const sentence = changed[card.dataset.id] ?? changed[card.dataset.card];
    if (!sentence) continue;
    close(card, sentence, "left");
    if (card.dataset.kept || card === current()) news.push(sentence);
  }
  if (news.length) say(news.join(" "));
}

beat();
setInterval(beat, BEAT);
document.addEventListener("visibilitychange", beat);
// The cards of a page come back to are old, and new ones would be empty of what was typed.
addEventListener("pageshow", (event) => event.persisted && (areAllSent() ? location.reload() : beat()));
addEventListener("beforeunload", (event) => areAllSent() || event.preventDefault());
filters.open = matchMedia("(min-width: 60rem)").matches;
if (matchMedia("(min-width: 75rem)").matches) document.getElementById("help").open = true;
countTicked();
focus(document.getElementById("trouble") ? null : open()[0]);

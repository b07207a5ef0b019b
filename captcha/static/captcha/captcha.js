// The pictures, from when the reader begins to write, and more time for them.

const RENEW_BEFORE = 60; // seconds before a challenge expires
const RENEW_AGAIN = 10; // seconds after one that did not arrive
const GONE = 410; // what the server says of pictures that get no more time
const SHEET_TRIES = 5; // a busy server says "in a moment"

for (const captcha of document.querySelectorAll("[data-captcha]")) enhance(captcha);

function enhance(captcha) {
  const form = captcha.closest("form");
  let fetching = null;
  let renewing = false;
  let renewAt = Infinity;
  let worker = null;
  let place = 0; // where the work goes on after a pause

  const find = (selector) => captcha.querySelector(selector);
  const token = () => find("input[name$=-token]");
  const work = () => find("input[name$=-work]");
  const say = (sentence) => {
    find("[data-captcha-status]").textContent = sentence;
  };

  async function post(url, fields) {
    const response = await fetch(url, { method: "POST", body: new URLSearchParams(fields) });
    if (!response.ok) throw new Error("", { cause: response.status });
    return response.json();
  }

  async function fetchChallenge() {
    say(captcha.dataset.waiting);
    try {
      const held = token()?.value ?? "";
      const { scope, challengeUrl } = captcha.dataset;
      fill(await post(challengeUrl, { scope, token: held }));
      return true;
    } catch {
      say(captcha.dataset.failed);
      return false;
    } finally {
      fetching = null;
    }
  }

  function fill(challenge) {
    const template = find("template");
    if (template) {
      template.replaceWith(template.content.cloneNode(true));
      find(".captcha-note")?.remove();
    }
    token().value = challenge.token;
    keepUntil(challenge.expires_in);
    work().dataset.price = challenge.price;
    const [question, ...others] = captcha.querySelectorAll("[data-captcha-question]");
    for (const other of others) other.remove();
    const [first, ...more] = challenge.sheets;
    question.after(...more.map((sheet) => ask(question.cloneNode(true), sheet)));
    ask(question, first);
    say("");
    beginWork(); // last: the pictures are here anyway
  }

  function ask(question, sheet) {
    question.querySelector("legend").textContent = sheet.prompt;
    question.querySelector(".captcha-sheet").className =
      `captcha-sheet captcha-${sheet.columns}x${sheet.rows}`;
    const tiles = question.querySelector(".captcha-tiles");
    const pattern = tiles.querySelector("label");
    const labels = Array.from({ length: sheet.columns * sheet.rows }, (_, index) => {
      const label = pattern.cloneNode(true);
      const number = sheet.first_tile + index;
      const box = label.querySelector("input");
      box.checked = false;
      box.value = number;
      label.querySelector("span").textContent = captcha.dataset.picture.replace("#", number);
      return label;
    });
    tiles.replaceChildren(...labels);
    const image = question.querySelector("img");
    image.dataset.tries = "";
    image.src = sheet.url;
    return question;
  }

  function keepUntil(seconds) {
    renewAt = Date.now() + (seconds - RENEW_BEFORE) * 1000;
  }

  // Asked often: a sleeping phone stops the clock of a long timer.
  async function renewInTime() {
    if (fetching || renewing || Date.now() < renewAt) return;
    renewing = true;
    renewAt = Date.now() + RENEW_AGAIN * 1000;
    const { scope, renewUrl } = captcha.dataset;
    try {
      const held = token().value;
      const renewed = await post(renewUrl, { scope, token: held });
      if (token().value !== held) return; // other pictures came meanwhile
      token().value = renewed.token;
      keepUntil(renewed.expires_in);
    } catch (failure) {
      if (failure.cause === GONE && !fetching) replace();
    } finally {
      renewing = false;
    }
  }

  // A reader who has begun to pick is told, not robbed of the pictures.
  function replace() {
    if (!find("input[name$=-tile]:checked")) {
      fetching = fetchChallenge();
    } else {
      renewAt = Infinity;
      say(captcha.dataset.ending);
    }
  }

  function retry(image) {
    const tries = Number(image.dataset.tries || 0) + 1;
    if (tries > SHEET_TRIES) return;
    image.dataset.tries = tries;
    const address = image.src;
    setTimeout(() => {
      if (image.src === address) image.src = address;
    }, 1000 * tries);
  }

  // The work, while the page is seen.

  function price() {
    const { lanePrice } = captcha.dataset;
    return Number(find("input[name$=-unable]").checked ? lanePrice : work().dataset.price);
  }

  function beginWork() {
    place = 0;
    work().value = "";
    goOnWorking();
  }

  function goOnWorking() {
    pause();
    if (!token()?.value || work().value || document.hidden || !globalThis.crypto?.subtle) return;
    const { workerUrl, seedLength, iterations } = captcha.dataset;
    try {
      worker = new Worker(workerUrl);
    } catch {
      return; // of another origin: nothing is computed
    }
    worker.onmessage = ({ data }) => {
      if (data.found) {
        work().value = data.found;
        pause();
      } else {
        place = data.at;
      }
    };
    const seed = token().value.slice(0, seedLength);
    worker.postMessage({ seed, price: price(), iterations: Number(iterations), from: place });
  }

  function pause() {
    worker?.terminate();
    worker = null;
  }

  document.addEventListener("visibilitychange", goOnWorking);
  window.addEventListener("pagehide", pause);
  captcha.addEventListener("change", (event) => {
    if (event.target.matches("[name$=-unable]")) beginWork();
  });

  const begin = () => {
    if (find("template")) fetching ??= fetchChallenge();
  };
  form.addEventListener("focusin", begin);
  form.addEventListener("input", begin);
  captcha.addEventListener("click", async (event) => {
    if (!event.target.closest("[data-captcha-other]")) return;
    event.preventDefault();
    fetching ??= fetchChallenge();
    if (await fetching) say(captcha.dataset.arrived);
  });
  captcha.addEventListener("error", (event) => retry(event.target), true);
  for (const image of captcha.querySelectorAll("img[src]")) {
    if (image.complete && !image.naturalWidth) retry(image);
  }
  if (token()) {
    keepUntil(Number(token().dataset.expiresIn));
    goOnWorking();
  }
  setInterval(renewInTime, 5000);
}

// Fetches the pictures when the reader begins to write, and other pictures when asked.
// Without it the same form works: the pictures then come with the page that answers the post.

const RENEW_BEFORE = 30; // seconds: a challenge about to expire is replaced if nothing is ticked
const SHEET_TRIES = 5; // a busy server says "in a moment"

for (const captcha of document.querySelectorAll("[data-captcha]")) enhance(captcha);

function enhance(captcha) {
  const form = captcha.closest("form");
  const say = (sentence) => {
    captcha.querySelector("[data-captcha-status]").textContent = sentence;
  };
  let fetching = null;
  let renewal = 0;

  const begin = () => {
    if (captcha.querySelector("template")) fetching ??= fetchChallenge();
  };

  async function fetchChallenge() {
    say(captcha.dataset.waiting);
    try {
      const response = await fetch(captcha.dataset.url, {
        method: "POST",
        body: new URLSearchParams({ scope: captcha.dataset.scope }),
        headers: { Accept: "application/json" },
      });
      if (!response.ok) throw new Error(response.statusText);
      fill(await response.json());
      return true;
    } catch {
      say(captcha.dataset.failed);
      return false;
    } finally {
      fetching = null;
    }
  }

  function fill(challenge) {
    const template = captcha.querySelector("template");
    if (template) {
      template.replaceWith(template.content.cloneNode(true));
      captcha.querySelector(".captcha-note")?.remove();
      listen();
    }
    captcha.querySelector("[data-captcha-prompt]").textContent = challenge.prompt;
    captcha.querySelector("input[name$=-token]").value = challenge.token;
    for (const box of tiles()) box.checked = false;
    const sheet = captcha.querySelector("[data-captcha-sheet]");
    sheet.dataset.tries = "";
    sheet.src = challenge.sheet;
    renewLater(challenge.expires_in);
    say("");
  }

  const tiles = () => captcha.querySelectorAll("input[name$=-tile]");

  function renewLater(seconds) {
    clearTimeout(renewal);
    renewal = setTimeout(() => {
      if (![...tiles()].some((box) => box.checked)) fetchChallenge();
    }, Math.max(0, seconds - RENEW_BEFORE) * 1000);
  }

  function listen() {
    captcha.querySelector("[data-captcha-other]").addEventListener("click", async (event) => {
      event.preventDefault();
      fetching ??= fetchChallenge();
      if (await fetching) say(captcha.dataset.arrived);
    });
    const sheet = captcha.querySelector("[data-captcha-sheet]");
    sheet.addEventListener("error", () => retry(sheet));
    if (sheet.src && sheet.complete && !sheet.naturalWidth) retry(sheet);
  }

  function retry(sheet) {
    const tries = Number(sheet.dataset.tries || 0) + 1;
    if (tries > SHEET_TRIES) return;
    sheet.dataset.tries = tries;
    const address = sheet.src;
    setTimeout(() => {
      if (sheet.src === address) sheet.src = address;
    }, 1000 * tries);
  }

  if (captcha.querySelector("template")) {
    form.addEventListener("focusin", begin);
    form.addEventListener("input", begin);
  } else {
    listen();
    renewLater(Number(captcha.querySelector("input[name$=-token]").dataset.expiresIn));
  }
}

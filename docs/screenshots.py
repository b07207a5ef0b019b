"""The pictures of the README and the guides, taken in Chromium from a site made for the occasion.

Run: python -m docs.screenshots
"""

import os
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser import acts
from tests.servers import serve

PLACE = Path(__file__).with_name("screenshots")
MARGIN = 40  # pixels around a part of a page
DESKS = [
    ("moderation", 1280, 940, "light"),
    ("desk-dark", 1280, 940, "dark"),
    ("desk-phone", 375, 812, "light"),
    ("desk-phone-dark", 375, 812, "dark"),
]
# Runs in the server's environment: what readers have written, and what waits.
FILL = """
from chronicle.models import Article
from comments import moderation
from comments.models import Comment
from comments.desk.models import Presence
from tests.conftest import decide, make_user, publish, submit

mary = make_user("mary", "Moderators")
thread = Article.objects.get().thread
ines = publish(thread, "A map beside the text would help: I had to look up where *Deir ez-Zor* is, "
    "and which bank of the river is meant.", by=mary, name="Inês")
moderation.reply(ines, "Good idea. We are drawing one.", staff=mary, submission="staff")
publish(thread, "Thank you, on the east bank it all becomes clearer.", by=mary, name="Jonas",
    parent=ines)
publish(thread, "> Both sides claim provocation\\n\\nIt is good to see both claims side by side.",
    by=mary, name="Wanda K.")
Presence.objects.note(make_user("otto", "Moderators"))
submit(thread, "Buy p\u0430ypal accounts at [my shop](https://shop.example/?ref=77).", name="Best",
    signals=[{"name": "bait", "weight": 3,
        "sentence": "Filled in a field that people do not see."}])
again = submit(thread, "The map of Aleppo is wrong.", name="Rosa", browser="r" * 32)
decide("send_back", again, by=mary, reason="Please say what is wrong.")
moderation.revise(Comment.objects.get(pk=again.pk), "The map of Aleppo is wrong: the river is on "
    "the other side, see [the survey](https://example.org/survey).")
submit(thread, "Is there a longer version of the talks of **15 September**? "
    "I should like to read what was said about the fourth zone.", name="Tomás", browser="t" * 32)
submit(thread, "The paragraph on Raqqa says “has noticed”. Should it not be *noted*?",
    name="Proofreader", browser="p" * 32)
submit(thread, "I wrote about the same week: [my notes](https://example.org/notes).",
    name="Lea", lane="other",
    signals=[{"name": "link", "weight": 1, "sentence": "It holds a link."}])
submit(thread, "An agreement about three zones out of four is still an agreement.", name="Ömer",
    parent=ines, browser="o" * 32)
"""


def main():
    PLACE.mkdir(exist_ok=True)
    with serve(workers=1) as site, sync_playwright() as playwright:
        site.manage("shell", "-c", FILL)
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox"] if os.getuid() == 0 else [],
        )

        def open_page(width, height, scheme="light"):
            return browser.new_page(
                base_url=site.url,
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                reduced_motion="reduce",
            )

        shoot_reader(site, open_page)
        shoot_desk(open_page)


def shoot_reader(site, open_page):
    page = open_page(1280, 900)
    page.goto("/")
    page.get_by_role("link", name="Russia and USA").click()
    article = page.url
    shoot(page, "article", around=("header.masthead", ".comments"))
    begin_to_write(site, page, article)
    shoot(page, "captcha", around=(".writing", ".writing"))

    phone = open_page(375, 812, "dark")
    begin_to_write(site, phone, article)
    phone.locator("[data-captcha-prompt]").evaluate("e => e.scrollIntoView()")
    shoot(phone, "phone-dark")


def shoot_desk(open_page):
    for name, width, height, scheme in DESKS:
        desk = open_page(width, height, scheme)
        acts.sign_in(desk, "mary")
        acts.queue(desk)
        desk.locator("#desk").scroll_into_view_if_needed()
        shoot(desk, name)
    desk = open_page(1280, 940)
    acts.sign_in(desk, "mary")
    acts.queue(desk)
    desk.keyboard.press("v")
    shoot(desk, "desk-reason")


def begin_to_write(site, page, article):
    """Fill in the form and tick the right pictures."""
    page.goto(article)
    acts.write(page, "It is good to have all of it in one place. Thank you!", name="Anna")
    acts.get_pictures(page)
    page.wait_for_load_state("networkidle")
    acts.pick(page, site.manage("captcha_answer", acts.token_of(page)).split())


def shoot(page, name, around=()):
    """Save what shows of the page, or all from one part to another, in 256 colours."""
    path = PLACE / f"{name}.png"
    page.wait_for_load_state("networkidle")
    if around:
        page.evaluate("scrollTo(0, 0)")
        first, last = (page.locator(part).bounding_box() for part in around)
        top, bottom = max(0, first["y"] - MARGIN), last["y"] + last["height"] + MARGIN
        left, width = max(0, first["x"] - MARGIN), min(1280, first["width"] + 2 * MARGIN)
        clip = {"x": left, "y": top, "width": width, "height": bottom - top}
        page.screenshot(path=path, full_page=True, clip=clip)
    else:
        page.screenshot(path=path)
    with Image.open(path) as image:
        image.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()

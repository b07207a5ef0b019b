"""Harder pictures, more time and the browser's own work, in Chromium: nobody is shut out."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.servers import serve

from . import acts
from .conftest import watch

# What zoom of 200 % and of 400 % leaves of a window of 1280 x 800 (WCAG 1.4.4 and 1.4.10).
ZOOMED = {"width": 640, "height": 400}
NARROW = {"width": 320, "height": 256}
SLUG = "russia-and-usa-are-very-close-to-each-other-in-syria"
ARTICLE = f"/articles/{SLUG}/"
SCOPE = f"comment/{SLUG}"
RAISE = "from captcha.models import Defence; Defence.objects.update(mode='on')"


@pytest.fixture(scope="module")
def fortress():
    """A site whose defence is up: whoever comes owes level 1. One process, which counts alone."""
    with serve(workers=1) as server:
        server.manage("shell", "-c", RAISE)
        yield server


@pytest.fixture
def page(browser, fortress, trouble, request):
    """A page of a reader of the site under attack."""
    mark = request.node.get_closest_marker("browser_context_args")
    context = browser.new_context(
        base_url=fortress.url,
        viewport={"width": 320, "height": 800},
        **(mark.kwargs if mark else {}),
    )
    watch(context, fortress, trouble)
    yield context.new_page()
    context.close()


def begin(page):
    page.goto(ARTICLE)
    acts.write(page, "Under attack, and still polite.")
    acts.get_pictures(page)


def answer(page, site):
    acts.pick(page, acts.right_tiles(page, site))
    acts.send(page)


def bring(page, site, level, script):
    """Bring the pictures of ``level`` onto the page: without script they get harder by one when
    somebody answers who computed nothing."""
    page.goto(ARTICLE)
    if script and level == 2:
        for _ in range(8):  # so many reloads raise the level by one
            page.request.post("/captcha/challenge/", form={"scope": SCOPE})
    acts.write(page, "Under attack, and still polite.")
    if not script:
        acts.send(page)
    if not script and level == 2:
        answer(page, site)
    expect(page.locator("[data-captcha-sheet][src]")).to_have_count(level)


@pytest.fixture(scope="module")
def pages(browser, fortress):
    """Pages with pictures, which stay open: tests look at them and leave nothing typed."""
    pages = {}

    def open_page(level, script):
        if (level, script) not in pages:
            context = browser.new_context(base_url=fortress.url)
            if not script:  # not switched off: axe is script too
                context.route("**/*.js", lambda route: route.abort())
            page = pages[level, script] = context.new_page()
            bring(page, fortress, level, script)
        return pages[level, script]

    yield open_page
    for page in pages.values():
        page.context.close()


WAYS = [(1, True), (2, True), (2, False)]
NAMES = ["one large sheet", "two sheets", "two sheets without script"]


@pytest.fixture(params=WAYS, ids=NAMES)
def pictures(request, pages):
    """A page with the pictures of one level, as a window of 1280 px shows it."""
    page = pages(*request.param)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(forced_colors="none", reduced_motion="no-preference")
    page.number_of_tiles = {1: 12, 2: 18}[request.param[0]]
    return page


def tab_to(page, wanted):
    """Press Tab until ``wanted`` has the focus."""
    for _ in range(40):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("Tab does not lead there")


def test_axe_finds_nothing(pictures):
    found = Axe().run(pictures)
    assert found.violations_count == 0, found.generate_report()


def test_a_screen_reader_hears_each_question_and_every_picture_by_its_number(pictures):
    for question in pictures.locator("[data-captcha-prompt]").all():
        assert question.inner_text().startswith("Confirm that you are not a bot - select every ")
        expect(pictures.get_by_role("group", name=question.inner_text()).first).to_be_visible()
    boxes = pictures.locator(".captcha-tiles").get_by_role("checkbox")
    names = [f"Picture {number}" for number in range(1, pictures.number_of_tiles + 1)]
    expect(boxes).to_have_count(len(names))
    for box, name in zip(boxes.all(), names, strict=True):
        expect(box).to_have_accessible_name(name)


@pytest.mark.parametrize("size", [ZOOMED, NARROW], ids=["200 %", "400 %"])
def test_zoomed_in_nothing_is_cut_off_and_every_tile_takes_a_finger(pictures, size):
    pictures.set_viewport_size(size)
    assert pictures.evaluate("document.documentElement.scrollWidth") <= size["width"]
    for number in (1, pictures.number_of_tiles):
        box = acts.tile(pictures, number).bounding_box()
        assert min(box["width"], box["height"]) >= 44


def test_with_letters_twice_as_large_the_questions_still_fit(pictures):
    pictures.set_viewport_size(ZOOMED)
    pictures.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    width = pictures.evaluate("document.documentElement.scrollWidth")
    cut_off = pictures.locator("[data-captcha-prompt]").evaluate_all(
        "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).length"
    )
    pictures.evaluate("document.documentElement.style.removeProperty('font-size')")
    assert (width <= ZOOMED["width"], cut_off) == (True, 0)


def test_forced_colours_show_what_is_ticked_and_where_the_focus_is(pictures):
    pictures.emulate_media(forced_colors="active")
    last = acts.tile(pictures, pictures.number_of_tiles)
    last.check()
    pictures.get_by_label("Comment", exact=True).focus()
    ticked, blank = outline_of(pictures, pictures.number_of_tiles), outline_of(pictures, 1)
    tab_to(pictures, acts.tile(pictures, 1))
    focused = outline_of(pictures, 1)
    last.uncheck()
    assert (ticked, blank, focused) == ("solid", "none", "double")


def outline_of(page, number):
    name = page.locator(".captcha-tiles span").nth(number - 1)
    return name.evaluate("e => getComputedStyle(e).outlineStyle")


def test_for_those_who_want_no_motion_nothing_moves(pictures):
    pictures.emulate_media(reduced_motion="reduce")
    box = acts.tile(pictures, 1)
    box.check()
    moving = pictures.evaluate("document.getAnimations().length")
    box.uncheck()
    assert moving == 0


@acts.with_and_without_script
def test_a_keyboard_alone_answers_two_sheets(page, fortress, script):
    bring(page, fortress, 2, script)
    page.get_by_label("Comment", exact=True).focus()
    for number in acts.right_tiles(page, fortress):
        tab_to(page, acts.tile(page, number))
        page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Send", exact=True))
    page.keyboard.press("Enter")
    acts.expect_waiting(page)


def test_with_script_twelve_pictures_and_a_little_work_are_enough(page, fortress):
    begin(page)
    expect(page.get_by_role("checkbox", name="Picture 12", exact=True)).to_be_visible()
    expect(page.locator("[name=captcha-work]")).not_to_have_value("")
    answer(page, fortress)
    acts.expect_waiting(page)


@acts.WITHOUT_SCRIPT
def test_without_script_two_sheets_are_enough(page, fortress):
    page.goto(ARTICLE)
    acts.write(page, "Under attack, and still polite.")
    acts.send(page)
    answer(page, fortress)

    expect(page.locator("fieldset[data-captcha-question]")).to_have_count(2)
    expect(page.get_by_label("Comment", exact=True)).to_have_value(
        "Under attack, and still polite."
    )
    answer(page, fortress)
    acts.expect_waiting(page)


def test_before_it_expires_a_challenge_is_renewed_with_text_and_ticks_kept(page, fortress):
    page.clock.install()
    begin(page)
    acts.pick(page, [1, 5])
    sheet = page.locator("[data-captcha-sheet]").get_attribute("src")

    with page.expect_response("**/captcha/renew/") as renewal:
        page.clock.fast_forward("09:30")

    expect(page.locator("[name=captcha-token]")).to_have_value(renewal.value.json()["token"])
    assert acts.ticked(page) == [1, 5]
    expect(page.locator("[data-captcha-sheet]")).to_have_attribute("src", sheet)
    expect(page.get_by_label("Comment", exact=True)).to_have_value(
        "Under attack, and still polite."
    )


def test_other_pictures_are_no_easier_and_keep_the_text(page, fortress):
    begin(page)
    first = acts.token_of(page)
    page.get_by_role("button", name="Other pictures").click()
    expect(page.locator("[name=captcha-token]")).not_to_have_value(first)
    expect(page.locator(".captcha-tiles label")).to_have_count(12)


def test_who_cannot_use_pictures_gets_in_by_keyboard_alone(page, fortress):
    page.goto(ARTICLE)
    page.get_by_label("Name", exact=True).focus()
    page.keyboard.type("Anna")
    page.keyboard.press("Tab")
    page.keyboard.type("I cannot see the pictures.")
    acts.get_pictures(page)
    unable = page.get_by_role("checkbox", name="I can't use pictures")
    for _ in range(20):
        page.keyboard.press("Tab")
        if unable.evaluate("box => box === document.activeElement"):
            break
    page.keyboard.press("Space")
    page.get_by_role("button", name="Send", exact=True).press("Enter")
    acts.expect_waiting(page)

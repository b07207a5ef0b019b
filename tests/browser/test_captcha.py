"""The pictures in the form: named, large enough, with a ring that shows, and renewed in time."""

import pytest
from playwright.sync_api import expect

from . import acts


@pytest.fixture
def article(facts):
    return facts["written"]


@pytest.fixture
def pictures(page, article):
    """The captcha of a form that a reader has begun to fill in."""
    page.goto(article)
    page.get_by_label("Name", exact=True).focus()
    acts.get_pictures(page)
    return page.locator("[data-captcha]")


def test_nothing_is_fetched_before_the_reader_begins_to_write(page, article):
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(article, wait_until="networkidle")

    assert not [url for url in asked if "/captcha/" in url and "/static/" not in url]
    expect(page.get_by_text("Before it is sent you are asked to pick")).to_be_visible()


def test_the_pictures_are_a_group_named_by_the_question(pictures):
    question = pictures.locator("[data-captcha-prompt]").inner_text()

    assert question.startswith("Confirm that you are not a bot - select every ")
    expect(pictures.get_by_role("group", name=question)).to_be_visible()


def test_each_tile_is_a_checkbox_whose_name_is_the_same_when_ticked(pictures):
    names = [f"Picture {number}" for number in range(1, 10)]
    for name in names:
        pictures.get_by_role("checkbox", name=name, exact=True).check()

    boxes = pictures.locator(".captcha-tiles").get_by_role("checkbox", checked=True)

    expect(boxes).to_have_count(9)
    for box, name in zip(boxes.all(), names, strict=True):
        expect(box).to_have_accessible_name(name)


def test_the_picture_shows_in_full_and_the_tiles_lie_over_it(pictures):
    sheet = pictures.locator("[data-captcha-sheet]")
    expect(sheet).to_have_js_property("naturalWidth", 480)
    around, tiles = sheet.bounding_box(), pictures.locator(".captcha-tiles").bounding_box()

    assert around == pytest.approx(tiles, abs=1)


def test_a_focused_tile_shows_a_ring(page, pictures):
    resting = ring_of(pictures, 1)
    acts.tile(page, 9).focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")

    style, width, shadow = ring_of(pictures, 9)

    assert (style, width) == ("solid", "4px")
    assert shadow != resting[2]


def test_a_ticked_tile_keeps_its_ring_and_its_frame(page, pictures):
    acts.tile(page, 5).focus()
    page.keyboard.press("Space")

    assert ring_of(pictures, 5)[:2] == ("solid", "4px")
    assert ring_of(pictures, 5)[2] != ring_of(pictures, 1)[2]


def ring_of(pictures, number):
    """Return what is drawn around a tile: outline style and width, and the inner frame."""
    name = pictures.locator(".captcha-tiles label").nth(number - 1).locator("span")
    drawn = "s => [s.outlineStyle, s.outlineWidth, s.boxShadow]"
    return tuple(name.evaluate(f"e => ({drawn})(getComputedStyle(e))"))


@pytest.mark.browser_context_args(viewport={"width": 320, "height": 640}, has_touch=True)
def test_the_tiles_take_a_finger_on_the_narrowest_telephone(page, pictures):
    for number in range(1, 10):
        box = acts.tile(page, number).bounding_box()
        assert min(box["width"], box["height"]) >= 44

    acts.tile(page, 9).tap()

    assert acts.ticked(page) == [9]


@pytest.mark.browser_context_args(viewport={"width": 320, "height": 640})
def test_the_tiles_stay_over_their_pictures_from_right_to_left(page, pictures):
    page.evaluate("document.documentElement.dir = 'rtl'")

    boxes = pictures.locator(".captcha-tiles input").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().x)"
    )

    assert boxes[0] < boxes[1] < boxes[2]


@pytest.mark.browser_context_args(forced_colors="active")
def test_forced_colours_leave_the_picture_and_show_what_is_ticked(page, pictures):
    acts.tile(page, 4).check()

    assert ring_of(pictures, 4)[0] != "none"
    assert ring_of(pictures, 1)[0] == "none"
    expect(pictures.locator("[data-captcha-sheet]")).to_have_css("forced-color-adjust", "none")


def test_pictures_about_to_expire_get_more_time_and_keep_their_ticks(page, article):
    page.clock.install()
    page.goto(article)
    acts.write(page, "Slowly picked.")
    acts.get_pictures(page)
    sheet = page.locator(".captcha-sheet img").get_attribute("src")
    acts.tile(page, 3).check()

    with page.expect_response("**/captcha/renew/") as renewal:
        page.clock.fast_forward(571_000)

    expect(page.locator("[name=captcha-token]")).to_have_value(renewal.value.json()["token"])
    assert page.locator(".captcha-sheet img").get_attribute("src") == sheet
    assert acts.ticked(page) == [3]
    acts.expect_typed(page, "Slowly picked.")


@pytest.mark.parametrize(("is_ticked", "is_replaced"), [(False, True), (True, False)])
def test_where_no_more_time_is_given_only_pictures_without_ticks_are_replaced(
    page, article, trouble, is_ticked, is_replaced
):
    page.clock.install()
    page.route("**/captcha/renew/", lambda route: route.fulfill(status=410))
    page.goto(article)
    acts.write(page, "Slowly written.")
    acts.get_pictures(page)
    before = acts.token_of(page)
    acts.tile(page, 3).set_checked(is_ticked)

    with page.expect_response("**/captcha/renew/"):
        page.clock.fast_forward(571_000)
    if is_replaced:
        expect(page.locator("[name=captcha-token]")).not_to_have_value(before)

    assert (acts.token_of(page) != before) is is_replaced
    acts.expect_typed(page, "Slowly written.")
    told = page.locator("[data-captcha]").get_by_role("status")
    if is_ticked:
        expect(told).to_contain_text("The time for these pictures is nearly over.")
    trouble.clear()


def test_a_renewal_that_did_not_arrive_is_tried_again(page, article, trouble):
    page.clock.install()
    failures = iter([lambda route: route.abort(), lambda route: route.fulfill(status=503)])
    page.route("**/captcha/renew/", lambda route: next(failures, lambda r: r.continue_())(route))
    page.goto(article)
    acts.write(page, "Written in a tunnel.")
    acts.get_pictures(page)
    acts.tile(page, 3).check()

    with page.expect_request("**/captcha/renew/"):
        page.clock.fast_forward(571_000)
    with page.expect_response("**/captcha/renew/"):
        page.clock.run_for(15_000)
    with page.expect_response("**/captcha/renew/") as renewal:
        page.clock.run_for(15_000)

    expect(page.locator("[name=captcha-token]")).to_have_value(renewal.value.json()["token"])
    assert renewal.value.status == 200
    assert acts.ticked(page) == [3]
    trouble.clear()


def test_the_pictures_come_where_no_worker_can_be_made(page, article):
    page.add_init_script("window.Worker = class { constructor() { throw new Error('origin'); } };")
    page.goto(article)
    acts.write(page, "Written without a worker.")
    acts.get_pictures(page)

    expect(page.locator("[data-captcha-sheet]")).to_have_js_property("naturalWidth", 480)
    assert len(acts.token_of(page)) == 92
    expect(page.locator("[data-captcha-status]")).to_have_text("")


def test_a_sheet_that_a_busy_server_refused_is_asked_for_again(page, article, trouble):
    refusals = iter([503, 503])
    page.route(
        "**/1.jpg",
        lambda route: route.fulfill(status=s) if (s := next(refusals, 0)) else route.continue_(),
    )
    page.goto(article)
    acts.write(page, "Patiently written.")

    sheet = page.locator("[data-captcha-sheet]")

    expect(sheet).to_have_js_property("naturalWidth", 480, timeout=10_000)
    assert [line.split()[0] for line in trouble] == ["503", "503"]
    trouble.clear()


def test_without_an_answer_the_form_says_how_to_go_on(page, article):
    page.route("**/captcha/challenge/", lambda route: route.abort())
    page.goto(article)
    acts.write(page, "Written all the same.")
    status = page.locator("[data-captcha]").get_by_role("status")
    expect(status).to_contain_text("Send the form: they come with the next page.")

    acts.send(page)

    expect(page.locator("[data-captcha-sheet]")).to_be_visible()
    acts.expect_typed(page, "Written all the same.")

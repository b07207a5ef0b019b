"""How the pages look: narrow, in both themes, in forced colours, mirrored and on paper."""

import pytest
from playwright.sync_api import expect

BORDERS = """main => [...main.querySelectorAll("button, textarea, input")]
    .filter(e => e.type !== "hidden" && !["checkbox", "radio"].includes(e.type) && !e.ariaHidden)
    .map(e => getComputedStyle(e).borderTopStyle)"""


@pytest.mark.browser_context_args(viewport={"width": 320, "height": 800})
def test_deep_replies_keep_a_readable_column_on_the_narrowest_telephone(page, facts):
    page.goto(facts["deep"])

    bodies = page.locator("[data-comment-body]")
    widths = [body.bounding_box()["width"] for body in bodies.all()]

    assert bodies.filter(has_text="A reply on level 12.").bounding_box()["width"] == min(widths)
    assert min(widths) >= 200


def test_the_indentation_stops_at_the_sixth_level(page, facts):
    page.goto(facts["deep"])

    starts = [
        page.locator("[data-comment]")
        .filter(has_text=f"A reply on level {level}.")
        .bounding_box()["x"]
        for level in range(2, 13)
    ]

    assert starts[:5] == sorted(set(starts[:5]))
    assert set(starts[4:]) == {starts[4]}


@pytest.mark.browser_context_args(viewport={"width": 320, "height": 800})
@pytest.mark.parametrize("name", ["deep", "page_two"])
def test_a_page_mirrors_without_scrolling_sideways(page, facts, name):
    page.goto(facts[name])
    page.evaluate("document.documentElement.dir = 'rtl'")

    inside = page.evaluate("document.documentElement.scrollWidth")
    text, edge = page.locator("#comments"), page.locator("main").bounding_box()

    assert inside == 320
    assert text.evaluate("e => getComputedStyle(e).textAlign") == "start"
    indented = page.locator(".indent-6").first
    if name == "deep":
        box = indented.bounding_box()
        assert edge["x"] + edge["width"] - (box["x"] + box["width"]) > 40


@pytest.mark.parametrize(("scheme", "is_dark"), [("light", False), ("dark", True)])
@pytest.mark.parametrize("path", ["/", "/admin/"])
def test_the_page_follows_the_reader_s_theme(page, scheme, is_dark, path):
    page.emulate_media(color_scheme=scheme)
    page.goto(path)

    paper = page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")

    assert (sum(channels(paper)) < 200) == is_dark


def channels(colour):
    return [int(number) for number in colour.removeprefix("rgb(").removesuffix(")").split(",")]


@pytest.mark.browser_context_args(forced_colors="active")
def test_forced_colours_leave_every_field_and_button_a_border(page, facts):
    drawn = {}
    for path in (
        facts["written"],
        facts["private"]["pending"],
        facts["private"]["returned"],
        facts["mail"]["all"],
        facts["mail"]["follow"],
        f"/comments/{facts['reply']}/report/",
    ):
        page.goto(path)
        drawn[path] = page.locator("main").evaluate(BORDERS)

    assert [len(borders) >= 2 for borders in drawn.values()] == [True] * 6
    assert {border for borders in drawn.values() for border in borders} == {"solid"}


@pytest.mark.browser_context_args(forced_colors="active")
def test_forced_colours_leave_the_pictures_beside_names_and_what_floats_over_the_text(page, facts):
    page.goto(facts["deep"])
    page.evaluate("localStorage['seen/deep'] = JSON.stringify({ids: [], at: Date.now()})")
    page.reload()
    page.locator("[data-comment-body] p").first.evaluate("e => getSelection().selectAllChildren(e)")

    expect(page.locator(".face").first).to_have_css("forced-color-adjust", "none")
    for name in ("Quote", "Next new comment (15)"):
        floating = page.get_by_role("button", name=name)
        expect(floating).to_have_css("border-top-style", "solid")
        expect(floating).not_to_have_css("background-color", "rgba(0, 0, 0, 0)")


def test_paper_has_the_article_and_its_comments_and_no_form(page, facts):
    page.goto(facts["deep"])
    page.emulate_media(media="print")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("We corrected the map.")).to_be_visible()
    expect(page.locator("form:visible, .footer:visible, .comment-reply:visible")).to_have_count(0)


def test_paper_has_what_a_page_says_and_nothing_to_press(page, facts):
    page.emulate_media(media="print")
    for path, words in (
        (facts["private"]["pending"], "The one that is pending."),
        (facts["private"]["returned"], "Please name your source."),
        (facts["mail"]["all"], "What becomes of your comment"),
        (f"/comments/{facts['reply']}/report/", "This finally made sense"),
    ):
        page.goto(path)

        expect(page.get_by_text(words).first).to_be_visible()
        expect(page.locator("button:visible, summary:visible")).to_have_count(0)


def test_the_first_tab_stop_skips_to_the_text(page, facts):
    page.goto(facts["first"])
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the text")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('main') !== null")

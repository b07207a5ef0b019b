"""What a reader's page costs: few bytes, few requests, and nothing that moves."""

import re

import pytest

from benchmarks.reader import Visit, fill

KB = 1000


@pytest.fixture(scope="session")
def browser(whole_browser):
    """One that asks for all that a reader's asks for."""
    return whole_browser


@pytest.fixture(scope="module")
def fifty(site):
    """The path of an article with fifty comments."""
    return fill(site)


@pytest.fixture
def visit(page, fifty):
    return Visit(page, fifty)


def test_an_article_with_fifty_comments_is_light(visit):
    assert sum(visit.bytes.values()) <= 60 * KB
    assert visit.bytes["Stylesheet"] <= 12 * KB


def test_a_page_that_is_only_read_asks_for_no_font_and_no_picture(visit):
    icon_of_the_tab = {"Other": 1}
    assert visit.requests == {"Document": 1, "Stylesheet": 2, "Script": 2, **icon_of_the_tab}


def test_script_is_six_kilobytes_at_most(page, fifty):
    sizes = []
    page.on("response", lambda answer: sizes.append((answer.url, answer.headers)))
    page.goto(fifty, wait_until="networkidle")

    scripts = [headers for url, headers in sizes if re.search(r"\.js$", url)]

    assert len(scripts) == 2
    assert {headers["content-encoding"] for headers in scripts} <= {"br", "gzip"}
    assert sum(int(headers["content-length"]) for headers in scripts) <= 6 * KB


@pytest.mark.parametrize("width", [1280, 375])
def test_nothing_moves_while_a_page_arrives(page, fifty, width):
    page.set_viewport_size({"width": width, "height": 700})

    assert Visit(page, fifty).shift == 0

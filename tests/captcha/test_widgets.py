"""The pictures as HTML (law 4: nothing in it depends on the answer)."""

import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from django.utils.translation import override

from captcha.asking import Asker
from captcha.challenge import issue
from captcha.levels import HARDEST, LEVELS
from captcha.widgets import CaptchaWidget

ANNA = Asker("A" * 22)


class Elements(HTMLParser):
    """Every start tag with its attributes, and the text that follows it."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append({"tag": tag, "text": "", **dict(attrs)})

    def handle_data(self, data):
        if self.found:
            self.found[-1]["text"] += data.strip()

    def all(self, tag, **attrs):
        return [e for e in self.found if e["tag"] == tag and attrs.items() <= e.items()]


@pytest.fixture
def asked():
    return issue("letter", ANNA)


def render(asked, value=None):
    widget = CaptchaWidget()
    widget.challenge, widget.scope = asked, "letter"
    return widget.render("captcha", value, {"id": "id_captcha"})


def test_the_question_is_the_legend_of_a_fieldset(asked):
    page = Elements(render(asked))
    assert len(page.all("fieldset")) == 1
    assert page.all("legend")[0]["text"] == asked.sheets[0].prompt.sentence("en")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_question_is_asked_in_the_language_of_the_page(asked, language):
    with override(language):
        html = render(asked)
    assert asked.sheets[0].prompt.sentence(language) in html


def test_tiles_are_nine_checkboxes_in_reading_order_with_names_of_their_own(asked):
    page = Elements(render(asked))
    boxes = page.all("input", type="checkbox", name="captcha-tile")
    assert [box["value"] for box in boxes] == [str(tile) for tile in range(1, 10)]
    labels = [e["text"] for e in page.all("span") if e["text"].startswith("Picture ")]
    assert labels == [f"Picture {tile}" for tile in range(1, 10)]


def test_every_checkbox_is_inside_its_own_label(asked):
    html = render(asked)
    assert len(re.findall(r"<label><input type=\"checkbox\"", html)) == 10


def test_the_sheet_is_one_image_whose_text_tells_nothing(asked):
    (sheet,) = Elements(render(asked)).all("img")
    assert sheet["src"] == reverse("captcha:sheet", args=[str(asked), 1])
    assert sheet["alt"] == "The pictures, numbered row by row"


def test_ticks_are_kept_for_the_challenge_they_were_made_for(asked):
    html = render(asked, (str(asked), ["2", "9"], True, "", ""))
    checked = [box["value"] for box in Elements(html).all("input") if "checked" in box]
    assert checked == ["2", "9", "1"]  # the last is "I can't use pictures"


def test_ticks_made_for_another_challenge_are_dropped(asked):
    html = render(asked, (str(issue("letter", ANNA)), ["2", "9"], False, "", ""))
    assert "checked" not in html


def test_what_was_posted_is_never_written_into_the_page(asked):
    assert "script" not in render(asked, ("<script>", ["<script>"], False, "<script>", "<script>"))


def test_without_a_challenge_there_is_a_template_and_nothing_to_send():
    html = render(None)
    assert "<template>" in html and "</template>" in html
    assert 'name="captcha-token" value=""' in html
    assert "src=" not in html


def test_other_pictures_can_be_asked_for_whatever_else_the_form_holds(asked):
    (button,) = Elements(render(asked)).all("button")
    assert (button["type"], button["name"]) == ("submit", "captcha-other")
    assert "formnovalidate" in button


def without_what_may_differ(asked):
    html = render(asked)
    for sheet in asked.sheets:
        for part, name in [
            (reverse("captcha:sheet", args=[str(asked), sheet.index + 1]), "SHEET"),
            (sheet.prompt.sentence("en"), "PROMPT"),
        ]:
            assert part in html or name in html
            html = html.replace(part, name)
    assert str(asked) in html
    html = html.replace(str(asked), "TOKEN")
    return re.sub(r'data-expires-in="\d+"', "SECONDS", html)


@pytest.mark.parametrize("level", range(len(LEVELS)))
def test_nothing_in_the_html_depends_on_the_answer(level):
    challenges = [issue("letter", ANNA, level) for _ in range(40)]
    assert len({asked.answer for asked in challenges}) > 20
    assert len({without_what_may_differ(asked) for asked in challenges}) == 1


def test_two_sheets_are_two_fieldsets_with_tiles_numbered_through(asked):
    hard = issue("letter", ANNA, HARDEST)
    page = Elements(render(hard))
    assert [legend["text"] for legend in page.all("legend")] == [
        sheet.prompt.sentence("en") for sheet in hard.sheets
    ]
    boxes = page.all("input", type="checkbox", name="captcha-tile")
    assert [box["value"] for box in boxes] == [str(tile) for tile in range(1, 19)]


def test_ticks_of_both_sheets_are_kept():
    hard = issue("letter", ANNA, HARDEST)
    html = render(hard, (str(hard), ["2", "18"], False, "7", ""))
    assert [b["value"] for b in Elements(html).all("input") if "checked" in b] == ["2", "18"]
    (work,) = Elements(html).all("input", name="captcha-work")
    assert work["value"] == "7"


def test_the_bait_is_hidden_from_people_and_their_tools(asked):
    (bait,) = Elements(render(asked)).all("input", name="captcha-website")
    assert (bait["tabindex"], bait["autocomplete"]) == ("-1", "off")
    assert '<p class="captcha-bait" aria-hidden="true">' in render(asked)


@pytest.mark.parametrize("tiles", [["3", "5"], [3, 5], (3, 5)])
def test_a_plain_dict_is_read_like_what_a_browser_posts(tiles):
    data = {"captcha-token": "x", "captcha-tile": tiles}
    value = CaptchaWidget().value_from_datadict(data, {}, "captcha")
    assert value == ("x", ["3", "5"], False, "", "")
    one = CaptchaWidget().value_from_datadict({"captcha-tile": 7}, {}, "captcha")
    assert one[:2] == ("", ["7"])

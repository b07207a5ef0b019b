"""Drawing: once a token, one at a time, and a flood is turned away."""

import threading

import pytest

from captcha import drawing
from captcha.asking import Asker
from captcha.challenge import Sheet
from captcha.challenge import issue as issue_to


def issue(scope="a"):
    return issue_to(scope, Asker())


def drawn_of(asked, index=0):
    return drawing.drawn(asked.nonce, asked.sheets[index])


@pytest.fixture
def drawn(monkeypatch):
    """Record what is drawn, instead of drawing it."""
    drawn = []

    def draw(sheet):
        drawn.append(sheet)
        return b"sheet %d of " % sheet.index + sheet.token.nonce

    monkeypatch.setattr(Sheet, "draw", draw)
    return drawn


class Easel:
    """A drawing that goes on until the test says stop, as seen by the threads that wait for it."""

    def __init__(self, monkeypatch):
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.at_once = self.most_at_once = 0
        self.threads = []
        self.sheets = []
        monkeypatch.setattr(Sheet, "draw", self.draw)

    def draw(self):
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.begun.set()
        assert self.go_on.wait(timeout=30)
        self.at_once -= 1
        return b"sheet"

    def ask_for(self, asked):
        thread = threading.Thread(target=lambda: self.sheets.append(drawn_of(asked)))
        self.threads.append(thread)
        thread.start()

    def finish(self):
        self.go_on.set()
        for thread in self.threads:
            thread.join(timeout=30)


@pytest.fixture
def easel(monkeypatch):
    easel = Easel(monkeypatch)
    yield easel
    easel.finish()


@pytest.fixture
def crowded(easel):
    """The line is full: one sheet is being drawn, and others wait for the pencil."""
    easel.ask_for(issue())
    assert easel.begun.wait(timeout=30)
    for _ in range(drawing.LINE - 1):
        easel.ask_for(issue())
    for _ in range(3000):  # until all of them stand in it
        if not drawing._line._value or easel.go_on.wait(timeout=0.01):
            return easel
    raise AssertionError("the line does not fill")


def test_a_sheet_is_drawn_once_however_often_it_is_asked_for(drawn):
    asked = issue()
    sheets = {drawn_of(asked) for _ in range(3)}
    assert sheets == {b"sheet 0 of " + asked.token.nonce}
    assert drawn == [asked.sheets[0]]


def test_every_challenge_has_a_sheet_of_its_own(drawn):
    first, second = issue(), issue()
    assert drawn_of(first) != drawn_of(second)


def test_the_last_sheets_are_kept_and_older_ones_are_not(drawn):
    challenges = [issue() for _ in range(drawing.KEPT + 1)]
    for asked in challenges:
        drawn_of(asked)
    assert len(drawing._sheets) == drawing.KEPT
    assert (challenges[0].nonce, 0) not in drawing._sheets
    assert (challenges[1].nonce, 0) in drawing._sheets


def test_a_flood_is_turned_away_at_once(crowded):
    with pytest.raises(drawing.Busy):
        drawn_of(issue())


def test_a_sheet_that_is_kept_needs_no_line(crowded):
    asked = issue()
    drawing._sheets[asked.nonce, 0] = b"kept"
    assert drawn_of(asked) == b"kept"


def test_one_sheet_is_drawn_at_a_time_and_all_in_the_line_get_theirs(crowded):
    crowded.finish()
    assert crowded.sheets == [b"sheet"] * drawing.LINE
    assert crowded.most_at_once == 1


def test_after_a_flood_there_is_room_again(crowded):
    with pytest.raises(drawing.Busy):
        drawn_of(issue())
    crowded.finish()
    assert drawn_of(issue()) == b"sheet"


def test_two_that_wait_for_the_same_sheet_share_one_drawing(easel):
    asked = issue()
    easel.ask_for(asked)
    assert easel.begun.wait(timeout=30)
    easel.begun.clear()
    easel.ask_for(asked)
    easel.finish()
    assert easel.sheets == [b"sheet"] * 2
    assert not easel.begun.is_set()


def test_a_drawing_that_fails_gives_its_place_back(monkeypatch):
    def fail(asked):
        raise MemoryError

    monkeypatch.setattr(Sheet, "draw", fail)
    for _ in range(drawing.LINE + 1):
        with pytest.raises(MemoryError):
            drawn_of(issue())

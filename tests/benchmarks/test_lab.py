"""What the lab says of its figures; its networks need Torch, which the tests do without."""

import numpy as np
import pytest

from benchmarks.lab import by_eye, costs, deciding, people, record, report, targets
from benchmarks.lab.drawing import Sheets
from benchmarks.lab.plots import Curve, Plot
from benchmarks.lab.rates import Rate, surest_of
from benchmarks.lab.report import attackers, text
from benchmarks.lab.sites import unseen
from captcha import export
from captcha.challenge import Sheet
from captcha.owed import ISSUED_STEPS, NEWCOMER_STEPS
from captcha.pictures.counterchange import KINDS
from captcha.pictures.printing import PROCESSES


def run_of(passed):
    shares = {"8": [1, 250], "200": [1, 10]}
    rates = {"tiles": [9, 10], "passed": passed, "surest": shares}
    work = {"drawing_minutes": 1.0, "tiles_drawn": 9_000, "weights": 1_000, "sites": 50}
    return {**rates, **work, "adapted": rates}


@pytest.fixture
def kept(tmp_path):
    return record.Record(tmp_path / "strength" / "figures.json", "a generator")


def verdicts(kept):
    return [line.is_kept for line in targets.lines(kept)]


def test_an_interval_holds_the_share_and_narrows_with_the_count():
    few, many = Rate(5, 100).interval, Rate(500, 10_000).interval
    assert few[0] < many[0] < 0.05 < many[1] < few[1]
    assert (round(few[0], 4), round(few[1], 4)) == (0.0215, 0.1118)


def test_a_report_on_nothing_says_that_nothing_was_run(kept, tmp_path):
    report.write(kept, tmp_path / "report.md")
    text = (tmp_path / "report.md").read_text()
    assert verdicts(kept) == [None] * 10
    assert text.count("Not run.\n") == 9


def test_a_shorter_training_breaks_a_promise_but_never_keeps_it(kept):
    kept.put("public 2", run_of([10, 2_000]))
    assert verdicts(kept)[0] is None
    kept.put("public 20", run_of([1_000, 2_000]))
    assert verdicts(kept)[0] is False
    kept.put("public 120", run_of([10, 2_000]))
    assert verdicts(kept)[0] is True
    kept.put("public 240", run_of([1_000, 2_000]))
    assert verdicts(kept)[0] is True


def test_a_partial_report_names_the_budgets_that_were_not_run(kept, tmp_path):
    kept.put("public 2", run_of([10, 2_000]))
    kept.put("public 20", run_of([100, 2_000]))
    report.write(kept, tmp_path / "report.md")
    text = (tmp_path / "report.md").read_text()
    assert "Not run: 120 CPU minutes." in text
    assert "5.0 % (4.1 to 6.0) after 20 minutes; 120 not run" in text
    assert (tmp_path / "strength" / "public-network.svg").read_text().count("<polyline") == 4


def test_a_generator_is_named_by_every_way_of_printing_and_of_parting_a_tile():
    programs = [sheet.program for sheet in record.sample()]
    assert {program.plan.process for program in programs} == set(PROCESSES)
    assert {program.fields.kind for program in programs} == set(KINDS)


def test_figures_are_read_again_until_the_pictures_change(kept, monkeypatch):
    kept.put("by-eye", {"right": 97, "of": 100, "wrong": [], "words": ""})
    monkeypatch.setattr(record, "generator", lambda: "a generator")
    assert verdicts(record.load(kept.path))[4] is True
    monkeypatch.setattr(record, "generator", lambda: "another one")
    assert verdicts(record.load(kept.path))[4] is None


@pytest.mark.parametrize(
    ("passed", "says"),
    [
        ([20, 50], "50 or fewer"),
        ([5, 20], "about 79"),
        ([1, 2], "more than 200"),
    ],
)
def test_the_labels_needed_are_found_between_the_measured_numbers(passed, says):
    curve = {
        str(count): {"passed": [hits, 100]} for count, hits in zip((50, 200), passed, strict=True)
    }
    assert targets.labels_needed(curve)[1] == says


def test_the_strongest_attacker_with_labels_is_named_first_and_decides(kept):
    curves = {
        "weak": {"50": {"passed": [1, 100]}, "5000": {"passed": [2, 100]}},
        "strong": {"50": {"passed": [40, 100]}, "5000": {"passed": [90, 100]}},
    }
    kept.put("labels", {"attackers": curves})
    line = targets.labels_line(kept)
    assert line.reached == "50 or fewer (strong); more than 5,000 (weak)"
    assert line.is_kept is False


def test_a_plot_has_a_line_for_every_curve_and_for_the_target():
    curves = [Curve("one", [(2, 0.1), (20, 0.9)]), Curve("two & more", [(2, 0.0), (20, 1.0)])]
    svg = Plot("A title", "minutes", curves, (0.05, "target")).svg()
    assert svg.count("<polyline") == 2
    assert "two &amp; more" in svg and ">target<" in svg


@pytest.mark.parametrize(("tiles", "is_kept"), [([2_290, 4_500], True), ([2_330, 4_500], False)])
def test_looking_up_is_chance_only_if_the_interval_holds_chance(kept, tiles, is_kept):
    kept.put("hash", {"hashes": {"one": {"tiles": [2_250, 4_500]}, "two": {"tiles": tiles}}})
    assert targets.hash_line(kept).is_kept is is_kept


@pytest.mark.parametrize(
    ("minutes", "says"), [(20, "Without any label, that network passes 50.0 %"), (2, "")]
)
def test_what_a_network_passes_without_labels_is_said_beside_the_labels(kept, minutes, says):
    kept.put("public 20", run_of([1_000, 2_000]))
    kept.put("labels", {"network_minutes": minutes})
    assert attackers.without_labels(kept).strip().startswith(says)
    assert bool(attackers.without_labels(kept)) is bool(says)


def test_a_section_names_every_day_its_parts_were_measured_on(kept):
    for part, day in (
        ("public 2", "2026-11-22"),
        ("public 20", "2026-11-23"),
        ("hash", "2026-11-23"),
    ):
        kept.parts[part] = {"date": day, "figures": {}}
    assert "Measured 2026-11-22 and 2026-11-23. " in text.section(
        "T", kept, "public 20", "public 2"
    )
    assert "Measured 2026-11-23. " in text.section("T", kept, "public 20", "hash")


def test_only_the_first_sheet_of_a_program_counts_as_a_first_drawing(monkeypatch):
    site = unseen(1)
    sheets = [one.sheets[0] for one in export.challenges(site.secret_key, site.day, 0, 12, "tests")]
    now, met = 0.0, set()

    def draw(sheet):
        nonlocal now
        now += 0.001 if sheet.program in met else 0.007
        met.add(sheet.program)
        return b"jpeg"

    monkeypatch.setattr(Sheet, "draw", draw)
    monkeypatch.setattr(costs.time, "process_time", lambda: now)
    found = costs.figures(sheets)
    assert (round(found["first_ms"]), round(found["median_ms"])) == (7, 1)


def test_responses_are_compared_challenge_by_challenge(tmp_path):
    assert by_eye.figures(tmp_path, "this") is None
    (tmp_path / by_eye.RIGHT).write_text("1: 2 5\n2: 1\n3: 9\n")
    (tmp_path / by_eye.GIVEN).write_text("this\nSomebody,\nat noon.\n1: 5 2\n2: 1 3\n")
    assert by_eye.figures(tmp_path, "another") is None
    assert by_eye.figures(tmp_path, "this") == {
        "right": 1,
        "of": 3,
        "wrong": [2, 3],
        "words": "Somebody, at noon.",
    }


def test_more_tiles_to_pick_take_longer():
    site = unseen(1)
    asked = export.challenges(site.secret_key, site.day, 0, 60, "tests")
    sheets = sorted((one.sheets[0] for one in asked), key=lambda sheet: len(sheet.answer))
    for hand in people.HANDS:
        few, many = (people.seconds(sheet, "en", hand) for sheet in (sheets[0], sheets[-1]))
        assert few < many < 30


def test_a_finger_is_quicker_than_a_mouse_and_slower_the_farther_it_goes():
    assert 0 < people.tapping(1) < people.tapping(3) < people.clicking(3)


def test_the_margins_of_many_tiles_are_those_of_the_worst(monkeypatch):
    site = unseen(1)
    (asked,) = export.challenges(site.secret_key, site.day, 0, 1, "tests")
    hidden, degrees = iter([0.1, 0.3, *[0.2] * 7]), iter([25, 21, *[30] * 7])
    monkeypatch.setattr(people.margins, "hidden", lambda *_: {"pose": next(hidden)})
    monkeypatch.setattr(people.margins, "degrees", lambda _: next(degrees))
    assert people.margins_of(asked.sheets) == {"hidden": {"pose": 0.3}, "degrees": 21}


def test_margins_are_the_worst_of_all_tiles_and_decide(kept):
    site = unseen(1)
    sheets = [one.sheets[0] for one in export.challenges(site.secret_key, site.day, 0, 8, "tests")]
    figures = people.figures(sheets)
    kept.put("people", figures)
    assert set(figures["margins"]["hidden"]) == {"pose", "holds", "wears", "near"}
    judged = targets.separation_line, targets.hidden_line, targets.degrees_line
    assert all(line(kept).is_kept for line in judged)
    figures["legibility"]["separation of figure and ground"]["thousandth"] = 0.09
    figures["margins"] = {"hidden": {"pose": 0.1, "wears": 0.21}, "degrees": 19.9}
    kept.put("people", figures)
    assert [line(kept).is_kept for line in judged] == [False, False, False]


def test_a_choosy_attacker_is_judged_by_the_surest_of_each_so_many():
    sure = [0.1, 0.9, 0.3, 0.8, 0.2, 0.1, 0.99]
    passed = [False, True, False, False, True, True, True]
    assert surest_of(3, sure, passed) == Rate(1, 2)


def test_a_choosy_attacker_answers_the_surest_that_the_budgets_let_one_browser_see():
    assert (ISSUED_STEPS[0], NEWCOMER_STEPS[0]) == deciding.LOOKED_AT
    right = np.tile([True, False], (8, 1))
    likely = np.tile([[0.4, 0.6], [0.6, 0.4]], (8, 1, 1))  # believed the wrong way round
    likely[3] = [[0.99, 0.01], [0.01, 0.99]]  # but for one sheet
    beliefs = deciding.Beliefs([likely], [np.array([0.5, 0.5])])
    sheets = Sheets(np.empty((8, 2, 1, 1, 3)), np.zeros((8, 2, 1)), np.zeros((8, 1), int), right, 0)
    outcome = deciding.attack(beliefs, sheets)
    assert (outcome.passed, outcome.surest[8]) == (Rate(1, 8), Rate(1, 1))

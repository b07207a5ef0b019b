import random

from captcha.challenge import DAY, look
from captcha.pictures.looks import PROGRAMS, write_look
from captcha.pictures.printing import PROCESSES
from tests.captcha.pictures.samples import some_look


def said(look):
    """A look without its contours, which are functions."""
    return [(p.plan, p.places, p.hand.bones, p.hand.torso, p.hand.limb) for p in look.programs]


def test_the_same_state_writes_the_same_look():
    assert said(write_look(random.Random(1))) == said(write_look(random.Random(1)))


def test_no_two_programs_of_a_look_let_the_same_thing_carry_the_figures():
    for seed in range(50):
        processes = [program.plan.process for program in some_look(seed).programs]
        assert len(set(processes)) == PROGRAMS


def test_every_process_and_every_build_is_written_sooner_or_later():
    programs = [program for seed in range(100) for program in some_look(seed).programs]
    assert {program.plan.process for program in programs} == set(PROCESSES)
    assert len({(p.hand.bones, p.hand.torso, p.hand.palms) for p in programs}) == 4 * 5 * 3


def test_another_key_and_another_day_write_another_look():
    one = said(look(b"key one", 20_000))
    assert one == said(look(b"key one", 20_000))
    assert one != said(look(b"key two", 20_000))
    assert one != said(look(b"key one", 20_001))


def test_a_day_is_that_of_the_world():
    assert DAY == 24 * 60 * 60

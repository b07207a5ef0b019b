"""How fast a moderator clears a queue: a site of its own, which is empty at the end."""

import ast

from tests.servers import serve

from . import acts, clearing

NUMBER = 400


def test_a_moderator_clears_four_hundred_by_keyboard_alone(
    browser, browser_context_args, record_testsuite_property
):
    with serve(workers=2) as site:
        site.manage("shell", "-c", clearing.FILL.format(number=NUMBER))
        with browser.new_context(**{**browser_context_args, "base_url": site.url}) as context:
            desk = context.new_page()
            acts.sign_in(desk, "mary")
            desk.goto("/admin/comments/comment/")

            shift = clearing.clear(desk)

        log = site.manage("shell", "-c", clearing.LOG).splitlines()[-1]
    record_testsuite_property("a moderator's shift", str(shift))
    assert ast.literal_eval(log) == clearing.expected(NUMBER)
    assert shift.keystrokes / shift.decisions <= 1.3

"""Two versions that serve side by side judge no picture by the other's answer."""

import json

from . import golden


def test_what_a_token_asks_changes_only_with_its_version():
    written, now = json.loads(golden.PLACE.read_text()), golden.now()
    assert now["version"] == written["version"], "Run: python -m tests.captcha.golden"
    assert now["asked"] == written["asked"], (
        "The same token now asks something else, and a worker of the version before would judge it "
        "by another answer: raise VERSION in captcha/token.py, then run: "
        "python -m tests.captcha.golden"
    )

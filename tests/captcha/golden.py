"""What fixed tokens ask, as written down in golden.json; run as a script it writes it down anew::

    python -m tests.captcha.golden

Do that together with raising ``captcha.token.VERSION``, and only then.
"""

import json
import os
from pathlib import Path

PLACE = Path(__file__).with_name("golden.json")
KEY = "golden-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ"
TOKENS = 8  # of every level


def now():
    """Return the version, and the prompts and the answer of each token."""
    from django.utils.translation import override

    from captcha import token as tokens
    from captcha.challenge import Challenge
    from captcha.levels import LEVELS
    from captcha.views import as_json

    key = tokens.derived_key(KEY)
    asked = [
        Challenge(
            tokens.Token(
                nonce=bytes([number]) * 16,
                issued_at=1_800_000_000,
                level=level,
                scope=b"scope...",
                browser=b"browser.",
                client=b"client..",
                expires_at=1_800_000_600,
                key=key,
            )
        )
        for level in range(len(LEVELS))
        for number in range(TOKENS)
    ]
    with override("en"):
        return {
            "version": tokens.VERSION,
            "asked": [
                [[sheet["prompt"] for sheet in as_json(one)["sheets"]], sorted(one.answer)]
                for one in asked
            ],
        }


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    PLACE.write_text(json.dumps(now(), indent=1) + "\n")

"""The examples of docs/captcha.md, as they are written there."""

import re
from pathlib import Path

from django.urls import include, path

DOCS = Path(__file__).resolve().parents[3] / "docs" / "captcha.md"
written = "\n".join(re.findall(r"```python\n(.*?)```", DOCS.read_text(), re.DOTALL))
names = {"__name__": __name__}
exec(written, names)  # documentation that does not run is worth nothing

urlpatterns = [
    path("guestbook/", names["guestbook"], name="guestbook"),
    path("sign-in/", names["SignIn"].as_view(), name="sign-in"),
    path("guests/", names["guests"], name="guests"),
    path("captcha/", include("captcha.urls")),
]

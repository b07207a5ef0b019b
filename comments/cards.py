"""What a moderator's page sends back: "id:version" for every comment it decides about."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# 18 digits stay below 2^63, the largest id a database has.
CARD = re.compile(r"([0-9]{1,18}):([0-9]{1,9})")
LIMIT = 1000  # the largest bulk that is measured and tested
MOST = 5000  # comments decided in one go where cards stand for several: two seconds on SQLite


def written(rows):
    """Return the cards of ``rows``, each with ``pk`` and ``version``, as one field holds them."""
    return ",".join(f"{row['pk']}:{row['version']}" for row in rows)


def parse(values):
    """Return ``{comment id: version seen}`` of ``values``, each one card or many with commas
    between. Raises ValidationError for anything else, and for more than LIMIT."""
    found = [CARD.fullmatch(card) for value in values for card in value.split(",")]
    if not found or not all(found):
        raise ValidationError(_("Select the comments to decide about, then try again."))
    if len(found) > LIMIT:
        raise ValidationError(
            _("At most %(limit)d comments are decided in one go. Select fewer."),
            params={"limit": LIMIT},
        )
    return {int(match[1]): int(match[2]) for match in found}

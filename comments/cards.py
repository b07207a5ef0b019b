"""What a moderator's page sends back: "id:version" for every comment it decides about."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# 18 digits stay below 2^63, the largest id a database has.
CARD = re.compile(r"([0-9]{1,18}):([0-9]{1,9})")


def parse(values):
    """Return ``{comment id: version seen}``. Raises ValidationError for anything else."""
    found = [CARD.fullmatch(value) for value in values]
    if not found or not all(found):
        raise ValidationError(_("Select the comments to decide about, then try again."))
    return {int(match[1]): int(match[2]) for match in found}

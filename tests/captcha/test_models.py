"""What is stored of answers."""

import pytest
from django.db import connection
from django.utils import timezone

from captcha.models import Spent

pytestmark = pytest.mark.django_db


def test_a_worker_of_the_version_before_can_still_spend_a_challenge():
    """It writes neither a level nor a verdict while the new version's workers start."""
    nonce, now = "0" * 32, connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO captcha_spent (nonce, spent_at) VALUES (%s, %s)", [nonce, now])
    spent = Spent.objects.get(nonce=nonce)
    assert (spent.level, spent.verdict) == (0, "")
    assert Spent.objects.spend(nonce, level=1) is None

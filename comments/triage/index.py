"""What every arrival asks of the fingerprints and writes to them, in SQL.

A reader waits for it: made by the object-relational mapper, these statements took longer to put
into words than to carry out. SQLite and PostgreSQL understand them alike.
"""

from django.db import connection

from .fingerprints import LATEST

CLUSTERS = """
    SELECT band.value, member.cluster_id FROM triage_band AS band
    JOIN triage_member AS member ON member.comment_id = band.member_id
    WHERE band.value IN ({})
"""
MEMBERS = """
    SELECT member.cluster_id, member.runs, member.scale FROM triage_member AS member
    JOIN triage_cluster AS cluster ON cluster.id = member.cluster_id
    WHERE member.cluster_id IN ({}) AND member.number > cluster.number - %s
"""
# Its leader waits since before, unless nobody of it waited.
COUNT_IN = """
    UPDATE triage_cluster SET
        number = number + 1,
        counter = counter + 1,
        waiting_count = waiting_count + 1,
        leader_id = CASE WHEN since IS NULL THEN %s ELSE leader_id END,
        since = COALESCE(since, %s)
    WHERE id = %s
    RETURNING number, counter
"""
KEEP = """
    INSERT INTO triage_member
        (comment_id, cluster_id, number, turn, runs, scale, arrived_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (comment_id) DO UPDATE SET
        cluster_id = excluded.cluster_id, number = excluded.number, turn = excluded.turn,
        runs = excluded.runs, scale = excluded.scale, arrived_at = excluded.arrived_at
"""
PUT = """
    INSERT INTO triage_band (value, member_id) VALUES (%s, %s)
    ON CONFLICT (value) DO UPDATE SET member_id = excluded.member_id
"""


def clusters_of(bands):
    """Return ``{band: cluster}`` for those of ``bands`` that the latest text to have them left."""
    return dict(_rows(CLUSTERS.format(_places(bands)), bands))


def latest_of(clusters):
    """Yield of each of ``clusters`` the members that came last: cluster, runs, scale."""
    return _rows(MEMBERS.format(_places(clusters)), [*clusters, LATEST])


def count_in(cluster, comment):
    """Count ``comment`` into ``cluster``, which stays locked until the end; return the number and
    the turn of its member, None where the cluster was forgotten meanwhile."""
    rows = _rows(COUNT_IN, [comment.pk, _moment(comment), cluster])
    return rows[0] if rows else None


def keep(comment, fingerprint, cluster, number, turn):
    """Make ``comment`` the member of ``cluster`` that has this number and this turn."""
    with connection.cursor() as cursor:
        what = fingerprint.stored(), fingerprint.scale, _moment(comment)
        cursor.execute(KEEP, [comment.pk, cluster, number, turn, *what])


def put(bands, member):
    """Have ``member``, by its id, be found under ``bands``."""
    with connection.cursor() as cursor:
        cursor.executemany(PUT, [(band, member) for band in bands])


def _moment(comment):
    return connection.ops.adapt_datetimefield_value(comment.waits_at)


def _places(values):
    return ", ".join(["%s"] * len(values))


def _rows(statement, values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()

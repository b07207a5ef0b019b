"""Clusters: comments that are alike come together as they arrive, and only they."""

import random
import threading
from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import moderation
from comments.models import Comment, Lane, Transition
from comments.triage import clusters
from comments.triage.models import Band, Cluster, Member
from tests.comments.triage import floods
from tests.conftest import decide, make_article, make_user, submit

PITCH = floods.PITCHES[0]
OTHER = floods.PITCHES[2]


@pytest.fixture
def three(thread):
    """Three comments alike, by three people under two articles."""
    places = [thread, make_article().thread, thread]
    return [
        submit(place, f"{PITCH} {n}", name=f"N{n}", browser=f"b{n}")
        for n, place in enumerate(places)
    ]


def cluster_of(comment):
    return Cluster.objects.get(pk=Comment.objects.get(pk=comment.pk).cluster)


def now(comment):
    return Comment.objects.select_related("latest").get(pk=comment.pk)


def test_comments_that_are_alike_are_one_cluster_across_authors_and_articles(three):
    cluster = cluster_of(three[0])

    assert {now(comment).cluster for comment in three} == {cluster.pk}
    assert (cluster.waiting_count, cluster.leader) == (3, three[0])
    assert cluster.since == now(three[0]).waits_at


def test_comments_of_their_own_are_clusters_of_one(thread):
    one, other = submit(thread, PITCH), submit(thread, OTHER)

    assert cluster_of(one) != cluster_of(other)


def test_short_common_comments_are_in_no_cluster(thread):
    comments = [submit(thread, text) for text in floods.COMMON * 2]

    assert {comment.cluster for comment in comments} == {None}


def test_what_staff_write_is_in_no_cluster(thread, moderator):
    assert submit(thread, PITCH, staff=moderator, lane=Lane.STAFF).cluster is None


def test_a_small_flood_comes_together_and_takes_nobody_along(thread):
    copies, said = floods.flood(400), floods.people(60)
    mixed = [*((kind, text) for kind, text in copies), *(("", text) for text in said)]
    random.Random(5).shuffle(mixed)

    found = [(kind, submit(thread, text).cluster) for kind, text in mixed]

    sizes = Counter(cluster for _kind, cluster in found if cluster)
    of_bots = {cluster for kind, cluster in found if kind and sizes[cluster] > 1}
    single = [kind for kind, cluster in found if kind and cluster not in of_bots]
    assert len(single) <= 0.05 * len(copies)
    assert not [kind for kind, cluster in found if not kind and cluster in of_bots]
    assert len(of_bots) <= 60


def test_the_next_that_waits_leads_when_the_first_is_decided(three, moderator):
    decide(Transition.REJECT, three[0], by=moderator)

    cluster = cluster_of(three[0])
    assert (cluster.waiting_count, cluster.leader) == (2, three[1])
    assert cluster.since == now(three[1]).waits_at


def test_a_cluster_of_which_nobody_waits_is_not_in_the_queue(three, moderator):
    decide(Transition.MARK_SPAM, *three, by=moderator)

    assert list(Cluster.objects.waiting()) == []
    assert cluster_of(three[0]).leader is None


def test_undoing_brings_the_cluster_back_as_it_was(three, moderator):
    decide(Transition.MARK_SPAM, *three, by=moderator)
    cards = {comment.pk: now(comment).version for comment in three}
    moderation.undo(cards, moderator=moderator)

    cluster = cluster_of(three[0])
    assert (cluster.waiting_count, cluster.leader) == (3, three[0])


def test_a_comment_that_its_author_takes_back_leaves_the_cluster(three):
    moderation.withdraw(now(three[0]))
    assert cluster_of(three[0]).waiting_count == 2

    moderation.undo_withdrawal(now(three[0]))
    assert cluster_of(three[0]).leader == three[0]


def test_a_new_wording_goes_where_it_belongs(three, moderator):
    decide(Transition.SEND_BACK, three[2], by=moderator)

    revised = moderation.revise(now(three[2]), OTHER)

    assert revised.cluster == now(three[2]).cluster != three[0].cluster
    assert cluster_of(three[0]).waiting_count == 2


def test_a_new_wording_that_is_short_stands_for_itself(three, moderator):
    decide(Transition.SEND_BACK, three[2], by=moderator)

    moderation.revise(now(three[2]), "Sorry.")

    assert now(three[2]).cluster is None
    assert not Member.objects.filter(comment=three[2]).exists()


def test_an_edited_comment_is_no_more_among_those_that_wait(three, moderator):
    moderation.edit({three[0].pk: three[0].version}, "Better words.", moderator=moderator)

    assert (cluster_of(three[1]).waiting_count, cluster_of(three[1]).leader) == (2, three[1])


def test_a_cluster_that_is_decided_and_undone_again_and_again_still_grows(three, thread, moderator):
    for _ in range(10):
        decide(Transition.MARK_SPAM, three[0], by=moderator)
        moderation.undo({three[0].pk: now(three[0]).version}, moderator=moderator)

    assert submit(thread, f"{PITCH} late").cluster == three[0].cluster


def test_single_members_can_be_set_apart(three, moderator):
    number = clusters.set_apart({three[0].pk: 1, three[1].pk: 9}, moderator)

    assert number == 1
    assert now(three[0]).cluster is None
    assert (cluster_of(three[1]).waiting_count, cluster_of(three[1]).leader) == (2, three[1])
    assert not Member.objects.filter(comment=three[0]).exists()


def test_nobody_sets_apart_what_is_out_of_his_reach(three, thread):
    local = make_user("lena", "Moderators of chosen articles")
    thread.moderators.add(local)

    assert clusters.set_apart({comment.pk: 1 for comment in three}, local) == 2
    assert now(three[1]).cluster is not None


def test_a_fault_of_triage_loses_no_comment(thread, monkeypatch, caplog):
    def fail(*_args):
        raise RuntimeError("broken")

    monkeypatch.setattr(clusters, "join", fail)

    comment = submit(thread, PITCH)

    assert now(comment).waits_at and now(comment).cluster is None
    assert not Band.objects.exists()
    assert "was put into no cluster" in caplog.text


def test_no_words_are_kept(three):
    stored = b"".join(bytes(member.runs) for member in Member.objects.all())

    for word in (word for word in PITCH.split() if len(word) > 4):
        assert word.encode() not in stored
    assert {field.name for field in Member._meta.fields} == {
        "comment",
        "cluster",
        "number",
        "turn",
        "runs",
        "scale",
        "arrived_at",
    }


def test_fingerprints_are_forgotten_in_time_but_not_of_what_waits(three, moderator):
    decide(Transition.MARK_SPAM, *three[:2], by=moderator)
    Member.objects.update(arrived_at=timezone.now() - timedelta(days=31))

    call_command("comments_prune", stdout=StringIO())

    assert [member.comment for member in Member.objects.all()] == [three[2]]
    assert cluster_of(three[2]).waiting_count == 1


def test_what_comes_back_to_a_forgotten_cluster_stands_for_itself(three, moderator):
    decide(Transition.MARK_SPAM, *three, by=moderator)
    Member.objects.update(arrived_at=timezone.now() - timedelta(days=31))
    clusters.forget()
    assert not Cluster.objects.exists() and not Band.objects.exists()

    moderation.undo({three[0].pk: now(three[0]).version}, moderator=moderator)

    assert now(three[0]).waits_at and now(three[0]).cluster is None


def test_one_band_is_one_row_however_many_share_it(thread):
    submit(thread, PITCH)
    before = Band.objects.count()

    for _ in range(20):
        submit(thread, PITCH)

    assert Band.objects.count() == before <= 32


def test_an_arrival_costs_as_much_in_a_large_cluster_as_in_a_small_one(thread):
    def cost():
        with CaptureQueriesContext(connection) as statements:
            submit(thread, PITCH)
        return len(statements)

    submit(thread, PITCH)
    few = cost()
    for _ in range(30):
        submit(thread, PITCH)

    assert cost() == few


@pytest.mark.django_db(transaction=True)
def test_copies_that_come_at_the_same_instant_are_one_cluster():
    threads = [make_article().thread for _ in range(4)]
    start, failed = threading.Barrier(len(threads)), []

    def send(place):
        try:
            start.wait()
            for _ in range(4):
                submit(place, PITCH)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    senders = [threading.Thread(target=send, args=[place]) for place in threads]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert not failed
    assert [cluster.waiting_count for cluster in Cluster.objects.all()] == [16]

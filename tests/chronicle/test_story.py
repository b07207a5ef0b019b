"""The whole story, without a browser: write, wait, approve, read."""

from django.urls import reverse

from comments.models import Comment


def test_a_comment_is_public_once_a_moderator_approved_it(article, reader, newsroom):
    answer = reader.comment(article, text="A first word.")
    assert answer.status_code == 303
    assert "waits for a moderator" in reader.client.get(answer["Location"]).content.decode()
    assert "A first word." not in reader.client.get(article.get_absolute_url()).content.decode()

    comment = Comment.objects.get()
    newsroom.post(
        reverse("admin:comments_comment_decide"), {"action": "approve", "cards": comment.card}
    )

    assert "A first word." in reader.client.get(article.get_absolute_url()).content.decode()

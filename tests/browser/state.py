"""What the served site holds when the browser arrives: articles, threads and people.

Runs inside the server's own environment, because no test touches the database from the process
that drives the browser: ``manage.py shell -c "from tests.browser import state; state.fill()"``.
"""

import json

from chronicle.models import Article
from comments import moderation, objecting, own, pages
from comments.mail import asking
from comments.mail.models import Address, Subscription, Topic
from comments.models import Comment, Objection, Transition
from tests.conftest import decide, make_article, make_user, publish, submit

KINDS = """Thank you. This *finally* made **sense** of the map; see [the source](https://example.org/a).

> a quoted line
> and its second

- first
- second

`code` and

```
a block of code that is far too long for one line of a telephone, so it scrolls by itself
```"""
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3
ARABIC = "شكرا على هذا المقال الواضح، لقد ساعدني كثيرا على الفهم."


def fill():
    """Fill the database and print, as JSON, what the tests need to find again."""
    first = Article.objects.get()
    mary = make_user("mary", "Moderators")
    sam = make_user("sam", "Senior moderators")
    make_user("edith", "Editors")
    long, deep = long_thread(mary), deep_thread(mary)
    closed = make_article(title="Closed", slug="closed", is_open=False)
    written = make_article(title="To write under", slug="written")
    theirs = make_article(title="Own", slug="own")
    arabic = arabic_article(mary)
    private = private_pages(theirs.thread, mary, sam)
    facts = {
        "first": first.thread.url_path,
        "page_two": f"{long.thread.url_path}?from={pages.load(long.thread).next_key}",
        "deep": deep.thread.url_path,
        "reply": first_comment(deep).pk,
        "closed": closed.thread.url_path,
        "written": written.thread.url_path,
        "arabic": arabic.thread.url_path,
        "private": private,
        "own": own_cookie(private),
    }
    waiting_comments(theirs.thread, mary)
    facts["mail"] = mail_pages(theirs.thread)
    print(json.dumps(facts))


def long_thread(mary):
    """An article with more comments than a page holds."""
    article = make_article(title="A long thread", slug="long", standfirst="Many have spoken.")
    for number in range(55):
        publish(article.thread, f"Remark {number}.", by=mary, name=f"Reader {number}")
    broad = publish(article.thread, LONG, by=mary, name=LONG[:80])
    publish(article.thread, "Well said.", by=mary, parent=broad)
    return article


def deep_thread(mary):
    """An article with all that a comment may hold, and replies twelve levels deep."""
    article = make_article(title="A deep thread", slug="deep", author="Anna Lind")
    parent = publish(article.thread, KINDS, by=mary, name="Bea")
    for level in range(2, 13):
        parent = publish(
            article.thread, f"A reply on level {level}. " * 4, by=mary, name="Carl", parent=parent
        )
    gone = publish(article.thread, "This will go.", by=mary)
    publish(article.thread, LONG, by=mary, name=LONG[:60], parent=gone)
    decide(Transition.REJECT, gone, by=mary)
    publish(article.thread, ARABIC, by=mary, name="ليلى")
    first = first_comment(article)
    moderation.reply(first, "We corrected the map.", staff=mary, submission="staff")
    return article


def arabic_article(mary):
    """An article from right to left, with a comment in its direction and one against it."""
    article = make_article(
        title="BBC: خبر من دمشق",  # its first letter says nothing of its direction
        slug="arabic",
        language="ar",
        author="ليلى حداد",
        standfirst="ماذا حدث بالأمس، ومن قال ماذا؟",
        body=f"{ARABIC}\n\n- أولًا\n- ثانيًا",
    )
    publish(article.thread, ARABIC, by=mary, name="ليلى")
    publish(article.thread, "A word in English (1), please.", by=mary, name="Anna (2)")
    return article


def first_comment(article):
    return Comment.objects.filter(thread=article.thread).order_by("path").first()


def private_pages(thread, mary, sam):
    """Return the address of the private page of a comment in each state."""
    comments = {
        name: submit(thread, f"The one that is {name}.", name="Dora")
        for name in ("pending", "approved", "returned", "rejected", "withdrawn", "removed")
    }
    decide(Transition.APPROVE, comments["approved"], by=mary)
    decide(Transition.SEND_BACK, comments["returned"], by=mary, reason="Please name your source.")
    decide(Transition.REJECT, comments["rejected"], by=mary, reason="It is about something else.")
    moderation.withdraw(comments["withdrawn"])
    moderation.remove({comments["removed"].pk: 1}, moderator=sam)
    for name in ("changed", "declined"):
        comments[name] = publish(thread, "The one that is published.", by=mary, name="Dora")
        moderation.revise(comments[name], f"The one whose change is {name}.")
    decide(Transition.REJECT, comments["declined"], by=mary, reason="It was clearer before.")
    for name in ("objected", "stands"):
        comments[name] = submit(thread, f"The one that is refused, {name}.", name="Dora")
        decide(Transition.REJECT, comments[name], by=mary, reason="Please name your source.")
        refused = Comment.objects.get(pk=comments[name].pk)
        objecting.file(refused, "I named it:\nthe second link.")
    Objection.objects.about([comments["stands"]]).close()
    return {name: f"/my/{comment.key}/" for name, comment in comments.items()}


def own_cookie(private):
    """Return the cookie by which a browser lists the comments of those private pages."""
    keys = [address.split("/")[2] for address in private.values()]
    return {"name": own.COOKIE, "value": own.written(keys)}


def mail_pages(thread):
    """Return the addresses of the pages about mail: asking, proving, ending, and what is left."""
    comment = submit(thread, "One to hear about.", name="Dora")
    asking.ask_about_comment(comment, "dora@mail.example", [Topic.DECISION, Topic.REPLIES])
    asking.ask_about_thread(thread, "dora@mail.example")
    # Hers is pressed by more than one test: what the others look at has to be still there.
    asking.ask_about_thread(thread, "emma@mail.example")
    asking.prove(Subscription.objects.all())
    dora, emma = Address.objects.order_by("pk")
    ids = list(dora.subscriptions.values_list("pk", flat=True))
    return {
        "about": f"/my/{comment.key}/mail/",
        "follow": f"/comments/follow/{thread.pk}/",
        "confirm": f"/my/mail/confirm/{asking.make_token(ids)}/",
        "all": f"/my/mail/{dora.key}/",
        "stop": f"/my/mail/stop/{emma.subscriptions.get().key}/",
    }


def waiting_comments(thread, mary):
    """A queue with all that a row may show."""
    answered = publish(thread, "A public remark.", by=mary, name="Emil")
    submit(thread, KINDS, name="Fritz", parent=answered, lane="other", browser="b" * 32)
    submit(thread, LONG, name=LONG[:60])
    signals = [{"name": "links", "weight": 2, "sentence": "It holds three links."}]
    submit(thread, ARABIC, name="ليلى", browser="c" * 32, signals=signals)

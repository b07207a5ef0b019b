"""What is kept of a reader, and told to others: as little as can be."""

from . import acts


def test_one_who_only_reads_gets_no_cookie(page, context, facts):
    for path in ("/", facts["first"], facts["deep"], facts["page_two"], "/nothing-here/"):
        page.goto(path, wait_until="networkidle")

    assert context.cookies() == []


def test_writing_keeps_one_cookie_that_script_cannot_read(page, context, facts):
    page.goto(facts["written"])
    acts.write(page, "Some words.")
    acts.get_pictures(page)

    (cookie,) = context.cookies()

    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("browser", True, "Lax")
    assert page.evaluate("document.cookie") == ""


def test_a_private_page_names_itself_to_nobody(page, facts):
    page.goto(facts["private"]["pending"])
    page.get_by_role("link", name="Own", exact=True).click()

    assert page.evaluate("document.referrer") == ""

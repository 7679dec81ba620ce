"""The page of those who look after the mail: what waits, what is in trouble, why; and not a word of it."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from kenspeckle.kernel import mail, posting
from kenspeckle.kernel.clock import now
from kenspeckle.kernel.mail import Letter
from kenspeckle.kernel.models import MailState, OutgoingMail
from kenspeckle.organisations.models import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
PAGE = "/account/outgoing-mail/"


@pytest.fixture
def lead(client: Client, settings: Settings) -> Client:
    settings.DEMONSTRATION = True
    client.force_login(make.member(make.issuer(), Role.LEAD))
    return client


def _mail(key: str, state: MailState, trouble: str = "", hours: int = 1) -> OutgoingMail:
    at = now() - timedelta(hours=hours)
    letter = Letter("Your code", "Type this code: 123456")
    mail.queue(key, to="quokka@example.org", letter=letter, at=at)
    OutgoingMail.objects.filter(key=key).update(state=state, trouble=trouble, tries=2)
    return OutgoingMail.objects.get(key=key)


def test_an_empty_page_says_so(lead: Client) -> None:
    page = lead.get(PAGE).content.decode()

    assert "No mail is waiting or in trouble" in page
    assert "No mail server is set" in page
    assert "Outgoing mail" in lead.get("/").content.decode(), "the menu leads there"


def test_it_says_what_is_in_trouble_and_why_without_a_word_of_it(lead: Client) -> None:
    _mail("award.revoked:1", MailState.REFUSED, posting.REFUSED % 550)
    _mail("application.decided:1", MailState.UNCLEAR, posting.UNCLEAR)
    _mail("account.login_code:1", MailState.QUEUED, posting.NO_ANSWER)

    page = lead.get(PAGE).content.decode()

    for words in (
        "Award revoked, to q…@example.org",
        "The mail server refused it (550).",
        "it may have arrived, or it may not",
        "The mail server does not answer.",
        "Send it again, perhaps a second time",
        "tried 2 times",
    ):
        assert words in page
    assert "123456" not in page
    assert "quokka" not in page


def test_a_message_is_tried_again_by_a_button(lead: Client) -> None:
    refused = _mail("award.revoked:1", MailState.REFUSED, posting.REFUSED % 550)

    answer = lead.post(f"{PAGE}{refused.pk}/try-again/", follow=True)

    assert "The message is tried again now" in answer.content.decode()
    refused.refresh_from_db()
    assert (refused.state, refused.tries) == (MailState.QUEUED, 0)
    posting.send(refused.pk, now())
    assert lead.post(f"{PAGE}{refused.pk}/try-again/").status_code == 409
    assert lead.post(f"{PAGE}0/try-again/").status_code == 404

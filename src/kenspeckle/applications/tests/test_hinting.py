"""A hint is told while one writes and before one sends, and never blocks."""

import pytest
from django.test import Client

from kenspeckle.accounts.operations import define_claims
from kenspeckle.applications import operations
from kenspeckle.applications.states import ApplicationState
from tests import factories as make
from tests.factories import NOON

pytestmark = pytest.mark.django_db
TELLING = "Mrs Campbell rang 07700 900123, and I am number 3001234 <b>."
JSON = {"Accept": "application/json"}


def test_hints_come_with_the_save_and_stand_on_every_page_before_sending(client: Client) -> None:
    define_claims(programme="Harbour", definitions=[make.REGISTRATION])
    person = make.person()
    client.force_login(person)
    draft = make.draft(person, make.badge(max_words=None))
    revision = str(draft.answers.get(criterion__position=2).revision)
    page = f"/applications/{draft.uid}/questions/2/"

    saved = client.post(
        f"{page}save", {"q2-text": TELLING, "q2-based_on": revision}, headers=JSON
    ).json()["hints"]
    pages = [client.get(page), client.get(f"/applications/{draft.uid}/questions/")]
    pages.append(client.get(f"/applications/{draft.uid}/check/"))

    for html in [saved, *(answer.content.decode() for answer in pages)]:
        assert "“Mrs Campbell” looks like somebody’s name." in html
        assert "“07700 900123” looks like a phone number." in html
        assert "“3001234” looks like a registration number." in html
    operations.submit(application_uid=draft.uid, person=person, accepted_terms=True, at=NOON)
    draft.refresh_from_db()
    assert draft.state == ApplicationState.SUBMITTED


def test_a_text_that_names_nobody_gets_no_hint(client: Client) -> None:
    person = make.person()
    client.force_login(person)
    draft = make.draft(person, make.badge(max_words=None))
    revision = str(draft.answers.get(criterion__position=2).revision)

    saved = client.post(
        f"/applications/{draft.uid}/questions/2/save",
        {"q2-text": "I asked her what she would like to do.", "q2-based_on": revision},
        headers=JSON,
    ).json()

    assert saved["hints"] == ""
    assert "Could this show" not in client.get(f"/applications/{draft.uid}/check/").content.decode()

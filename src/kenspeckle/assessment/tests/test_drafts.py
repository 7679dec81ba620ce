"""Nothing that an assessor typed is lost, and no window overwrites another's."""

import pytest
from django.conf import LazySettings
from django.test import Client

from kenspeckle.accounts.models import Person
from kenspeckle.applications.models import Application
from kenspeckle.assessment.models import Assignment
from kenspeckle.assessment.operations import take
from kenspeckle.kernel.clock import now
from kenspeckle.organisations.models import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def assessor(client: Client, settings: LazySettings) -> Person:
    settings.DEMONSTRATION = True
    person = make.member(make.issuer(), Role.ASSESSOR)
    client.force_login(person)
    return person


@pytest.fixture
def taken(assessor: Person) -> Application:
    version = make.badge(assessor.memberships.get().organisation)
    submitted = make.submitted(make.person(), version)
    take(application_uid=submitted.uid, assessor=assessor, at=now())
    return submitted


def test_what_is_typed_is_kept_without_a_press(client: Client, taken: Application) -> None:
    address = f"/assess/{taken.uid}/draft"

    first = client.post(
        address, {"submission": "1", "based_on": "0", "comment_2": "Name a moment."}, headers=JSON
    )
    again = client.post(
        address, {"submission": "1", "based_on": "1", "comment_2": "Name a moment."}, headers=JSON
    )

    assert (first.status_code, first.json()["revision"]) == (200, 1)
    assert again.json()["revision"] == 1, "the same once more changes nothing"
    page = client.get(f"/assess/{taken.uid}/").content.decode()
    assert "Name a moment." in page
    assert 'name="based_on" value="1"' in page


def test_a_second_window_overwrites_nothing_and_shows_both(
    client: Client, taken: Application
) -> None:
    kept = {"submission": "1", "met_1": "yes", "feedback": "From the first window."}
    mine = {"submission": "1", "met_1": "no", "feedback": "From the second window."}
    client.post(f"/assess/{taken.uid}/draft", {**kept, "based_on": "0"}, headers=JSON)

    refused = client.post(f"/assess/{taken.uid}/draft", {**mine, "based_on": "0"}, headers=JSON)
    shown = client.post(f"/assess/{taken.uid}/", {**mine, "based_on": "0", "keep": "yes"})

    assert (refused.status_code, refused.json()["conflict"]) == (409, True)
    assert shown.status_code == 409
    page = shown.content.decode()
    assert "Your draft was changed in another window" in page
    assert "From the first window." in page
    assert "From the second window." in page
    assert "<dd><p>Met</p></dd>" in page or "<dd>Met</dd>" in page
    assert Assignment.objects.get().draft["feedback"] == "From the first window."

    chosen = client.post(f"/assess/{taken.uid}/", {**mine, "based_on": "1", "keep": "yes"})
    assert chosen.status_code == 302
    assert Assignment.objects.get().draft["feedback"] == "From the second window."


def test_a_draft_that_cannot_be_kept_says_why(client: Client, taken: Application) -> None:
    address = f"/assess/{taken.uid}/draft"
    long = client.post(
        address, {"submission": "1", "based_on": "0", "feedback": "x" * 5000}, headers=JSON
    )
    Assignment.objects.all().delete()
    given_up = client.post(address, {"submission": "1", "based_on": "0"}, headers=JSON)

    assert long.status_code == 422
    assert "4000" in long.json()["error"]
    assert given_up.status_code == 409
    assert "Take this application first" in given_up.json()["error"]


def test_a_decided_application_shows_the_verdicts_and_compares_with_nothing(
    client: Client, assessor: Person, taken: Application
) -> None:
    from kenspeckle.assessment.models import Outcome

    make.decided(taken, assessor, Outcome.RETURN, unmet=(2,))

    page = client.get(f"/assess/{taken.uid}/").content.decode()

    assert "Unchanged since the last submission" not in page
    assert "Asked for last time" not in page
    assert "Met before" not in page
    assert page.count(">Not yet<") == 1
    assert page.count(">Met<") == 2

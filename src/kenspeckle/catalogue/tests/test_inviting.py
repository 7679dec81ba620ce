"""Invitation lists, private links and attendance: who may apply because an issuer says so."""

from datetime import date, timedelta

import pytest
from django.test import Client

from kenspeckle.accounts.models import Person
from kenspeckle.applications import operations as applications
from kenspeckle.audit.models import Event
from kenspeckle.catalogue import inviting
from kenspeckle.catalogue.models import Attendance, BadgeVersion, Invitation, InvitationLink
from kenspeckle.catalogue.people import facts_about
from kenspeckle.kernel.refusals import Invalid, NotAllowed, NotEligible, WrongState
from tests import factories as make
from tests.factories import NOON

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture
def invited_only() -> BadgeVersion:
    return make.badge(facts={"audience": _audience({"invited": True})})


def _audience(rule: dict[str, object]) -> dict[str, object]:
    return {
        "code": "guests",
        "who": "People who were invited.",
        "refusal": "This badge is for people who were invited.",
        "todo": "If you were, open the link that you were sent.",
        "rule": rule,
    }


def _may_start(person: Person, version: BadgeVersion) -> bool:
    try:
        applications.start(person=person, version=version, at=NOON)
    except NotEligible:
        return False
    return True


def test_a_list_lets_those_on_it_apply_and_nobody_else(invited_only: BadgeVersion) -> None:
    morag, ewan = make.person("Morag"), make.person("Ewan")
    rows = f"email\n{morag.email.upper()}\nsomebody@example.org\n"

    assert inviting.invite(badge=invited_only.badge, rows=rows, at=NOON) == 2
    assert inviting.invite(badge=invited_only.badge, rows=rows, at=NOON) == 0

    assert _may_start(morag, invited_only)
    assert not _may_start(ewan, invited_only)
    told = Event.objects.filter(name="badge.invited").order_by("number")
    assert [event.facts for event in told] == [{"people": 2}, {"people": 0}]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("", "no row with an email address"),
        ("email\n", "no row with an email address"),
        ("a@example.org\nnot an address\n", "Row 2: 'not an address' is not an email address"),
        (" ,x\nb@example\n", "Row 2: 'b@example' is not an email address"),
    ],
)
def test_a_list_with_a_row_amiss_changes_nothing(
    invited_only: BadgeVersion, rows: str, says: str
) -> None:
    with pytest.raises(Invalid, match=says):
        inviting.invite(badge=invited_only.badge, rows=rows, at=NOON)
    assert not Invitation.objects.exists()


def test_a_private_link_lets_whoever_accepts_it_apply(
    client: Client, invited_only: BadgeVersion
) -> None:
    secret = inviting.make_link(badge=invited_only.badge, until=None, at=NOON)
    morag, ewan = make.person("Morag"), make.person("Ewan")
    address = f"/badges/invitations/{secret}"
    assert client.get(address).status_code == 302, "a visitor signs in first"
    client.force_login(morag)

    page = client.get(address)
    led = client.post(address, follow=True)

    assert invited_only.name in page.content.decode()
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "Start your application" in led.content.decode()
    assert _may_start(morag, invited_only)
    assert not _may_start(ewan, invited_only)
    assert secret not in str(InvitationLink.objects.values())


def test_a_link_that_ended_or_never_was_lets_nobody_in(
    client: Client, invited_only: BadgeVersion
) -> None:
    badge, morag = invited_only.badge, make.person("Morag")
    over = inviting.make_link(badge=badge, until=TODAY - timedelta(days=1), at=NOON)
    ended = inviting.make_link(badge=badge, until=None, at=NOON)
    last_day = inviting.make_link(badge=badge, until=TODAY, at=NOON)

    with pytest.raises(WrongState, match="has ended"):
        inviting.accept(secret=over, person=morag, at=NOON)
    inviting.accept(secret=last_day, person=morag, at=NOON)
    assert inviting.end_links(badge=badge, at=NOON) == 3
    with pytest.raises(NotAllowed):
        inviting.accept(secret=ended, person=make.person(), at=NOON)
    client.force_login(make.person())
    assert client.get("/badges/invitations/made-up").status_code == 404
    assert _may_start(morag, invited_only), "who came by a link before stays invited"


def test_attendance_counts_for_so_many_days_after_the_event() -> None:
    version = make.badge(facts={"audience": _audience({"attended": "open-day", "within_days": 21})})
    morag, late = make.person("Morag"), make.person("Late")
    rows = f"{morag.email},2026-11-01\n{late.email},2026-10-31\n{late.email},2026-12-24\n"

    assert inviting.load_attendance(event="open-day", rows=rows, at=NOON) == 3

    assert facts_about(morag, version.badge, TODAY).attended == {"open-day": date(2026, 11, 1)}
    assert _may_start(morag, version)
    assert not _may_start(late, version), "22 days ago, and a day that is still to come"


def test_attendance_without_a_day_is_refused() -> None:
    with pytest.raises(Invalid, match="Row 1: the second column is a day"):
        inviting.load_attendance(event="open-day", rows="a@example.org,soon", at=NOON)
    assert not Attendance.objects.exists()

"""What to have before applying, and renewing an award that runs out: through the operations."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kenspeckle.accounts.models import Person
from kenspeckle.applications import operations
from kenspeckle.applications.eligibility import standing
from kenspeckle.applications.models import Application
from kenspeckle.awards import operations as awards
from kenspeckle.awards.keystore import KeyStore
from kenspeckle.awards.models import Award
from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.kernel.refusals import NotEligible
from kenspeckle.organisations.models import Role
from tests import factories as make
from tests.factories import NOON, today

pytestmark = pytest.mark.django_db

RUNS_OUT: dict[str, Any] = {"expiry": {"months": 12, "renew_from_days": 30}}
IN_TIME = today(2027, 11, 1)


@pytest.fixture
def person() -> Person:
    return make.person()


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    return make.key_store(tmp_path)


def held(person: Person, version: BadgeVersion, at: datetime = NOON) -> Award:
    """An award by assessment, as its holder has it."""
    return make.awarded(person, version, make.member(version.badge.issuer, Role.ASSESSOR), at)


def codes(person: Person, version: BadgeVersion, at: datetime = NOON) -> list[str]:
    """The codes of all that keeps a person from applying."""
    return [one.code for one in standing(person=person, version=version, at=at).reasons]


def ladder(rank: int, **facts: Any) -> BadgeVersion:
    """A badge on one rung of a ladder."""
    level = {"ladder": "mentoring", "rank": rank, "name": f"Level {rank}"}
    return make.badge(name=f"Mentoring {rank}", facts={"level": level, **facts})


def test_a_badge_of_the_level_below_or_any_above_it_is_needed(person: Person) -> None:
    bronze, silver = ladder(1), ladder(2)
    other = make.person("Another")
    gold = ladder(3, before=[{"ladder": "mentoring", "rank": 1}])

    assert [need.message for need in standing(person=person, version=gold, at=NOON).needed] == [
        "You need to hold the badge “Mentoring 1” first."
    ]
    assert codes(person, gold) == ["prerequisite"]
    held(person, bronze)
    held(other, silver)
    assert (codes(person, gold), codes(other, gold)) == ([], [])


def test_a_badge_that_has_run_out_does_not_count_as_held(person: Person) -> None:
    first = make.badge(facts=RUNS_OUT)
    version = make.badge(facts={"before": [{"badge": first.badge.slug}]})
    held(person, first)

    assert codes(person, version, today(2027, 11, 22)) == []
    assert codes(person, version, today(2027, 11, 23)) == ["prerequisite"]


def test_a_claim_that_is_asked_for_first_is_stated_on_the_page_about_oneself(
    client: Client, person: Person
) -> None:
    version = make.badge(facts={"before": [{"claim": "registration"}]})
    client.force_login(person)

    page = client.get(f"/badges/{version.badge.slug}/").content.decode()
    assert codes(person, version) == ["prerequisite"]
    assert "Tell us about you and your work" in page

    make.register(person)
    assert codes(person, version) == []


def test_what_is_recommended_keeps_nobody_out(person: Person) -> None:
    first = make.badge()
    version = make.badge(
        facts={
            "before": [
                {"badge": first.badge.slug, "needed": False},
                {"claim": "registration", "needed": False},
            ]
        }
    )

    found = standing(person=person, version=version, at=NOON)

    assert [need.held for need in found.needed] == [False, False]
    assert found.may_start


def test_an_award_is_renewed_in_its_own_place_from_the_day_that_the_badge_says(
    person: Person, keys: KeyStore
) -> None:
    version = make.badge(facts=RUNS_OUT)
    first = make.signed(held(person, version), keys)

    assert codes(person, version, today(2027, 10, 22)) == ["frequency"]
    application = operations.start(person=person, version=version, at=IN_TIME)
    assert application.renews == first
    make.draft(person, version, IN_TIME)
    operations.submit(
        application_uid=application.uid, person=person, accepted_terms=True, at=IN_TIME
    )
    application.refresh_from_db()
    make.decided(application, make.member(version.badge.issuer, Role.ASSESSOR), at=IN_TIME)

    second = Award.objects.latest("pk")
    assert second.renews == first
    assert second.valid_until == datetime(2028, 11, 1, 23, 59, 59, tzinfo=UTC)
    assert second.place.period == f"renews:{first.uid}"
    assert codes(person, version, IN_TIME) == ["frequency"]


def test_one_award_is_renewed_once_and_never_when_it_was_revoked_meanwhile(
    person: Person, keys: KeyStore
) -> None:
    version = make.badge(facts=RUNS_OUT)
    first = make.signed(held(person, version), keys)
    application = make.draft(person, version, IN_TIME)
    lead = make.member(version.badge.issuer, Role.LEAD)
    awards.revoke(
        award_uid=first.uid, lead=lead, reason="mistake", note="Made in error.", at=IN_TIME
    )

    with pytest.raises(NotEligible, match="cannot be renewed any more"):
        operations.submit(
            application_uid=application.uid, person=person, accepted_terms=True, at=IN_TIME
        )

    assert Application.objects.get(pk=application.pk).state == "draft"


def test_the_badge_page_offers_to_renew_and_the_application_says_so(
    client: Client, person: Person, keys: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = make.badge(facts=RUNS_OUT)
    make.signed(held(person, version), keys)
    monkeypatch.setattr("kenspeckle.applications.panels.now", lambda: IN_TIME)
    monkeypatch.setattr("kenspeckle.applications.views.now", lambda: IN_TIME)
    client.force_login(person)

    page = client.get(f"/badges/{version.badge.slug}/").content.decode()
    assert "Renew this badge" in page
    answer = client.post(f"/applications/start/{version.badge.slug}/", follow=True)

    assert "This renews your award of 22 November 2026." in answer.content.decode()


def test_after_its_end_an_award_can_still_be_renewed(person: Person, keys: KeyStore) -> None:
    version = make.badge(facts=RUNS_OUT)
    first = make.signed(held(person, version), keys)
    late = NOON + timedelta(days=500)

    found = standing(person=person, version=version, at=late)

    assert (found.renews, found.held, found.may_start) == (first, None, True)

"""Awards that run out: until when, how they are told, how they are renewed."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils.http import urlencode

from kenspeckle.accounts.models import Person
from kenspeckle.awards import letters, places, queries
from kenspeckle.awards.basis import Basis
from kenspeckle.awards.certificate import certificate
from kenspeckle.awards.expiry import valid_until
from kenspeckle.awards.keystore import KeyStore
from kenspeckle.awards.models import Award
from kenspeckle.awards.operations import award, revoke
from kenspeckle.awards.signer import WillNotSign
from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.checking.verification import check
from kenspeckle.kernel.clock import now
from kenspeckle.kernel.models import OutgoingMail
from kenspeckle.kernel.refusals import Invalid, NotEligible
from kenspeckle.organisations.models import Role
from tests import factories as make
from tests.factories import NOON

pytestmark = pytest.mark.django_db
YEAR = {"expiry": {"months": 12, "renew_from_days": 60}}
END = datetime(2027, 11, 22, 23, 59, 59, tzinfo=UTC)


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    return make.key_store(tmp_path)


@pytest.fixture
def version() -> BadgeVersion:
    return make.badge(task=False, questions=(2,), facts=YEAR)


@pytest.fixture
def holder() -> Person:
    return make.person("Morag Demo")


def signed(person: Person, version: BadgeVersion, keys: KeyStore, at: datetime = NOON) -> Award:
    """An award by assessment, signed."""
    assessor = make.member(version.badge.issuer, Role.ASSESSOR)
    return make.signed(make.awarded(person, version, assessor, at), keys, at)


def renewed(earlier: Award, at: datetime, version: BadgeVersion | None = None) -> Award:
    """The award that follows `earlier`."""
    version = version or earlier.version
    place = f"application:after-{earlier.pk}"
    places.reserve(person=earlier.person, version=version, reference=place, at=at, renews=earlier)
    basis = Basis(
        "assessed",
        f"decision:after-{earlier.pk}",
        earlier.person.uid,
        dict.fromkeys(("application", "submission", "submission_digest", "receipt", "right"), "x"),
    )  # fmt: skip
    return award(
        person=earlier.person,
        version=version,
        basis=basis,
        evidence=(),
        place=place,
        at=at,
        renews=earlier,
    )


@pytest.mark.parametrize(
    ("months", "awarded", "end"),
    [
        (12, datetime(2026, 11, 22, 12, tzinfo=UTC), END),
        # Summer time: the end of a London day is an hour earlier in UTC.
        (6, datetime(2026, 11, 22, 12, tzinfo=UTC), datetime(2027, 5, 22, 22, 59, 59, tzinfo=UTC)),
        # Just past midnight in London, still the day before in UTC.
        (1, datetime(2026, 6, 30, 23, 30, tzinfo=UTC), datetime(2026, 8, 1, 22, 59, 59, tzinfo=UTC)),
        (1, datetime(2027, 1, 31, 12, tzinfo=UTC), datetime(2027, 2, 28, 23, 59, 59, tzinfo=UTC)),
        (12, datetime(2028, 2, 29, 12, tzinfo=UTC), datetime(2029, 2, 28, 23, 59, 59, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_an_award_counts_to_the_end_of_a_london_day(
    months: int, awarded: datetime, end: datetime
) -> None:
    version = make.badge(facts={"expiry": {"months": months}})

    assert valid_until(version, awarded) == end
    assert valid_until(make.badge(), awarded) is None


def test_credential_and_jwt_say_exactly_when_and_verifiers_see_it(
    holder: Person, version: BadgeVersion, keys: KeyStore
) -> None:
    made = signed(holder, version, keys)
    document = made.credential.document
    says = json.loads(bytes(document.signed or b""))
    payload = (document.jwt or "").split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))

    assert made.valid_until == END
    assert says["validUntil"] == "2027-11-22T23:59:59Z"
    assert claims["exp"] == int(END.timestamp())
    assert check(bytes(document.signed or b""), at=NOON).outcome == "good"
    late = check(bytes(document.signed or b""), at=END + timedelta(seconds=1))
    assert "It is not valid today" in [step.title for step in late.steps if step.outcome == "bad"]


def test_an_award_without_an_end_says_nothing_of_one(holder: Person, keys: KeyStore) -> None:
    made = signed(holder, make.badge(task=False, questions=(2,)), keys)

    assert made.valid_until is None
    assert b"validUntil" not in bytes(made.credential.document.signed or b"")
    assert queries.renewable(holder, NOON + timedelta(days=10_000)) == []


def test_the_signer_refuses_another_end_than_the_badge_says(
    holder: Person, version: BadgeVersion, keys: KeyStore
) -> None:
    made = make.awarded(holder, version, make.member(version.badge.issuer, Role.ASSESSOR))
    make.sql("UPDATE awards_award SET valid_until = '2036-01-01T00:00Z'")

    with pytest.raises(WillNotSign, match="ends on another day"):
        make.signed(made, keys)


def test_an_award_may_be_renewed_from_so_many_days_before_its_end_and_after(
    holder: Person, version: BadgeVersion, keys: KeyStore
) -> None:
    made = signed(holder, version, keys)

    assert queries.renewable(holder, END - timedelta(days=60, seconds=1)) == []
    assert queries.renewable(holder, END - timedelta(days=60)) == [made]
    assert queries.renewable(holder, END + timedelta(days=400)) == [made]
    assert queries.renewable(make.person(), END) == []


def test_an_award_that_is_revoked_or_being_renewed_is_not_renewable(
    holder: Person, version: BadgeVersion, keys: KeyStore
) -> None:
    made = signed(holder, version, keys)
    places.reserve(person=holder, version=version, reference="application:x", at=END, renews=made)
    assert queries.renewable(holder, END) == []
    places.release("application:x")
    assert queries.renewable(holder, END) == [made]

    lead = make.member(version.badge.issuer, Role.LEAD)
    revoke(award_uid=made.uid, lead=lead, reason="mistake", note="Made in error.", at=NOON)
    assert queries.renewable(holder, END) == []


def test_a_renewal_follows_its_award_in_a_place_of_its_own(
    holder: Person, version: BadgeVersion, keys: KeyStore
) -> None:
    earlier = signed(holder, version, keys)
    at = END - timedelta(days=1)
    assert places.free_place(holder, places.period_at(version, at)) is None

    later = make.signed(renewed(earlier, at), keys, at)

    assert later.renews == earlier
    assert later.basis["facts"]["renews"] == str(earlier.uid)
    assert later.valid_until == datetime(2028, 11, 21, 23, 59, 59, tzinfo=UTC)
    assert queries.renewable(holder, at) == []
    with pytest.raises(NotEligible):
        renewed(earlier, at)


def test_an_award_of_somebody_else_or_another_badge_is_not_renewed(
    holder: Person, version: BadgeVersion, keys: KeyStore
) -> None:
    earlier = signed(holder, version, keys)
    other = make.badge(version.badge.issuer, facts=YEAR)

    with pytest.raises(Invalid, match="same person and badge"):
        renewed(earlier, NOON, other)


def test_the_signer_refuses_a_renewal_whose_basis_names_another_award(
    holder: Person, version: BadgeVersion, keys: KeyStore
) -> None:
    later = renewed(signed(holder, version, keys), NOON)
    make.sql(f"UPDATE awards_award SET renews_id = NULL WHERE id = {later.pk}")

    with pytest.raises(WillNotSign, match="another award as renewed"):
        make.signed(later, keys)


def test_a_letter_tells_once_that_an_award_runs_out(
    holder: Person, version: BadgeVersion, keys: KeyStore
) -> None:
    made = signed(holder, version, keys)
    key = f"award.expiring:{made.uid}"
    letters.tell_of_endings(END - timedelta(days=61))
    assert not OutgoingMail.objects.filter(key=key).exists()

    letters.tell_of_endings(END - timedelta(days=60))
    letters.tell_of_endings(END - timedelta(days=59))

    letter = OutgoingMail.objects.get(key=key)
    assert letter.to == holder.email
    assert "22 November 2027" in letter.subject
    assert f"/badges/{version.badge.slug}/" in letter.text


def test_no_letter_tells_of_what_is_renewed_or_over(
    holder: Person, version: BadgeVersion, keys: KeyStore
) -> None:
    earlier = signed(holder, version, keys)
    letters.tell_of_endings(END + timedelta(seconds=1))
    renewed(earlier, END - timedelta(days=50))

    letters.tell_of_endings(END - timedelta(days=49))

    assert not OutgoingMail.objects.filter(key__startswith="award.expiring").exists()


def test_every_page_of_an_award_says_when_it_ends_and_that_it_has(
    holder: Person, version: BadgeVersion, keys: KeyStore, client: Client
) -> None:
    made = signed(holder, version, keys, now())
    client.force_login(holder)
    pages = ["/my-badges/", f"/awards/{made.uid}"]
    for page in pages:
        assert "It counts until" in client.get(page).content.decode()
    assert "Renew" not in client.get("/my-badges/").content.decode()
    pdf = certificate(made, credential=bytes(made.credential.document.signed or b""))
    assert pdf.startswith(b"%PDF")
    assert urlencode({"expirationYear": made.awarded_at.year + 1}) in queries.linkedin_address(made)

    old = signed(make.person(), version, keys, now() - timedelta(days=400))
    client.force_login(old.person)
    for page in ["/my-badges/", f"/awards/{old.uid}"]:
        text = client.get(page).content.decode()
        assert "Expired" in text
        assert "It counted until" in text
    assert "Renew" in client.get("/my-badges/").content.decode()
    assert "Do not rely" in client.get(f"/awards/{old.uid}/verification").content.decode()

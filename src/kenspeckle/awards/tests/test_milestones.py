"""Milestones: counted, claimed, signed again from what they rest on."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from kenspeckle.accounts.models import Person
from kenspeckle.audit.models import Event
from kenspeckle.awards import letters, milestones, signer, tasks
from kenspeckle.awards.keystore import KeyStore
from kenspeckle.awards.models import Award, Place
from kenspeckle.awards.operations import claim_milestone, revoke
from kenspeckle.awards.signer import WillNotSign
from kenspeckle.awards.states import AwardState
from kenspeckle.catalogue.models import Badge, BadgeVersion
from kenspeckle.checking.verification import check
from kenspeckle.config.commands.doctor import problems
from kenspeckle.kernel.clock import now
from kenspeckle.kernel.models import OutgoingMail
from kenspeckle.kernel.refusals import NotEligible, WrongState
from kenspeckle.organisations.models import Organisation, Role
from tests import factories as make
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    return make.key_store(tmp_path)


@pytest.fixture
def issuer() -> Organisation:
    return make.issuer()


@pytest.fixture
def parts(issuer: Organisation) -> list[BadgeVersion]:
    """Four badges, made in another order than that of their numbers and names."""
    return [
        make.badge(issuer, name="Beta", task=False, questions=(2,)),
        make.badge(issuer, name="Ten", badge_number="OB-10", task=False, questions=(2,)),
        make.badge(issuer, name="Nine", badge_number="OB-9", task=False, questions=(2,)),
        make.badge(
            issuer, name="Alpha", task=False, questions=(2,), facts={"expiry": {"months": 1}}
        ),
    ]


@pytest.fixture
def milestone(issuer: Organisation, parts: list[BadgeVersion]) -> BadgeVersion:
    return make.badge(
        issuer,
        name="Got three",
        criteria=[],
        facts={"milestone": {"hold": 3, "of": [part.badge.slug for part in parts]}},
    )


@pytest.fixture
def morag() -> Person:
    return make.person("Morag Demo")


def hold(person: Person, parts: list[BadgeVersion], keys: KeyStore) -> list[Award]:
    """Awards of these badges, signed."""
    assessor = make.member(parts[0].badge.issuer, Role.ASSESSOR)
    return [make.signed(make.awarded(person, part, assessor), keys) for part in parts]


def test_progress_counts_badges_once_and_sorts_them_by_number_then_name(
    milestone: BadgeVersion, parts: list[BadgeVersion], morag: Person, keys: KeyStore
) -> None:
    hold(morag, parts[:2], keys)

    progress = milestones.progress(milestone, morag, NOON)

    assert [part.badge.current.name for part in progress.parts if part.badge.current] == [
        "Nine", "Ten", "Alpha", "Beta",
    ]  # fmt: skip
    assert (len(progress.held), progress.missing, progress.is_complete) == (2, 1, False)
    assert milestones.progress(milestone, None, NOON).held == ()


def test_a_revoked_an_expired_and_an_unsigned_award_do_not_count(
    milestone: BadgeVersion, parts: list[BadgeVersion], morag: Person, keys: KeyStore
) -> None:
    first, _, _, expiring = hold(morag, parts, keys)
    lead = make.member(first.issuer, Role.LEAD)
    assert len(milestones.progress(milestone, morag, NOON).held) == 4

    revoke(award_uid=first.uid, lead=lead, reason="mistake", note="Made in error.", at=NOON)
    assert len(milestones.progress(milestone, morag, NOON).held) == 3
    later = NOON + timedelta(days=32)
    assert expiring.valid_until is not None
    assert expiring.valid_until < later
    assert len(milestones.progress(milestone, morag, later).held) == 2

    other = make.person()
    make.awarded(other, parts[0], make.member(first.issuer, Role.ASSESSOR))
    assert milestones.progress(milestone, other, NOON).held == ()


def test_a_milestone_is_claimed_signed_and_verified_and_every_promise_holds(
    milestone: BadgeVersion, parts: list[BadgeVersion], morag: Person, keys: KeyStore
) -> None:
    rests_on = hold(morag, parts[:3], keys)

    award = make.signed(claim_milestone(person=morag, version=milestone, at=NOON), keys)

    assert award.state == AwardState.SIGNED
    assert award.basis["by"] == str(morag.uid)
    assert award.basis["facts"]["hold"] == "3"
    assert {one.uid for one in milestones.resting_on(award)} == {one.uid for one in rests_on}
    assert check(bytes(award.credential.document.signed or b""), at=NOON).outcome == "good"
    assert list(problems(NOON + timedelta(hours=1))) == []


def test_too_few_badges_claim_nothing(
    milestone: BadgeVersion, parts: list[BadgeVersion], morag: Person, keys: KeyStore
) -> None:
    hold(morag, parts[:2], keys)

    with pytest.raises(NotEligible, match="You hold 2 of the 3 badges needed"):
        claim_milestone(person=morag, version=milestone, at=NOON)

    assert not Place.objects.filter(reference__startswith="milestone:").exists()


def test_a_milestone_is_claimed_once(
    milestone: BadgeVersion, parts: list[BadgeVersion], morag: Person, keys: KeyStore
) -> None:
    hold(morag, parts, keys)
    claim_milestone(person=morag, version=milestone, at=NOON)

    with pytest.raises(NotEligible):
        claim_milestone(person=morag, version=milestone, at=NOON)

    assert milestone.awards.count() == 1


def test_a_badge_that_is_no_milestone_and_one_that_is_closed_are_not_claimed(
    milestone: BadgeVersion, parts: list[BadgeVersion], morag: Person, keys: KeyStore
) -> None:
    hold(morag, parts, keys)
    with pytest.raises(WrongState):
        claim_milestone(person=morag, version=parts[0], at=NOON)

    Badge.objects.filter(pk=milestone.badge_id).update(closed_on=NOON.date())
    milestone.badge.refresh_from_db()
    with pytest.raises(WrongState):
        claim_milestone(person=morag, version=milestone, at=NOON)


def test_revoking_a_badge_that_it_rests_on_leaves_the_milestone(
    milestone: BadgeVersion, parts: list[BadgeVersion], morag: Person, keys: KeyStore
) -> None:
    first, *_ = hold(morag, parts[:3], keys)
    award = claim_milestone(person=morag, version=milestone, at=NOON)
    lead = make.member(first.issuer, Role.LEAD)

    revoke(
        award_uid=first.uid,
        lead=lead,
        reason="mistake",
        note="Made in error.",
        at=NOON + timedelta(minutes=1),
    )

    assert make.signed(award, keys).state == AwardState.SIGNED


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("revoked_at = '2026-11-22T11:00Z', state = 'revoked', revocation_reason = 'x'", "does not count"),
        ("valid_until = '2026-11-22T11:00Z'", "does not count"),
        ("awarded_at = '2026-11-23T11:00Z'", "too few"),
        ("state = 'recorded'", "does not count"),
    ],
)  # fmt: skip
def test_the_signer_checks_again_what_a_milestone_rests_on(
    milestone: BadgeVersion,
    parts: list[BadgeVersion],
    morag: Person,
    keys: KeyStore,
    change: str,
    words: str,
) -> None:
    first, *_ = hold(morag, parts[:3], keys)
    award = claim_milestone(person=morag, version=milestone, at=NOON)
    make.sql(f"UPDATE awards_award SET {change} WHERE id = {first.pk}")

    with pytest.raises(WillNotSign, match=words):
        make.signed(award, keys)


def test_a_milestone_that_becomes_complete_is_told_once(
    milestone: BadgeVersion, parts: list[BadgeVersion], morag: Person, keys: KeyStore
) -> None:
    key = f"milestone.complete:{milestone.badge.slug}:{morag.uid}"
    awards = hold(morag, parts[:2], keys)
    for award in awards:
        letters.tell_of_milestones(morag, award.badge, NOON)
    assert not OutgoingMail.objects.filter(key=key).exists()

    for award in hold(morag, parts[2:], keys):
        event = Event.objects.get(chain=f"award:{award.uid}", name="award.signed")
        # The function itself: as a job it would close the connection of this test.
        tasks.tell_of_milestones.func.__wrapped__(event=event.pk)

    letter = OutgoingMail.objects.get(key=key)
    assert letter.to == morag.email
    assert f"/badges/{milestone.badge.slug}/" in letter.text


def test_nobody_is_told_of_a_milestone_that_they_have(
    milestone: BadgeVersion, parts: list[BadgeVersion], morag: Person, keys: KeyStore
) -> None:
    *_, last = hold(morag, parts, keys)
    claim_milestone(person=morag, version=milestone, at=NOON)

    letters.tell_of_milestones(morag, last.badge, NOON)

    assert not OutgoingMail.objects.filter(key__startswith="milestone.complete").exists()


def test_its_page_shows_how_far_one_is_and_takes_one_press(
    milestone: BadgeVersion,
    parts: list[BadgeVersion],
    morag: Person,
    keys: KeyStore,
    client: Client,
) -> None:
    page = f"/badges/{milestone.badge.slug}/"
    assert "Hold three of these four badges" in client.get(page).content.decode()
    client.force_login(morag)
    assert "<strong>0 of 3</strong>" in client.get(page).content.decode()

    hold(morag, parts[:3], keys)
    assert "Claim this badge" in client.get(page).content.decode()
    answer = client.post(f"/milestones/{milestone.badge.slug}", follow=True)

    award = milestone.awards.get()
    assert answer.redirect_chain == [(f"/awards/{award.uid}", 302)]
    assert "held these badges" in answer.content.decode()
    again = client.get(page).content.decode()
    assert "You hold this badge" in again
    assert "Claim this badge" not in again


def test_signing_tells_by_a_reaction(
    milestone: BadgeVersion, parts: list[BadgeVersion], morag: Person, keys: KeyStore
) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    signer.keep_up(keys=keys, at=now())
    (award,) = hold(morag, parts[:1], keys)

    event = Event.objects.get(chain=f"award:{award.uid}", name="award.signed")
    told = ProcrastinateJob.objects.filter(
        task_name="awards.tell_of_milestones", args={"event": event.pk}
    )
    assert told.count() == 1

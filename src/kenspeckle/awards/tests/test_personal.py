"""What is left of the awards of a person who is erased."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from kenspeckle.accounts.erasing import erase
from kenspeckle.accounts.models import Person
from kenspeckle.awards import letters
from kenspeckle.awards.keystore import KeyStore
from kenspeckle.awards.models import Award
from kenspeckle.awards.operations import share, share_evidence
from kenspeckle.awards.signer import renew_status_list
from kenspeckle.awards.states import AwardState
from kenspeckle.checking.verification import check
from kenspeckle.config.commands.doctor import problems
from kenspeckle.kernel.models import OutgoingMail
from kenspeckle.organisations.models import Role
from tests import factories as make
from tests.factories import NOON

pytestmark = pytest.mark.django_db
SOON = NOON + timedelta(minutes=1)


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    return make.key_store(tmp_path)


@pytest.fixture
def holder() -> Person:
    return make.person("Mòrag NicDhòmhnaill")


@pytest.fixture
def awards(holder: Person, keys: KeyStore) -> list[Award]:
    """Two signed and shared awards of one issuer; the second runs out."""
    issuer = make.issuer()
    assessor = make.member(issuer, Role.ASSESSOR)
    expiry = {"expiry": {"months": 12, "renew_from_days": 60}}
    made = [
        make.signed(make.awarded(holder, make.badge(issuer, facts=facts), assessor), keys)
        for facts in ({}, expiry)
    ]
    for award in made:
        share(award_uid=award.uid, holder=holder, shared=True, at=NOON)
        share_evidence(award_uid=award.uid, holder=holder, positions=frozenset({1}), at=NOON)
    return made


def test_an_erased_person_keeps_what_they_chose_and_nothing_else_is_left(
    holder: Person, awards: list[Award], keys: KeyStore
) -> None:
    kept, gone = awards
    credentials = [bytes(award.credential.document.signed or b"") for award in awards]

    erase(person=holder, kept=frozenset({str(kept.uid)}), at=SOON)
    renew_status_list(status_list=kept.credential.status_list_id, keys=keys, at=SOON)

    later = SOON + timedelta(minutes=1)
    assert [check(one, at=later).outcome for one in credentials] == ["good", "bad"]
    stays, left = (Award.objects.get(pk=award.pk) for award in awards)
    assert (stays.state, stays.recipient_name) == (AwardState.SIGNED, "Mòrag NicDhòmhnaill")
    assert (left.state, left.recipient_name) == (AwardState.REVOKED, None)
    assert not stays.evidence.filter(content__isnull=False).exists()
    assert list(problems(NOON + timedelta(hours=1))) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(row)::text FROM awards_award row WHERE id = %s", [gone.pk])
        assert "Mòrag" not in cursor.fetchone()[0]


def test_nobody_writes_to_an_erased_person(holder: Person, awards: list[Award]) -> None:
    erase(person=holder, kept=frozenset({str(award.uid) for award in awards}), at=SOON)
    until = awards[1].valid_until
    assert until is not None

    letters.tell_of_endings(until - timedelta(days=1))

    assert not OutgoingMail.objects.filter(key__startswith="award.expiring").exists()


def test_an_award_that_is_kept_while_it_is_signed_is_signed_all_the_same(
    holder: Person, keys: KeyStore
) -> None:
    version = make.badge()
    recorded = make.awarded(holder, version, make.member(version.badge.issuer, Role.ASSESSOR))

    erase(person=holder, kept=frozenset({str(recorded.uid)}), at=SOON)

    signed = make.signed(recorded, keys)
    assert signed.state == AwardState.SIGNED
    assert check(bytes(signed.credential.document.signed or b""), at=SOON).outcome == "good"
    assert list(problems(NOON + timedelta(hours=1))) == []

"""What stays of an award once its holder wants it, or its evidence, gone."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from kenspeckle.awards.keystore import KeyStore
from kenspeckle.awards.kinds.status_list import marked
from kenspeckle.awards.models import Award, EvidenceItem, SignedDocument, StatusList
from kenspeckle.awards.operations import (
    erase_evidence,
    forget,
    renounce,
    share,
    share_evidence,
)
from kenspeckle.awards.signer import renew_status_list
from kenspeckle.checking.verification import check
from kenspeckle.config.commands.doctor import problems
from kenspeckle.kernel.refusals import NotAllowed, WrongState
from kenspeckle.organisations.models import Role
from tests import factories as make
from tests.factories import NOON

pytestmark = pytest.mark.django_db
BECAUSE = "At the request of the person."
SOON = NOON + timedelta(minutes=1)


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    return make.key_store(tmp_path)


@pytest.fixture
def award(keys: KeyStore) -> Award:
    version = make.badge()
    assessor = make.member(version.badge.issuer, Role.ASSESSOR)
    award = make.signed(make.awarded(make.person("Mòrag NicDhòmhnaill"), version, assessor), keys)
    share(award_uid=award.uid, holder=award.person, shared=True, at=NOON)
    share_evidence(award_uid=award.uid, holder=award.person, positions=frozenset({1, 2}), at=NOON)
    return award


def test_a_kept_award_still_verifies_when_its_evidence_is_erased(
    award: Award, client: Client
) -> None:
    document = bytes(award.credential.document.signed or b"")
    digests = list(award.evidence.values_list("digest", flat=True))

    erased = erase_evidence(award_uid=award.uid, because=BECAUSE, at=SOON)
    again = erase_evidence(award_uid=award.uid, because=BECAUSE, at=SOON)

    assert (erased, again) == (2, 0)
    assert set(award.evidence.values_list("content", "erased_at", "erased_because")) == {
        (None, SOON, BECAUSE)
    }
    assert list(award.evidence.values_list("digest", flat=True)) == digests
    assert check(document, at=SOON).outcome == "good"
    assert client.get(f"/awards/{award.uid}/evidence/1").status_code == 404
    client.force_login(award.person)
    assert client.get(f"/awards/{award.uid}/evidence/1").status_code == 410
    assert "Erased on 22 November 2026" in client.get(f"/awards/{award.uid}").content.decode()
    assert list(problems(NOON + timedelta(hours=1))) == []


def test_a_holder_takes_an_award_back_and_every_verifier_sees_it(
    award: Award, keys: KeyStore
) -> None:
    with pytest.raises(NotAllowed):
        renounce(award_uid=award.uid, holder=make.person(), at=SOON)

    renounce(award_uid=award.uid, holder=award.person, at=SOON)
    renew_status_list(status_list=award.credential.status_list_id, keys=keys, at=SOON)

    signed = bytes(award.credential.document.signed or b"")
    assert check(signed, at=SOON + timedelta(minutes=1)).outcome == "bad"
    with pytest.raises(WrongState):
        renounce(award_uid=award.uid, holder=award.person, at=SOON)
    assert list(problems(NOON + timedelta(hours=1))) == []


def test_a_forgotten_award_leaves_its_digests_and_its_place_in_the_status_list(
    award: Award, keys: KeyStore, client: Client
) -> None:
    handed_over = bytes(award.credential.document.signed or b"")
    with pytest.raises(WrongState, match="Only an award that is revoked"):
        forget(award_uid=award.uid, because=BECAUSE, at=SOON)
    renounce(award_uid=award.uid, holder=award.person, at=SOON)

    forget(award_uid=award.uid, because=BECAUSE, at=SOON)
    forget(award_uid=award.uid, because=BECAUSE, at=SOON + timedelta(days=1))
    renew_status_list(status_list=award.credential.status_list_id, keys=keys, at=SOON)

    award = Award.objects.get(pk=award.pk)
    assert (award.recipient_name, award.erased_at, award.shared_at) == (None, SOON, None)
    document = SignedDocument.objects.get(kind="award")
    assert (document.unsigned, document.signed, document.jwt) == (None, None, None)
    assert document.signatures.count() == 2
    listed = StatusList.objects.get().document
    assert listed is not None
    assert marked(json.loads(bytes(listed.signed or b""))) == {award.credential.status_index}
    assert check(handed_over, at=SOON + timedelta(minutes=1)).outcome == "bad"
    assert list(problems(NOON + timedelta(hours=1))) == []
    client.force_login(award.person)
    page = client.get(f"/awards/{award.uid}").content.decode()
    assert "somebody whose name was erased" in page
    assert "was erased on 22 November 2026" in page
    assert client.get(f"/credentials/{award.uid}.jwt").status_code == 409


def test_nothing_personal_of_a_forgotten_award_is_left_in_its_tables(award: Award) -> None:
    renounce(award_uid=award.uid, holder=award.person, at=SOON)
    forget(award_uid=award.uid, because=BECAUSE, at=SOON)

    tables = ["awards_award", "awards_evidenceitem", "awards_signeddocument", "awards_credential"]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT to_jsonb(row)::text FROM {table} row")
            text = " ".join(row for (row,) in cursor.fetchall())
            # Bytes stand in hexadecimal there.
            for planted in ("Mòrag", "word1", "Mòrag".encode().hex(), b"word1".hex()):
                assert planted not in text, table


@pytest.mark.parametrize(
    "change",
    [
        lambda: EvidenceItem.objects.update(content=None),
        lambda: EvidenceItem.objects.update(content=b"other", erased_at=NOON, erased_because="x"),
        lambda: SignedDocument.objects.update(unsigned=None, signed=None, jwt=None),
        lambda: Award.objects.update(recipient_name="Somebody Else"),
        lambda: Award.objects.update(recipient_name=None, erased_at=NOON, erased_because="x"),
    ],
)
def test_the_database_takes_a_whole_dated_tombstone_or_nothing(
    award: Award, change: object
) -> None:
    assert callable(change)
    with pytest.raises(IntegrityError), transaction.atomic():
        change()

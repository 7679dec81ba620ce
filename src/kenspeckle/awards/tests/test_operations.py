import hashlib
import json
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from openbadges3.encoding import jcs, sha256_multibase
from openbadges3.keys import SigningKey
from openbadges3.status import StatusList as Bits
from pytest_django import DjangoAssertNumQueries, Settings

from kenspeckle.accounts.models import Person
from kenspeckle.audit.models import Event
from kenspeckle.awards import access, places, queries, signer
from kenspeckle.awards.addresses import OtherAddress, check_public_address
from kenspeckle.awards.basis import Basis, Evidence, faults
from kenspeckle.awards.keystore import KeyStore, KeyTrouble, make_master_key
from kenspeckle.awards.kinds.status_list import STATUS_LIST, marked
from kenspeckle.awards.models import (
    Award,
    Credential,
    EvidenceItem,
    IssuerKey,
    Place,
    PublicAddress,
    Signature,
    SignedDocument,
    StatusList,
)
from kenspeckle.awards.operations import award, revoke, share, share_evidence
from kenspeckle.awards.signer import WillNotSign
from kenspeckle.awards.states import AwardState
from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.checking.verification import check
from kenspeckle.kernel.models import OutgoingMail
from kenspeckle.kernel.refusals import Invalid, NotAllowed, NotEligible, WrongState
from kenspeckle.organisations.models import Role
from tests import factories as make
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    return make.key_store(tmp_path)


@pytest.fixture
def version() -> BadgeVersion:
    return make.badge()


@pytest.fixture
def holder() -> Person:
    return make.person("Mòrag NicDhòmhnaill")


@pytest.fixture
def recorded(holder: Person, version: BadgeVersion) -> Award:
    return make.awarded(holder, version, make.member(version.badge.issuer, Role.ASSESSOR))


@pytest.fixture
def signed(recorded: Award, keys: KeyStore) -> Award:
    return make.signed(recorded, keys)


@pytest.fixture
def lead(version: BadgeVersion) -> Person:
    return make.member(version.badge.issuer, Role.LEAD)


def published(status_list: StatusList) -> bytes:
    """What the list's address serves."""
    status_list.refresh_from_db()
    assert status_list.document is not None
    return bytes(status_list.document.signed or b"")


BY = UUID("9d7f5f3e-6a57-4d57-8f3f-0a4f1f1f1f1f")
FACTS = {
    "application": "a",
    "submission": "s",
    "submission_digest": "d",
    "receipt": "r",
    "right": "assessor of x",
}


def assessed(reference: str = "decision:1", **facts: str) -> Basis:
    """A whole basis of an award by assessment, or one with these facts."""
    return Basis("assessed", reference, BY, facts or FACTS)


def direct(person: Person, version: BadgeVersion, basis: Basis) -> Award:
    """An award made with this basis in a place of its own."""
    place = f"application:{basis.reference}:{person.pk}"
    places.reserve(person=person, version=version, reference=place, at=NOON)
    return award(
        person=person,
        version=version,
        basis=basis,
        evidence=[Evidence("Question 1", "An answer.")],
        place=place,
        at=NOON,
    )


@pytest.mark.parametrize("missing", sorted(FACTS))
def test_an_award_without_a_whole_basis_is_refused(
    holder: Person, version: BadgeVersion, missing: str
) -> None:
    facts = {name: value for name, value in FACTS.items() if name != missing}

    with pytest.raises(Invalid, match=f"does not name {missing}"):
        direct(holder, version, assessed(**facts))

    assert not Award.objects.exists()


def test_an_award_of_an_unknown_kind_is_refused(holder: Person, version: BadgeVersion) -> None:
    with pytest.raises(Invalid, match="unknown kind"):
        direct(holder, version, Basis("favour", "decision:1", BY, FACTS))


def test_one_basis_gives_one_award(holder: Person, version: BadgeVersion) -> None:
    basis = assessed()
    direct(holder, version, basis)

    with pytest.raises(IntegrityError), transaction.atomic():
        direct(make.person(), version, basis)

    assert Award.objects.count() == 1


def test_one_place_takes_one_award(holder: Person, version: BadgeVersion) -> None:
    direct(holder, version, assessed())

    with pytest.raises(WrongState, match="No place is reserved"):
        award(
            person=holder,
            version=version,
            basis=assessed("decision:2"),
            evidence=[],
            place=f"application:decision:1:{holder.pk}",
            at=NOON,
        )

    assert Award.objects.count() == 1


def test_a_place_that_another_person_reserved_takes_no_award(
    holder: Person, version: BadgeVersion
) -> None:
    places.reserve(person=make.person(), version=version, reference="application:x", at=NOON)

    with pytest.raises(WrongState, match="No place is reserved"):
        award(
            person=holder,
            version=version,
            basis=assessed(),
            evidence=[],
            place="application:x",
            at=NOON,
        )

    assert not Award.objects.exists()


def test_a_reserved_place_is_free_again_once_released_and_a_kept_one_never(
    holder: Person, version: BadgeVersion, lead: Person
) -> None:
    places.reserve(person=holder, version=version, reference="application:x", at=NOON)
    with pytest.raises(NotEligible):
        places.reserve(person=holder, version=version, reference="application:y", at=NOON)
    places.release("application:x")

    made = direct(holder, version, assessed())
    revoke(award_uid=made.uid, lead=lead, reason="not-own-work", note="Made in error.", at=NOON)
    places.release(f"application:decision:1:{holder.pk}")

    assert Place.objects.get(award=made).live
    assert places.free_place(holder, places.period_at(version, NOON)) is None


def test_a_renewal_has_a_place_of_its_own_once(holder: Person, version: BadgeVersion) -> None:
    earlier = direct(holder, version, assessed())

    places.reserve(
        person=holder, version=version, reference="application:x", at=NOON, renews=earlier
    )

    with pytest.raises(NotEligible):
        places.reserve(
            person=holder, version=version, reference="application:y", at=NOON, renews=earlier
        )


@pytest.mark.parametrize("by", ["", "amina", 7, None])
def test_a_basis_says_by_whom_it_is(holder: Person, version: BadgeVersion, by: object) -> None:
    document = {**assessed().as_document(), "by": by}

    assert faults(document) == ["The basis does not say by whom it is."]


def test_the_document_is_recorded_before_it_is_signed(recorded: Award) -> None:
    document = json.loads(bytes(recorded.credential.document.unsigned or b""))

    assert recorded.state == AwardState.RECORDED
    assert recorded.credential.document.signed is None
    assert "proof" not in document
    assert document["credentialSubject"]["identifier"][1]["identityHash"] == "Mòrag NicDhòmhnaill"


def test_the_credential_holds_no_words_of_the_evidence_and_no_address(signed: Award) -> None:
    text = bytes(signed.credential.document.signed or b"").decode()

    assert "word0" not in text
    assert signed.person.email not in text


def test_the_digests_in_the_credential_are_those_of_the_bytes_that_are_served(
    signed: Award,
) -> None:
    stated = json.loads(bytes(signed.credential.document.signed or b""))["evidence"]

    assert [one["digestMultibase"] for one in stated] == [
        sha256_multibase(bytes(item.content or b"")) for item in signed.evidence.all()
    ]
    assert len({bytes(item.content or b"")[-30:] for item in signed.evidence.all()}) == 2


def test_a_signed_award_verifies_and_is_logged(signed: Award) -> None:
    assert signed.state == AwardState.SIGNED
    assert check(bytes(signed.credential.document.signed or b""), at=NOON).outcome == "good"
    assert check(signed.credential.document.jwt or "", at=NOON).outcome == "good"
    assert signed.credential.document.signatures.count() == 2
    assert Event.objects.filter(name="award.signed").count() == 1


def test_signing_twice_signs_once(signed: Award, keys: KeyStore) -> None:
    before = SignedDocument.objects.filter(kind="award").values().get()

    signer.sign(document=signed.credential.document.uid, keys=keys, at=NOON + timedelta(days=1))

    assert SignedDocument.objects.filter(kind="award").values().get() == before
    assert signed.credential.document.signatures.count() == 2


@pytest.mark.parametrize(
    ("table", "column", "value", "words"),
    [
        ("awards_award", "basis", '{"kind": "assessed"}', "basis has changed"),
        ("awards_signeddocument", "unsigned", b"{}", "document has changed"),
        ("awards_evidenceitem", "content", b"other words", "evidence does not match"),
        ("awards_credential", "status_index", 7, "another place in the status list"),
        ("awards_award", "recipient_name", "Somebody Else", "names another holder"),
        ("audit_event", "digest", "0" * 64, "chain of events does not tell"),
    ],
)
def test_the_signer_refuses_a_row_that_was_tampered_with(
    recorded: Award, keys: KeyStore, table: str, column: str, value: str | bytes | int, words: str
) -> None:
    # Only somebody who can switch the triggers off gets this far.
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"UPDATE {table} SET {column} = %s", [value])
        cursor.execute("SET LOCAL session_replication_role = origin")

    with pytest.raises(WillNotSign, match=words):
        make.signed(recorded, keys)

    recorded.refresh_from_db()
    assert recorded.state == AwardState.RECORDED
    assert recorded.credential.document.signed is None
    assert not Signature.objects.exists()


def test_the_signer_refuses_a_document_that_was_exchanged_together_with_its_digest(
    recorded: Award, keys: KeyStore
) -> None:
    document = json.loads(bytes(recorded.credential.document.unsigned or b""))
    document["credentialSubject"]["achievement"]["id"] = "https://kenspeckle.example/badges/x"
    content = jcs(document)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE awards_signeddocument SET unsigned = %s, digest = %s",
            [content, hashlib.sha256(content).hexdigest()],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")

    with pytest.raises(WillNotSign, match=r"chain of events.*names another badge"):
        make.signed(recorded, keys)


def test_the_signer_refuses_while_signing_is_stopped_and_resumes_after(
    recorded: Award, keys: KeyStore
) -> None:
    issuer = recorded.issuer
    issuer.stopped_signing_at = NOON
    issuer.save()
    with pytest.raises(WillNotSign, match="is stopped"):
        make.signed(recorded, keys)
    status_list = recorded.credential.status_list
    with pytest.raises(WillNotSign, match="is stopped"):
        signer.renew_status_list(status_list=status_list.pk, keys=keys, at=NOON)
    about = [SignedDocument.objects.get(uid=uid).about for uid in signer.waiting()]
    assert about == [f"award:{recorded.uid}", f"status-list:{issuer.slug}/1"]

    issuer.stopped_signing_at = None
    issuer.save()
    for document in list(signer.waiting()):
        signer.sign(document=document, keys=keys, at=NOON)

    assert list(signer.waiting()) == []
    assert Award.objects.get().state == AwardState.SIGNED


def test_an_issuer_that_is_stopped_keeps_no_other_from_being_signed(
    recorded: Award, holder: Person, keys: KeyStore
) -> None:
    other = make.badge()
    behind = make.awarded(holder, other, make.member(other.badge.issuer, Role.ASSESSOR))
    recorded.issuer.stopped_signing_at = NOON
    recorded.issuer.save()

    signer.keep_up(keys=keys, at=NOON)

    about = [SignedDocument.objects.get(uid=uid).about for uid in signer.waiting()]
    assert about == [f"award:{recorded.uid}", f"status-list:{recorded.issuer.slug}/1"]
    behind.refresh_from_db()
    assert behind.state == AwardState.SIGNED
    assert behind.credential.status_list.document is not None


def test_an_award_that_is_revoked_before_it_is_signed_is_never_signed(
    recorded: Award, keys: KeyStore, lead: Person
) -> None:
    revoke(award_uid=recorded.uid, lead=lead, reason="mistake", note="Made in error.", at=NOON)

    found = make.signed(recorded, keys)

    assert (found.state, found.credential.document.signed) == (AwardState.REVOKED, None)
    assert list(signer.waiting()) == []


def test_a_list_is_recorded_anew_every_hour_and_its_older_editions_leave_their_digests(
    signed: Award, keys: KeyStore
) -> None:
    first = StatusList.objects.get().document
    assert first is not None
    signer.keep_up(keys=keys, at=NOON + timedelta(minutes=50))
    assert StatusList.objects.get().document == first

    signer.keep_up(keys=keys, at=NOON + timedelta(minutes=60))

    newer = StatusList.objects.get().document
    assert newer is not None
    assert newer.recorded_at == NOON + timedelta(minutes=60)
    first.refresh_from_db()
    assert (first.unsigned, first.signed) == (None, None)
    assert first.erased_at == newer.recorded_at
    assert Signature.objects.filter(document=first).count() == 1
    assert list(signer.waiting()) == []


@pytest.mark.parametrize(
    ("index", "words"), [(7, "revokes an award that is not revoked"), (None, "for too long")]
)
def test_the_signer_refuses_a_status_list_that_says_what_is_not_so(
    signed: Award, keys: KeyStore, index: int | None, words: str
) -> None:
    recorded = STATUS_LIST.record_anew(signed.credential.status_list_id, NOON)
    document = json.loads(bytes(recorded.unsigned or b""))
    if index is None:
        document["validUntil"] = "2036-01-01T00:00:00Z"
    else:
        bits = Bits()
        bits.set(index)
        document["credentialSubject"]["encodedList"] = bits.encoded()
    content = jcs(document)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE awards_signeddocument SET unsigned = %s, digest = %s WHERE id = %s",
            [content, hashlib.sha256(content).hexdigest(), recorded.pk],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")

    with pytest.raises(WillNotSign, match=words):
        signer.sign(document=recorded.uid, keys=keys, at=NOON)


def test_a_list_that_a_revocation_overtakes_is_not_signed_and_the_next_one_is(
    signed: Award, keys: KeyStore, lead: Person
) -> None:
    recorded = STATUS_LIST.record_anew(signed.credential.status_list_id, NOON)
    revoke(award_uid=signed.uid, lead=lead, reason="mistake", note="Made in error.", at=NOON)

    signer.sign(document=recorded.uid, keys=keys, at=NOON)
    recorded.refresh_from_db()
    assert recorded.signed is None

    signer.renew_status_list(status_list=signed.credential.status_list_id, keys=keys, at=NOON)
    assert marked(json.loads(published(StatusList.objects.get()))) == {
        signed.credential.status_index
    }


def test_a_revoked_award_is_revoked_for_every_verifier(
    signed: Award, keys: KeyStore, lead: Person
) -> None:
    revoke(award_uid=signed.uid, lead=lead, reason="mistake", note=" Made in error. ", at=NOON)
    signer.renew_status_list(
        status_list=signed.credential.status_list_id, keys=keys, at=NOON + timedelta(minutes=1)
    )

    found = Credential.objects.select_related("status_list", "award").get()
    listed = json.loads(published(found.status_list))
    bits = Bits.decode(listed["credentialSubject"]["encodedList"])
    assert bits.get(found.status_index)
    assert sum(byte.bit_count() for byte in bits.bits) == 1
    assert (
        check(bytes(found.document.signed or b""), at=NOON + timedelta(minutes=2)).outcome == "bad"
    )
    assert found.award.revocation_reason == "It was awarded by mistake."
    assert found.award.revocation_note == "Made in error."
    assert OutgoingMail.objects.filter(key=f"award.revoked:{found.award.uid}").count() == 1


def test_only_a_lead_of_the_issuer_revokes_and_never_their_own_award(
    signed: Award, version: BadgeVersion, holder: Person
) -> None:
    issuer = version.badge.issuer
    for nobody in (
        make.person(),
        make.member(make.issuer(), Role.LEAD),
        make.member(issuer, Role.ASSESSOR),
        make.member(issuer, Role.LEAD, holder),
    ):
        with pytest.raises(NotAllowed):
            revoke(award_uid=signed.uid, lead=nobody, reason="mistake", note="No.", at=NOON)

    signed.refresh_from_db()
    assert signed.state == AwardState.SIGNED


def test_revoking_needs_a_reason_and_happens_once(signed: Award, lead: Person) -> None:
    with pytest.raises(Invalid):
        revoke(award_uid=signed.uid, lead=lead, reason="mistake", note=" \n", at=NOON)
    revoke(award_uid=signed.uid, lead=lead, reason="mistake", note="Made in error.", at=NOON)
    with pytest.raises(WrongState):
        revoke(award_uid=signed.uid, lead=lead, reason="mistake", note="Again.", at=NOON)

    assert Event.objects.filter(name="award.revoked").count() == 1


def test_an_award_is_private_until_its_holder_shares_it_and_again_after(
    signed: Award, holder: Person, lead: Person
) -> None:
    stranger = make.person()
    assert not access.visible_to(stranger).exists()
    assert access.visible_to(holder).get() == access.visible_to(lead).get() == signed

    share(award_uid=signed.uid, holder=holder, shared=True, at=NOON)
    share(award_uid=signed.uid, holder=holder, shared=True, at=NOON + timedelta(days=1))
    assert access.visible_to(stranger).get().shared_at == NOON
    share(award_uid=signed.uid, holder=holder, shared=False, at=NOON)

    assert not access.visible_to(stranger).exists()
    assert Event.objects.filter(name__in=["award.shared", "award.unshared"]).count() == 2


def test_evidence_is_shared_item_by_item(signed: Award, holder: Person, lead: Person) -> None:
    stranger = make.person()

    def readable(viewer: Person) -> list[int]:
        award = Award.objects.get(pk=signed.pk)
        return [item.position for item in access.evidence_for(viewer, award)]

    share_evidence(award_uid=signed.uid, holder=holder, positions=frozenset({2}), at=NOON)
    assert (readable(stranger), readable(lead), readable(holder)) == ([], [], [1, 2])
    share(award_uid=signed.uid, holder=holder, shared=True, at=NOON)
    assert (readable(stranger), readable(lead)) == ([2], [2])
    share_evidence(award_uid=signed.uid, holder=holder, positions=frozenset({1}), at=NOON)
    assert readable(stranger) == [1]
    share_evidence(award_uid=signed.uid, holder=holder, positions=frozenset(), at=NOON)
    assert readable(stranger) == []


def test_only_the_holder_shares_and_only_what_is_there(signed: Award, holder: Person) -> None:
    other = make.person()

    with pytest.raises(NotAllowed):
        share(award_uid=signed.uid, holder=other, shared=True, at=NOON)
    with pytest.raises(NotAllowed):
        share_evidence(award_uid=signed.uid, holder=other, positions=frozenset({1}), at=NOON)
    with pytest.raises(NotAllowed):
        share_evidence(award_uid=signed.uid, holder=holder, positions=frozenset({1, 3}), at=NOON)

    assert Award.objects.get().shared_at is None
    assert not EvidenceItem.objects.filter(shared=True).exists()


def test_the_public_address_is_recorded_at_the_first_award_and_kept(
    recorded: Award, settings: Settings
) -> None:
    assert PublicAddress.objects.get().url == settings.PUBLIC_URL
    check_public_address()

    settings.PUBLIC_URL = "https://elsewhere.example"

    with pytest.raises(OtherAddress, match="KENSPECKLE_URL=http"):
        check_public_address()
    with pytest.raises(OtherAddress):
        direct(make.person(), make.badge(recorded.issuer), assessed("decision:9"))


@pytest.mark.parametrize(
    "change",
    [
        lambda: Award.objects.update(basis={"kind": "assessed"}),
        lambda: Award.objects.update(basis_digest="0" * 64),
        lambda: Place.objects.update(period="2031"),
        lambda: Award.objects.all().delete(),
        lambda: SignedDocument.objects.update(unsigned=b"{}"),
        lambda: SignedDocument.objects.update(kind="status-list"),
        lambda: SignedDocument.objects.all().delete(),
        lambda: Credential.objects.update(status_index=7),
        lambda: EvidenceItem.objects.update(content=b"other words"),
        lambda: EvidenceItem.objects.all().delete(),
        lambda: Signature.objects.update(digest="0" * 64),
        lambda: Signature.objects.all().delete(),
        lambda: PublicAddress.objects.update(url="https://elsewhere.example"),
    ],
)
def test_the_database_refuses_to_change_what_an_award_rests_on(
    signed: Award, change: Callable[[], object]
) -> None:
    with (
        pytest.raises(IntegrityError, match=r"written once|protected foreign keys"),
        transaction.atomic(),
    ):
        change()


def test_keys_are_sealed_files_that_their_owner_alone_can_read(
    signed: Award, keys: KeyStore
) -> None:
    files = list(keys.folder.iterdir())

    assert len(files) == 2
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(keys.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(keys.master_key_file.stat().st_mode) == 0o600
    for file in files:
        assert b"PRIVATE" not in file.read_bytes()
        assert json.loads(file.read_bytes())


def test_a_wrong_or_lost_master_key_is_said_in_words(
    recorded: Award, keys: KeyStore, tmp_path: Path
) -> None:
    signer.prepare_issuer(issuer=recorded.issuer_id, keys=keys, at=NOON)
    make_master_key(tmp_path / "other.key")
    wrong = KeyStore(keys.folder, tmp_path / "other.key")
    lost = KeyStore(keys.folder, tmp_path / "gone.key")
    elsewhere = KeyStore(tmp_path / "gone", keys.master_key_file)

    with pytest.raises(KeyTrouble, match="does not open with this master key"):
        make.signed(recorded, wrong)
    with pytest.raises(KeyTrouble, match=r"master key .* cannot be read"):
        make.signed(recorded, lost)
    with pytest.raises(KeyTrouble, match=r"restore .* from a backup"):
        make.signed(recorded, elsewhere)

    assert Award.objects.get().state == AwardState.RECORDED


def test_a_master_key_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    make_master_key(tmp_path / "a" / "master.key")
    before = (tmp_path / "a" / "master.key").read_bytes()

    make_master_key(tmp_path / "a" / "master.key")

    assert (tmp_path / "a" / "master.key").read_bytes() == before
    assert len(before) == 32


def test_a_key_comes_back_as_it_was_kept(keys: KeyStore) -> None:
    key = SigningKey.generate("Ed25519")
    keys.keep(key)

    opened = keys.open(key.public.multibase)

    key.public.verify(opened.sign(b"words"), b"words")


def test_an_issuers_keys_are_made_once(recorded: Award, keys: KeyStore) -> None:
    for _ in range(3):
        signer.prepare_issuer(issuer=recorded.issuer_id, keys=keys, at=NOON)

    assert sorted(IssuerKey.objects.values_list("kind", flat=True)) == ["Ed25519", "P-256"]
    assert Event.objects.filter(name="issuer.key-made").count() == 2


@pytest.mark.parametrize("count", [1, 3])
def test_lists_of_awards_take_one_query_however_many_there_are(
    holder: Person, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    issuer = make.issuer()
    assessor = make.member(issuer, Role.ASSESSOR)
    for _ in range(count):
        make.awarded(holder, make.badge(issuer), assessor)

    lead = make.member(issuer, Role.LEAD)
    for awards in (access.held_by(holder), access.revocable_by(lead)):
        listed = queries.with_all(awards)
        with django_assert_num_queries(1):
            rows = [(one.version.name, one.issuer.name, one.badge.series) for one in listed]
        assert len(rows) == count

"""Revoked is a state everywhere: said before it is done, and on every page and file afterwards."""

import io
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, transaction
from django.test import Client

from kenspeckle.accounts.models import Person
from kenspeckle.applications.eligibility import standing
from kenspeckle.awards import operations, places
from kenspeckle.awards.documents import published_at
from kenspeckle.awards.files import file_of
from kenspeckle.awards.keystore import KeyStore
from kenspeckle.awards.models import Award
from kenspeckle.catalogue.models import Badge, Reason, ReasonKind
from kenspeckle.config.commands.doctor import problems
from kenspeckle.kernel.models import OutgoingMail
from kenspeckle.kernel.refusals import Invalid
from kenspeckle.organisations.models import Role
from tests import factories as make
from tests.factories import NOON

pytestmark = pytest.mark.django_db
NOTE = "The assessor pressed the wrong button."


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    return make.key_store(tmp_path)


@pytest.fixture
def award(keys: KeyStore) -> Award:
    version = make.badge()
    holder = make.person("Mòrag Demo")
    made = make.awarded(holder, version, make.member(version.badge.issuer, Role.ASSESSOR))
    shared = make.signed(made, keys)
    operations.share(award_uid=shared.uid, holder=holder, shared=True, at=NOON)
    operations.share_evidence(
        award_uid=shared.uid, holder=holder, positions=frozenset({1}), at=NOON
    )
    shared.refresh_from_db()
    return shared


@pytest.fixture
def lead(award: Award, settings: LazySettings) -> Person:
    settings.DEMONSTRATION = True
    return make.member(award.issuer, Role.LEAD)


def _revoke(award: Award, lead: Person, reason: str = "mistake") -> Award:
    return operations.revoke(award_uid=award.uid, lead=lead, reason=reason, note=NOTE, at=NOON)


def test_a_lead_sees_the_mail_before_and_the_very_same_is_sent(
    client: Client, award: Award, lead: Person
) -> None:
    client.force_login(lead)
    page = f"/awards/{award.uid}/revocation"
    said = {"reason": "mistake", "note": NOTE}

    shown = client.post(page, said)
    award.refresh_from_db()
    assert (shown.status_code, award.state) == (200, "signed")
    client.post(page, {**said, "confirmed": "yes"})

    sent = OutgoingMail.objects.get(key=f"award.revoked:{award.uid}")
    letter = shown.context["letter"]
    assert (sent.subject, sent.text) == (letter.subject, letter.text)
    assert "It was awarded by mistake." in sent.text
    assert f"apply again: http://testserver/badges/{award.badge.slug}/" in sent.text.replace(
        "http://localhost:8000", "http://testserver"
    )
    assert NOTE not in sent.text


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"reason": "mistake", "note": " "}, "Say what happened"),
        ({"reason": "", "note": NOTE}, "Choose why"),
        ({"reason": "whim", "note": NOTE, "confirmed": "yes"}, "Choose why"),
    ],
)
def test_a_ground_of_the_list_and_a_note_are_asked_for(
    client: Client, award: Award, lead: Person, said: dict[str, str], field: str
) -> None:
    client.force_login(lead)

    answer = client.post(f"/awards/{award.uid}/revocation", said)

    assert answer.status_code == 422
    assert field in answer.content.decode()
    with pytest.raises(Invalid):
        operations.revoke(
            award_uid=award.uid, lead=lead, reason=said["reason"], note=said["note"].strip()
            if said["reason"] == "mistake" else "", at=NOON,
        )  # fmt: skip


def test_every_page_says_so_and_shared_evidence_is_closed(
    client: Client, award: Award, lead: Person
) -> None:
    evidence = f"/awards/{award.uid}/evidence/1"
    assert Client().get(evidence).status_code == 200

    _revoke(award, lead)

    assert Client().get(evidence).status_code == 404
    assert published_at(f"http://localhost:8000{evidence}") is None
    public = Client().get(f"/awards/{award.uid}").content.decode()
    client.force_login(award.person)
    own = client.get(f"/awards/{award.uid}").content.decode()
    badges = client.get("/my-badges/").content.decode()
    application = award.person.applications.get()
    overview = client.get(f"/applications/{application.uid}/").content.decode()
    for page in (public, own, badges, overview):
        assert ">Revoked<" in page
        assert "It was awarded by mistake." in page
        assert NOTE not in page
    assert "if you want to apply again" in own
    assert ">Awarded<" not in overview
    assert "The award was revoked" in overview
    client.force_login(lead)
    assert NOTE in client.get(f"/awards/{award.uid}").content.decode()


def test_picture_and_certificate_say_so(award: Award, lead: Person) -> None:
    before = {form: file_of(award, form).content for form in ("svg", "png", "pdf")}

    revoked = Award.objects.get(pk=_revoke(award, lead).pk)

    after = {form: file_of(revoked, form).content for form in ("svg", "png", "pdf")}
    assert b"Stamped Revoked." in after["svg"]
    assert b"Stamped Revoked." not in before["svg"]
    assert after["png"] != before["png"]
    from pypdf import PdfReader

    text = PdfReader(io.BytesIO(after["pdf"])).pages[0].extract_text()
    assert "Revoked on 22 November 2026: It was awarded by mistake." in " ".join(text.split())


@pytest.mark.parametrize(("reason", "free"), [("mistake", True), ("not-own-work", False)])
def test_the_ground_says_whether_the_badge_can_be_earned_again(
    award: Award, lead: Person, reason: str, free: bool
) -> None:
    _revoke(award, lead, reason)

    reasons = standing(person=award.person, version=award.version, at=NOON).reasons
    assert (reasons == ()) is free
    assert places.is_given_up(award) is free
    assert list(problems(NOON)) == []
    if free:
        again = make.awarded(award.person, award.version, make.member(award.issuer, Role.ASSESSOR))
        assert again.pk != award.pk
        assert list(problems(NOON)) == []


def test_the_programme_names_the_grounds(client: Client, award: Award, lead: Person) -> None:
    Badge.objects.filter(pk=award.badge_id).update(programme="Harbour")
    for programme, code in (("Harbour", "harbour"), ("Orchard", "orchard")):
        Reason.objects.create(
            programme=programme, kind=ReasonKind.REVOKE, code=code, message=code, told=f"{code}!",
            keeps_place=True, position=1,
        )  # fmt: skip
    client.force_login(lead)

    page = client.get(f"/awards/{award.uid}/revocation").content.decode()
    assert ("harbour" in page, "orchard" in page, "by mistake" in page) == (True, False, False)
    with pytest.raises(Invalid):
        _revoke(award, lead, "mistake")
    assert _revoke(award, lead, "harbour").revocation_reason == "harbour!"


def test_a_place_that_an_award_holds_is_taken_by_no_other(award: Award) -> None:
    place = award.place
    with pytest.raises(IntegrityError), transaction.atomic():
        type(place).objects.create(
            person=place.person, scope=place.scope, period=place.period, number=place.number,
            reference="application:x",
        )  # fmt: skip

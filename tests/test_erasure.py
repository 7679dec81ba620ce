"""Taking one's data along, and having it erased: of a person with every kind of object."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client

from kenspeckle.accounts import erasing, hooks
from kenspeckle.accounts.models import Person, Session
from kenspeckle.accounts.operations import define_claims, rename
from kenspeckle.applications import operations as applications
from kenspeckle.applications import submissions
from kenspeckle.applications.models import Submission
from kenspeckle.assessment import operations as assessment
from kenspeckle.assessment.models import Outcome
from kenspeckle.audit.models import Event
from kenspeckle.awards import operations as awards
from kenspeckle.awards import signer
from kenspeckle.awards.keystore import KeyStore
from kenspeckle.awards.models import Award
from kenspeckle.catalogue import inviting
from kenspeckle.checking.verification import check
from kenspeckle.config.commands.doctor import problems
from kenspeckle.kernel import mail
from kenspeckle.kernel.refusals import Invalid, NotAllowed
from kenspeckle.organisations.models import Role
from kenspeckle.organisations.operations import Work, state_employment
from tests import factories as make
from tests.factories import NOON

pytestmark = pytest.mark.django_db
PLANTED = ("Oighrig", "Zephyrine", "quokka", "7654321", "Umbra Lodge", "pangolin")
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    return make.key_store(tmp_path)


@pytest.fixture
def oighrig(keys: KeyStore) -> Person:
    """A person with every kind of object, all of them with words that stand nowhere else."""
    issuer, workplace = make.issuer(), make.employer()
    assessor = make.member(issuer, Role.ASSESSOR)
    person = Person.objects.create_user("oighrig@example.org", display_name="Oighrig Zephyrine")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    EmailAddress.objects.create(user=person, email="earlier@example.org", verified=True)
    make.register(person, number="7654321")
    state_employment(
        person=person, work=Work(employer_name="Umbra Lodge", job_role="pangolin keeper"), at=NOON
    )
    make.member(workplace, Role.MANAGER, person)

    def answered(state: str) -> Award | None:
        version = make.badge(issuer, max_words=None)
        draft = make.draft(person, version)
        question = version.criteria.get(position=2)
        answer = draft.answers.get(criterion=question)
        applications.save_answer(
            application_uid=draft.uid,
            person=person,
            position=2,
            given={"written": "The quokka asked me what I learned, and I told it all of this."},
            based_on=answer.revision,
            at=NOON,
        )
        applications.declare_ai(
            application_uid=draft.uid, person=person, used=True, tool="quokka-writer",
            how="To find the pangolin.", chat_link="https://example.org/quokka", at=NOON,
        )  # fmt: skip
        if state == "draft":
            return None
        applications.submit(application_uid=draft.uid, person=person, accepted_terms=True, at=NOON)
        draft.refresh_from_db()
        if state == "submitted":
            assessment.take(application_uid=draft.uid, assessor=assessor, at=NOON)
            assessment.keep_draft(
                application_uid=draft.uid,
                assessor=assessor,
                draft={"feedback": "A quokka!"},
                based_on=0,
                at=NOON,
            )
            return None
        decision = _decide(draft.uid, assessor, Outcome(state))
        if state != "award":
            return None
        award = Award.objects.get(basis_reference=f"decision:{decision}")
        return make.signed(award, keys)

    for state in ("draft", "submitted", "return", "decline", "award"):
        answered(state)
    shared = answered("award")
    assert shared
    awards.share(award_uid=shared.uid, holder=person, shared=True, at=NOON)
    awards.share_evidence(award_uid=shared.uid, holder=person, positions=frozenset({1}), at=NOON)
    gone = answered("award")
    assert gone
    awards.revoke(
        award_uid=gone.uid, lead=make.member(issuer, Role.LEAD), reason="mistake",
        note="The quokka of Oighrig was awarded by mistake.", at=NOON,
    )  # fmt: skip
    inviting.invite(badge=shared.badge, rows=person.email, at=NOON)
    inviting.load_attendance(event="open-day", rows=f"{person.email},2026-11-01", at=NOON)
    letter = mail.Letter("For Oighrig", "Dear Oighrig Zephyrine, the quokka waits.\n")
    mail.queue("test:letter", to=person.email, letter=letter, at=NOON)
    mail.queue("test:earlier", to="earlier@example.org", letter=letter, at=NOON)
    rename(person=person, display_name="Oighrig Zephyrine of Umbra Lodge", at=NOON)
    return Person.objects.get(pk=person.pk)


def _decide(application_uid: object, assessor: Person, outcome: Outcome) -> str:
    from kenspeckle.applications.models import Application

    application = Application.objects.get(uid=application_uid)
    unmet = (2,) if outcome == Outcome.RETURN else ()
    decision = make.decided(application, assessor, outcome, unmet=unmet)
    return str(decision.uid)


def _everything() -> Iterator[tuple[str, str]]:
    """Yield ("table.column", text) of every value of every table, bytes read as UTF-8."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            names = [
                column.name
                for column in connection.introspection.get_table_description(cursor, table)
            ]
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    if isinstance(value, memoryview | bytes):
                        yield f"{table}.{name}", bytes(value).decode("utf-8", "replace")
                    elif value is not None:
                        yield f"{table}.{name}", str(value)


def data_of(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the sections that are about one thing each."""
    return [section["data"] for section in sections if isinstance(section["data"], dict)]


def _holding(word: str) -> set[str]:
    return {place for place, text in _everything() if word.lower() in text.lower()}


def test_an_archive_holds_everything_in_words_in_json_and_as_files(
    client: Client, oighrig: Person
) -> None:
    client.force_login(oighrig)

    response = client.get("/account/your-data/archive.zip")

    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        names = archive.namelist()
        page = archive.read("index.html").decode()
        data = json.loads(archive.read("data.json"))
        for link in [part.split('"')[0] for part in page.split('href="')[1:]]:
            assert link in names, link
    for word in ("7654321", "Umbra Lodge", "quokka", "pangolin keeper", "Thank you for this."):
        assert word in page
    assert {name.rpartition("/")[2] for name in names if name.startswith("awards/")} >= {
        "credential.json", "credential.jwt", "badge.png", "badge.svg", "certificate.pdf",
        "evidence-1.txt",
    }  # fmt: skip
    assert sum(name.startswith("submissions/") for name in names) == Submission.objects.count()
    sections = {section["title"]: section["data"] for section in data}
    assert {letter["text"] for letter in sections["Mail that we sent you"]} >= {
        "Dear Oighrig Zephyrine, the quokka waits.\n"
    }
    assert any("earlier_versions" in one and one["earlier_versions"] for one in data_of(data))
    assert sections["What you stated about yourself"][0]["values"][1]["value"] == "7654321"


def test_claims_that_nobody_asks_for_any_more_are_handed_over_too(oighrig: Person) -> None:
    define_claims(programme="Harbour", definitions=[])

    sections = {section.title: section.data for section in hooks.personal_data(oighrig)}

    assert sections["What you stated about yourself"][0]["values"][1]["value"] == "7654321"


def test_somebody_at_an_unlocked_phone_who_lacks_the_password_erases_nothing(
    client: Client, oighrig: Person
) -> None:
    oighrig.set_password("of-nine-quiet-harbours")
    oighrig.save()
    client.force_login(oighrig)
    address = "/account/your-data/erase/"

    for answer in (client.get(address), client.post(address, {"address": oighrig.email})):
        assert answer.headers["Location"].startswith("/account/reauthenticate/")
    assert Person.objects.get(pk=oighrig.pk).erased_at is None

    client.post("/account/reauthenticate/", {"password": "of-nine-quiet-harbours"})
    assert (
        "Your account is erased"
        in client.post(address, {"address": oighrig.email}).content.decode()
    )


def test_an_erasure_ends_every_sign_in_and_no_other(client: Client, oighrig: Person) -> None:
    phone, other, stranger = Client(), Client(), make.person()
    phone.force_login(oighrig)
    other.force_login(stranger)

    erasing.erase(person=oighrig, kept=frozenset(), at=LATER)

    assert set(Session.objects.values_list("person", flat=True)) == {stranger.pk}


def test_what_goes_and_what_stays_is_said_before_and_nothing_happens_by_a_slip(
    client: Client, oighrig: Person
) -> None:
    client.force_login(oighrig)

    page = client.get("/account/your-data/erase/").content.decode()
    slip = client.post("/account/your-data/erase/", {"address": "somebody@example.org"})

    for planned in hooks.erasures(oighrig, frozenset()):
        for sentence in (
            *planned.goes,
            *planned.beyond_recall,
            *(one.why for one in planned.stays),
        ):
            assert sentence in page
    assert slip.status_code == 422
    assert "This is not the email address of this account" in slip.content.decode()
    assert Person.objects.get(pk=oighrig.pk).erased_at is None


def test_nothing_personal_is_left_anywhere_and_every_promise_holds(
    client: Client, oighrig: Person, keys: KeyStore
) -> None:
    for word in (*PLANTED, oighrig.email):
        assert _holding(word), f"{word} was planted"
    client.force_login(oighrig)

    done = client.post("/account/your-data/erase/", {"address": oighrig.email})

    assert "Your account is erased" in done.content.decode()
    assert {word: _holding(word) for word in (*PLANTED, oighrig.email) if _holding(word)} == {}
    signer.keep_up(keys=keys, at=LATER)
    assert list(problems(LATER)) == []
    gone = Person.objects.get(pk=oighrig.pk)
    assert (gone.erased_because, gone.is_active) == (erasing.ASKED, False)
    assert Event.objects.filter(chain=f"person:{gone.uid}", name="person.erased").count() == 1
    assert client.get("/account/your-data/").status_code == 302, "signed out"
    with pytest.raises(NotAllowed):
        erasing.erase(person=gone, kept=frozenset(), at=LATER)
    # What was sent at the same moment came too late: nothing is made out to nobody.
    with pytest.raises(NotAllowed):
        rename(person=oighrig, display_name="Oighrig again", at=LATER)
    with pytest.raises(NotAllowed):
        applications.start(person=oighrig, version=make.badge(), at=LATER)


def test_a_receipt_goes_on_proving_what_was_sent(oighrig: Person) -> None:
    submission = Submission.objects.filter(application__person=oighrig).first()
    assert submission
    before = submissions.archive(submission)

    erasing.erase(person=oighrig, kept=frozenset(), at=LATER)

    submission.refresh_from_db()
    with zipfile.ZipFile(io.BytesIO(before)) as kept:
        document = next(name for name in kept.namelist() if name.endswith("submission.json"))
        assert kept.read(document) == bytes(submission.document)


def test_a_kept_award_still_verifies_and_a_revoked_one_says_so(
    oighrig: Person, keys: KeyStore
) -> None:
    kept, gone = Award.objects.filter(person=oighrig, state="signed").order_by("pk")
    files = {one.pk: bytes(one.credential.document.signed or b"") for one in (kept, gone)}

    erasing.erase(person=oighrig, kept=frozenset({str(kept.uid)}), at=LATER)
    signer.keep_up(keys=keys, at=LATER)

    assert check(files[kept.pk], at=LATER).outcome in ("good", "warning")
    assert check(files[gone.pk], at=LATER).outcome == "bad"
    assert _holding("Oighrig") <= {
        "awards_award.recipient_name", "awards_signeddocument.unsigned",
        "awards_signeddocument.signed", "awards_signeddocument.jwt",
    }  # fmt: skip
    assert _holding("quokka") == set()
    assert list(problems(LATER)) == []


def test_an_issuer_may_keep_no_award_of_somebody_who_is_erased(oighrig: Person) -> None:
    award = Award.objects.filter(person=oighrig, state="signed").first()
    assert award
    award.issuer.awards_outlive_accounts = False
    award.issuer.save()

    with pytest.raises(Invalid, match="cannot be kept"):
        erasing.erase(person=oighrig, kept=frozenset({str(award.uid)}), at=LATER)
    assert Person.objects.get(pk=oighrig.pk).erased_at is None

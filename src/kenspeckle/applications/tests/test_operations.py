import hashlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from kenspeckle.accounts.models import Person
from kenspeckle.applications import formats, queries
from kenspeckle.applications.completeness import About
from kenspeckle.applications.kinds.written import LONGEST
from kenspeckle.applications.models import (
    AIDeclaration,
    Answer,
    AnswerVersion,
    Application,
    FrozenPart,
    Submission,
)
from kenspeckle.applications.operations import (
    NotReady,
    SavedElsewhere,
    declare_ai,
    link_all,
    save_answer,
    start,
    submit,
    withdraw,
)
from kenspeckle.applications.states import ApplicationState
from kenspeckle.applications.submissions import due_on, evidence_of
from kenspeckle.assessment.models import Outcome
from kenspeckle.audit.models import Event
from kenspeckle.audit.operations import broken_links
from kenspeckle.awards.models import Place
from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.kernel.models import OutgoingMail
from kenspeckle.kernel.refusals import Invalid, NotAllowed, NotEligible, WrongState
from kenspeckle.organisations.models import Role
from tests import factories as make
from tests.factories import NOON, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return make.person()


@pytest.fixture
def version() -> BadgeVersion:
    return make.badge()


@pytest.fixture
def empty(person: Person, version: BadgeVersion) -> Application:
    return start(person=person, version=version, at=NOON)


@pytest.fixture
def ready(person: Person, version: BadgeVersion) -> Application:
    return make.draft(person, version)


def save(application: Application, text: str, *, based_on: int, position: int = 2) -> Answer:
    """Save an answer as its applicant does."""
    return save_answer(
        application_uid=application.uid,
        person=application.person,
        position=position,
        given={"written": text},
        based_on=based_on,
        at=NOON,
    ).answer


def hand_in(application: Application, at: datetime = NOON) -> Submission:
    """Submit as the applicant does, with the terms accepted."""
    return submit(
        application_uid=application.uid, person=application.person, accepted_terms=True, at=at
    )


def test_starting_twice_goes_on_with_the_same_application(
    empty: Application, person: Person, version: BadgeVersion
) -> None:
    assert start(person=person, version=version, at=NOON + timedelta(days=1)) == empty
    assert Event.objects.filter(name="application.started").count() == 1


def test_each_save_makes_a_version_and_nothing_is_overwritten(empty: Application) -> None:
    save(empty, "first words", based_on=0)
    answer = save(empty, "second words", based_on=1)

    assert answer.revision == 2
    assert [(one.revision, one.given["written"]) for one in answer.versions.all()] == [
        (2, "second words"),
        (1, "first words"),
    ]


def test_a_save_that_grew_from_an_older_text_is_refused_and_both_texts_stay(
    empty: Application,
) -> None:
    save(empty, "from the phone", based_on=0)

    with pytest.raises(SavedElsewhere) as refusal:
        save(empty, "from the computer", based_on=0)

    assert refusal.value.current.given["written"] == "from the phone"
    assert Answer.objects.get().given["written"] == "from the phone"


def test_saving_the_same_once_more_changes_nothing(empty: Application) -> None:
    first = save(empty, "the same words", based_on=0)

    again = save(empty, "the same words", based_on=0)

    assert again.revision == first.revision == 1
    assert AnswerVersion.objects.count() == 1


def test_text_that_cannot_be_kept_is_cleaned_before_it_is_saved(empty: Application) -> None:
    answer = save(empty, "page one\fpage two\x00\r\ncafe\u0301", based_on=0)

    answer.refresh_from_db()
    assert answer.given["written"] == "page one\npage two\ncafé"


def test_an_answer_that_is_too_long_is_refused_and_what_was_saved_stays(
    empty: Application,
) -> None:
    save(empty, "x" * LONGEST, based_on=0)

    with pytest.raises(Invalid, match="30,001 characters; at most 30,000") as refusal:
        save(empty, "x" * (LONGEST + 1), based_on=1)

    assert refusal.value.field == "text"
    assert Answer.objects.get().revision == 1


def test_nobody_else_saves_submits_or_withdraws(ready: Application) -> None:
    other = make.person()

    with pytest.raises(NotAllowed):
        save_answer(
            application_uid=ready.uid,
            person=other,
            position=2,
            given={"written": "mine"},
            based_on=1,
            at=NOON,
        )
    with pytest.raises(NotAllowed):
        submit(application_uid=ready.uid, person=other, accepted_terms=True, at=NOON)
    with pytest.raises(NotAllowed):
        withdraw(application_uid=ready.uid, person=other, at=NOON)
    with pytest.raises(NotAllowed):
        declare_ai(application_uid=ready.uid, person=other, used=False, at=NOON)

    ready.refresh_from_db()
    assert ready.state == ApplicationState.DRAFT
    assert not AIDeclaration.objects.exists()


def test_an_answer_to_what_the_badge_does_not_ask_is_refused(empty: Application) -> None:
    with pytest.raises(Invalid):
        save(empty, "words", based_on=0, position=9)


def test_a_submitted_application_takes_no_more_words(ready: Application) -> None:
    hand_in(ready)

    with pytest.raises(WrongState):
        save(ready, "afterthought", based_on=1)
    with pytest.raises(WrongState):
        link_all(application_uid=ready.uid, person=ready.person, link="https://a.example/", at=NOON)
    with pytest.raises(WrongState):
        declare_ai(application_uid=ready.uid, person=ready.person, used=False, at=NOON)


def test_one_link_stands_for_every_question_and_the_words_stay_beside_it(
    ready: Application,
) -> None:
    changed = link_all(
        application_uid=ready.uid, person=ready.person, link="https://blog.example.org/", at=NOON
    )
    frozen = formats.read(hand_in(ready))

    assert changed == 2
    assert [(one.kind, one.content) for one in frozen.answers] == [
        ("tick", {"done": True}),
        ("link", {"link": "https://blog.example.org/"}),
        ("link", {"link": "https://blog.example.org/"}),
    ]
    assert ready.answers.get(criterion__position=2).given["written"] == make.words(5)


def test_what_is_missing_is_said_for_each_criterion(empty: Application) -> None:
    save(empty, "two words", based_on=0)

    with pytest.raises(NotReady) as refusal:
        submit(application_uid=empty.uid, person=empty.person, accepted_terms=False, at=NOON)

    assert [(one.position, one.message) for one in refusal.value.missing] == [
        (1, "“Work through the resource”: tick that you have done this."),
        (2, "“Question 1” has 2 of at least 5 words."),
        (3, "“Question 2” has no answer yet."),
        (0, "Accept the terms to submit."),
    ]
    empty.refresh_from_db()
    assert (empty.state, empty.due_on) == (ApplicationState.DRAFT, None)
    assert not Place.objects.exists()


def test_too_many_words_together_are_refused(person: Person) -> None:
    application = make.draft(person, make.badge(max_words=9))
    save(application, make.words(7), based_on=1)

    with pytest.raises(NotReady, match="10 words together; this badge takes at most 9"):
        hand_in(application)


@pytest.mark.parametrize(
    ("rule", "used", "blocked"),
    [
        ("not-stated", None, False),
        ("declared", None, True),
        ("declared", True, False),
        ("declared", False, False),
        ("banned", None, True),
        ("banned", True, True),
        ("banned", False, False),
    ],
)
def test_a_declaration_about_ai_is_asked_for_where_the_badge_has_a_rule(
    person: Person, rule: str, used: bool | None, blocked: bool
) -> None:
    application = make.draft(person, make.badge(ai_rule=rule))
    if used is not None:
        declare_ai(
            application_uid=application.uid,
            person=person,
            used=used,
            tool="A tool",
            how="To check spelling",
            chat_link="https://chat.example.org/1",
            at=NOON,
        )

    if blocked:
        with pytest.raises(NotReady) as refusal:
            hand_in(application)
        assert [gap.about for gap in refusal.value.missing] == [About.AI]
    else:
        assert hand_in(application).number == 1


@pytest.mark.parametrize("field", ["tool", "how", "chat_link"])
def test_ai_that_was_used_is_described_whole(empty: Application, field: str) -> None:
    words = {"tool": "A tool", "how": "Spelling", "chat_link": "https://chat.example.org/1"}

    with pytest.raises(Invalid) as refusal:
        declare_ai(
            application_uid=empty.uid,
            person=empty.person,
            used=True,
            at=NOON,
            **{**words, field: " \x00 " if field != "chat_link" else " "},
        )

    assert refusal.value.field == field
    assert not AIDeclaration.objects.exists()


def test_a_receipt_holds_the_digest_of_the_bytes_that_are_kept(ready: Application) -> None:
    made = hand_in(ready)

    made.refresh_from_db()
    document = bytes(made.document)
    assert made.digest == hashlib.sha256(document).hexdigest()
    assert json.loads(document)["receipt"] == made.receipt
    letter = OutgoingMail.objects.get(key=f"application.submitted:{made.uid}")
    assert made.receipt in letter.text
    assert Event.objects.get(name="application.submitted").facts["digest"] == made.digest


def test_receipts_are_numbered_by_year_without_gaps() -> None:
    made = [
        hand_in(make.draft(make.person(), make.badge()), at)
        for at in (
            today(2026, 1, 5),
            today(2026, 7, 1),
            datetime(2026, 12, 31, 23, 59, tzinfo=UTC),
            datetime(2027, 1, 1, 0, 0, tzinfo=UTC),
        )
    ]

    assert [one.receipt for one in made] == [
        "KS-2026-000001",
        "KS-2026-000002",
        "KS-2026-000003",
        "KS-2027-000001",
    ]


def test_a_refused_submission_uses_up_no_receipt_number(
    ready: Application, empty: Application
) -> None:
    other = start(person=make.person(), version=make.badge(), at=NOON)
    with pytest.raises(NotReady):
        hand_in(other)

    assert hand_in(ready).receipt == "KS-2026-000001"


@pytest.mark.parametrize(
    ("submitted_at", "day"),
    [
        (NOON, date(2026, 12, 20)),
        # The clocks go back on 25 October 2026: 28 days are 28 London days all the same.
        (datetime(2026, 10, 1, 22, 59, tzinfo=UTC), date(2026, 10, 29)),
        (datetime(2026, 10, 1, 23, 0, tzinfo=UTC), date(2026, 10, 30)),
        # They go forward on 29 March 2026.
        (datetime(2026, 3, 10, 23, 30, tzinfo=UTC), date(2026, 4, 7)),
        (datetime(2028, 2, 1, 12, 0, tzinfo=UTC), date(2028, 2, 29)),
    ],
)
def test_a_decision_is_due_28_london_days_after_submission(
    submitted_at: datetime, day: date
) -> None:
    assert due_on(make.badge(), submitted_at) == day


def test_28_days_are_whole_again_after_a_resubmission(
    ready: Application, version: BadgeVersion
) -> None:
    assessor = make.member(version.badge.issuer, Role.ASSESSOR)
    hand_in(ready)
    make.decided(ready, assessor, Outcome.RETURN, unmet=(3,), at=today(2026, 12, 19))
    assert Application.objects.get().due_on is None

    again = hand_in(ready, today(2027, 1, 10))

    found = Application.objects.get()
    assert (again.due_on, found.due_on) == (date(2027, 2, 7), date(2027, 2, 7))
    assert found.first_submitted_at == NOON


def test_submitting_twice_is_refused_and_makes_one_submission(ready: Application) -> None:
    hand_in(ready)

    with pytest.raises(WrongState):
        hand_in(ready)

    assert Submission.objects.count() == 1
    assert OutgoingMail.objects.count() == 1


def test_withdrawing_keeps_the_words_and_frees_the_period(
    ready: Application, person: Person, version: BadgeVersion
) -> None:
    hand_in(ready)
    found = withdraw(application_uid=ready.uid, person=person, at=NOON)

    assert (found.state, found.due_on) == (ApplicationState.WITHDRAWN, None)
    assert not Place.objects.get().live
    assert found.answers.count() == 3
    with pytest.raises(WrongState):
        withdraw(application_uid=ready.uid, person=person, at=NOON)
    assert start(person=person, version=version, at=NOON) != ready


def test_the_terms_are_kept_as_they_were_accepted(
    ready: Application, version: BadgeVersion
) -> None:
    document = formats.document_of(hand_in(ready))

    assert document["terms"] == {
        "issuer": version.badge.issuer.slug,
        "version": "1",
        "digest": hashlib.sha256(b'["The evidence is my own work."]').hexdigest(),
    }


def test_a_submission_is_frozen_while_its_answers_move_on(
    ready: Application, version: BadgeVersion
) -> None:
    first = hand_in(ready)
    assessor = make.member(version.badge.issuer, Role.ASSESSOR)
    make.decided(ready, assessor, Outcome.RETURN, unmet=(2, 3))
    save(ready, make.words(6), based_on=1)

    first.refresh_from_db()
    assert first.digest == hashlib.sha256(bytes(first.document)).hexdigest()
    assert [item.text for item in evidence_of(first)] == [make.words(5), make.words(3)]


def test_private_claims_are_frozen_for_assessors_and_stay_out_of_evidence(
    person: Person, version: BadgeVersion
) -> None:
    make.register(person, number="3007777")
    made = hand_in(make.draft(person, version))

    assert "3007777" in json.dumps(formats.read(made).claims)
    assert "3007777" not in bytes(made.document).decode()
    assert all("3007777" not in item.text for item in evidence_of(made))


@pytest.mark.parametrize(
    "change",
    [
        lambda: Submission.objects.update(digest="0" * 64),
        lambda: Submission.objects.update(document=b"{}"),
        lambda: Submission.objects.all()._raw_delete("default"),
        lambda: FrozenPart.objects.update(content={"other": "words"}),
        lambda: FrozenPart.objects.update(content=None, salt=None),
        lambda: FrozenPart.objects.update(erased_at=NOON, erased_because="A wish."),
        lambda: FrozenPart.objects.all().delete(),
        lambda: Event.objects.update(name="nothing.happened"),
        lambda: Event.objects.all().delete(),
        lambda: AnswerVersion.objects.update(given={"written": "other words"}),
    ],
)
def test_the_database_refuses_to_change_what_is_written_once(
    ready: Application, change: Callable[[], object]
) -> None:
    hand_in(ready)

    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        change()


def test_the_events_of_an_application_are_one_chain_that_verifies(ready: Application) -> None:
    hand_in(ready)
    withdraw(application_uid=ready.uid, person=ready.person, at=NOON)

    events = Event.objects.filter(chain=f"application:{ready.uid}").order_by("number")
    assert [event.name for event in events] == [
        "application.started",
        "application.submitted",
        "application.withdrawn",
    ]
    assert broken_links(events) == []
    forged = list(events)
    forged[1].facts = {**forged[1].facts, "digest": "0" * 64}
    assert broken_links(forged) != []


def test_an_applicant_who_no_longer_may_is_told_at_submission(person: Person) -> None:
    version = make.badge(closes_on=date(2026, 11, 30))
    application = make.draft(person, version)

    with pytest.raises(NotEligible) as refusal:
        hand_in(application, today(2026, 12, 1))
    assert refusal.value.reasons == ("The last day to apply was 30 November 2026.",)

    application.refresh_from_db()
    assert application.state == ApplicationState.DRAFT


def test_my_applications_take_the_same_queries_for_one_and_for_three(
    person: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 3):
        while Application.objects.count() < count:
            start(person=person, version=make.badge(), at=NOON)
        with django_assert_num_queries(1):
            names = [one.version.badge.slug for one in queries.open_applications(person)]
        assert len(names) == count

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from kenspeckle.accounts.models import Person
from kenspeckle.applications import operations as applications
from kenspeckle.applications.models import Application
from kenspeckle.applications.states import ApplicationState
from kenspeckle.assessment import access
from kenspeckle.assessment.models import Decision, Outcome, Verdict
from kenspeckle.assessment.operations import decide, declare_conflict, keep_draft, release, take
from kenspeckle.assessment.points import Point, Ruling
from kenspeckle.awards.models import Award, Place
from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.kernel.models import OutgoingMail
from kenspeckle.kernel.refusals import Invalid, NotAllowed, WrongState
from kenspeckle.organisations.models import Role
from tests import factories as make
from tests.factories import NOON

pytestmark = pytest.mark.django_db
ALL_MET = {Point(1): Ruling(True), Point(2): Ruling(True), Point(3): Ruling(True)}


@pytest.fixture
def version() -> BadgeVersion:
    return make.badge()


@pytest.fixture
def assessor(version: BadgeVersion) -> Person:
    return make.member(version.badge.issuer, Role.ASSESSOR)


@pytest.fixture
def submitted(version: BadgeVersion) -> Application:
    return make.submitted(make.person(), version)


def test_a_favourable_decision_awards_the_badge(submitted: Application, assessor: Person) -> None:
    decision = decide(
        application_uid=submitted.uid,
        assessor=assessor,
        submission=1,
        outcome=Outcome.AWARD,
        feedback="Well done.",
        verdicts=ALL_MET,
        at=NOON,
    )

    submitted.refresh_from_db()
    award = Award.objects.get()
    assert submitted.state == ApplicationState.AWARDED
    assert submitted.due_on is None
    assert award.basis_reference == f"decision:{decision.uid}"
    assert award.basis["facts"]["submission_digest"] == decision.submission.digest
    assert [item.name for item in award.evidence.all()] == ["Question 1", "Question 2"]
    letter = OutgoingMail.objects.get(key=f"application.decided:{decision.uid}")
    assert "http://localhost:8000/my-badges/" in letter.text
    assert "Well done." in letter.text


def test_nobody_decides_their_own_application(version: BadgeVersion, assessor: Person) -> None:
    own = make.submitted(assessor, version)

    with pytest.raises(NotAllowed):
        decide(
            application_uid=own.uid,
            assessor=assessor,
            submission=1,
            outcome=Outcome.AWARD,
            feedback="Me!",
            verdicts=ALL_MET,
            at=NOON,
        )

    own.refresh_from_db()
    assert own.state == ApplicationState.SUBMITTED
    assert not Award.objects.exists()


def test_nobody_decides_for_their_own_team(submitted: Application, assessor: Person) -> None:
    place = make.employer()
    make.employ(submitted.person, place)
    make.employ(assessor, place)

    with pytest.raises(NotAllowed):
        take(application_uid=submitted.uid, assessor=assessor, at=NOON)


def test_another_issuers_assessor_sees_nothing(submitted: Application) -> None:
    stranger = make.member(make.issuer(), Role.ASSESSOR)

    assert not access.waiting_for(stranger).exists()
    with pytest.raises(NotAllowed):
        take(application_uid=submitted.uid, assessor=stranger, at=NOON)


def test_an_assessor_whose_role_has_ended_decides_nothing(
    submitted: Application, assessor: Person
) -> None:
    assessor.memberships.update(until=NOON)

    with pytest.raises(NotAllowed):
        decide(
            application_uid=submitted.uid,
            assessor=assessor,
            submission=1,
            outcome=Outcome.AWARD,
            feedback="Late.",
            verdicts=ALL_MET,
            at=NOON,
        )
    assert not Decision.objects.exists()


def test_a_return_reopens_only_what_is_not_met_and_keeps_the_rest(
    submitted: Application, assessor: Person
) -> None:
    decide(
        application_uid=submitted.uid,
        assessor=assessor,
        submission=1,
        outcome=Outcome.RETURN,
        feedback="Nearly there.",
        verdicts={
            Point(1): Ruling(True),
            Point(2): Ruling(True),
            Point(3): Ruling(False, "Say more."),
        },
        at=NOON,
    )
    submitted.refresh_from_db()
    person = submitted.person

    assert (submitted.state, submitted.reopened, submitted.due_on) == (
        ApplicationState.RETURNED,
        [3],
        None,
    )
    with pytest.raises(WrongState):
        applications.save_answer(
            application_uid=submitted.uid,
            person=person,
            position=2,
            given={"written": "other words"},
            based_on=1,
            at=NOON,
        )
    applications.save_answer(
        application_uid=submitted.uid,
        person=person,
        position=3,
        given={"written": make.words(8)},
        based_on=1,
        at=NOON,
    )
    again = applications.submit(
        application_uid=submitted.uid,
        person=person,
        accepted_terms=True,
        at=NOON + timedelta(days=3),
    )
    assert again.number == 2
    assert str(again.due_on) == "2026-12-23"
    decide(
        application_uid=submitted.uid,
        assessor=assessor,
        submission=2,
        outcome=Outcome.AWARD,
        feedback="Now it is.",
        verdicts={Point(3): Ruling(True)},
        at=NOON,
    )
    final = Decision.objects.latest("pk")
    assert (
        list(Verdict.objects.filter(judgement__decisions=final).values_list("met", flat=True))
        == [True] * 3
    )


def test_a_decision_on_an_older_submission_is_refused(
    submitted: Application, assessor: Person
) -> None:
    decide(
        application_uid=submitted.uid,
        assessor=assessor,
        submission=1,
        outcome=Outcome.RETURN,
        feedback="More.",
        verdicts={Point(1): Ruling(True), Point(2): Ruling(True), Point(3): Ruling(False, "More.")},
        at=NOON,
    )
    applications.save_answer(
        application_uid=submitted.uid,
        person=submitted.person,
        position=3,
        given={"written": make.words(9)},
        based_on=1,
        at=NOON,
    )
    applications.submit(
        application_uid=submitted.uid, person=submitted.person, accepted_terms=True, at=NOON
    )

    with pytest.raises(WrongState):
        decide(
            application_uid=submitted.uid,
            assessor=assessor,
            submission=1,
            outcome=Outcome.AWARD,
            feedback="Old.",
            verdicts={Point(3): Ruling(True)},
            at=NOON,
        )


def test_an_application_that_another_assessor_works_on_is_refused(
    submitted: Application, assessor: Person, version: BadgeVersion
) -> None:
    other = make.member(version.badge.issuer, Role.ASSESSOR, make.person("Other Assessor"))
    take(application_uid=submitted.uid, assessor=other, at=NOON)

    with pytest.raises(WrongState, match="Other Assessor is assessing"):
        take(application_uid=submitted.uid, assessor=assessor, at=NOON)
    release(application_uid=submitted.uid, assessor=other, at=NOON)
    assert take(application_uid=submitted.uid, assessor=assessor, at=NOON).assessor == assessor


def test_an_assignment_runs_out(
    submitted: Application, assessor: Person, version: BadgeVersion
) -> None:
    other = make.member(version.badge.issuer, Role.ASSESSOR)
    take(application_uid=submitted.uid, assessor=other, at=NOON)
    keep_draft(
        application_uid=submitted.uid,
        assessor=other,
        draft={"feedback": "so far"},
        based_on=0,
        at=NOON,
    )

    taken_over = take(
        application_uid=submitted.uid, assessor=assessor, at=NOON + timedelta(hours=5)
    )

    assert (taken_over.assessor, taken_over.draft) == (assessor, {})


def test_a_declared_conflict_takes_the_person_out_of_the_queue(
    submitted: Application, assessor: Person
) -> None:
    assert access.waiting_for(assessor).get() == submitted

    declare_conflict(application_uid=submitted.uid, assessor=assessor, at=NOON)

    assert not access.waiting_for(assessor).exists()


@pytest.mark.parametrize(
    ("outcome", "reason", "feedback", "verdicts"),
    [
        (Outcome.AWARD, "", "", ALL_MET),
        (Outcome.AWARD, "", "Fine.", {**ALL_MET, Point(2): Ruling(False, "no")}),
        (Outcome.RETURN, "", "Fine.", ALL_MET),
        (Outcome.RETURN, "", "More.", {**ALL_MET, Point(2): Ruling(False, " ")}),
        (Outcome.DECLINE, "", "No.", ALL_MET),
        (Outcome.DECLINE, "made-up", "No.", ALL_MET),
        (Outcome.AWARD, "", "Fine.", {Point(1): Ruling(True)}),
        (Outcome.AWARD, "", "x" * 4001, ALL_MET),
    ],
)
def test_words_that_do_not_fit_the_outcome_are_refused(
    submitted: Application,
    assessor: Person,
    outcome: Outcome,
    reason: str,
    feedback: str,
    verdicts: dict[Point, Ruling],
) -> None:
    with pytest.raises(Invalid):
        decide(
            application_uid=submitted.uid,
            assessor=assessor,
            submission=1,
            outcome=outcome,
            reason=reason,
            feedback=feedback,
            verdicts=verdicts,
            at=NOON,
        )
    submitted.refresh_from_db()
    assert submitted.state == ApplicationState.SUBMITTED


def test_declining_frees_the_period(submitted: Application, assessor: Person) -> None:
    decide(
        application_uid=submitted.uid,
        assessor=assessor,
        submission=1,
        outcome=Outcome.DECLINE,
        reason="other",
        feedback="Another badge fits.",
        verdicts=ALL_MET,
        at=NOON,
    )

    assert not Place.objects.get().live
    assert make.submitted(submitted.person, submitted.version).state == ApplicationState.SUBMITTED


def test_the_database_refuses_a_second_final_decision_and_any_change(
    submitted: Application, assessor: Person
) -> None:
    decision = decide(
        application_uid=submitted.uid,
        assessor=assessor,
        submission=1,
        outcome=Outcome.DECLINE,
        reason="other",
        feedback="No.",
        verdicts=ALL_MET,
        at=NOON,
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(feedback="Yes.")
    with pytest.raises(IntegrityError), transaction.atomic():
        decision.submission.delete()

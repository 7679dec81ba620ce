"""The verbs of an assessor: take, release, keep a draft, decide, declare a conflict."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from kenspeckle.accounts.models import Person
from kenspeckle.applications import operations as applications
from kenspeckle.applications import submissions
from kenspeckle.applications.models import Application, Submission
from kenspeckle.applications.states import ApplicationState, check_move
from kenspeckle.assessment import completeness
from kenspeckle.assessment.access import lock_for_assessment, others_assignment
from kenspeckle.assessment.completeness import Unfinished
from kenspeckle.assessment.letters import decision_letter
from kenspeckle.assessment.models import (
    Assignment,
    Conflict,
    Decision,
    DecisionJudgement,
    Judgement,
    Outcome,
    Verdict,
)
from kenspeckle.assessment.points import Point, Ruling
from kenspeckle.assessment.queries import already_met, points
from kenspeckle.assessment.reasons import reasons
from kenspeckle.audit.operations import record
from kenspeckle.awards import operations as awards
from kenspeckle.awards.basis import Basis
from kenspeckle.kernel import mail
from kenspeckle.kernel.mail import Letter
from kenspeckle.kernel.refusals import WrongState
from kenspeckle.text.cleaning import clean

ASSIGNMENT_LASTS = timedelta(hours=4)

_LEADS_TO = {
    Outcome.AWARD: ApplicationState.AWARDED,
    Outcome.RETURN: ApplicationState.RETURNED,
    Outcome.DECLINE: ApplicationState.DECLINED,
}


@transaction.atomic
def take(*, application_uid: UUID, assessor: Person, at: datetime) -> Assignment:
    """Take an application to assess it; nobody else can until it is released or the time is over.

    Refuses with `WrongState` when another assessor has it or it no longer waits for a decision.
    """
    application = lock_for_assessment(assessor, application_uid)
    submission = _waiting(application)
    _refuse_if_taken_by_another(submission, assessor, at)
    mine, is_new = Assignment.objects.get_or_create(
        submission=submission,
        defaults={"assessor": assessor, "taken_at": at, "until": at + ASSIGNMENT_LASTS},
    )
    if not is_new:
        if mine.assessor_id != assessor.pk:
            mine.assessor, mine.taken_at, mine.draft = assessor, at, {}
            mine.revision += 1
        mine.until = at + ASSIGNMENT_LASTS
        mine.save()
    record("application.taken", chain=f"application:{application.uid}", by=assessor.uid, at=at)
    return mine


@transaction.atomic
def release(*, application_uid: UUID, assessor: Person, at: datetime) -> None:
    """Give an application back to the queue; the draft of the verdicts goes with the assignment."""
    application = lock_for_assessment(assessor, application_uid)
    if _give_up(application, assessor):
        record(
            "application.released", chain=f"application:{application.uid}", by=assessor.uid, at=at
        )


class DraftedElsewhere(WrongState):
    """The draft was changed in another window since this one opened it; `current` holds what is kept."""

    def __init__(self, current: Assignment) -> None:
        super().__init__(
            "Your draft was changed in another window. Both are shown: keep one, or bring them together."
        )
        self.current = current


@transaction.atomic
def keep_draft(
    *, application_uid: UUID, assessor: Person, draft: dict[str, Any], based_on: int, at: datetime
) -> Assignment:
    """Keep the assessor's verdicts so far with their assignment, and prolong it.

    `based_on` is the revision of the draft that this one grew from. Refuses with `DraftedElsewhere`
    when another was kept since, and with `WrongState` when the application is not theirs any more.
    """
    application = lock_for_assessment(assessor, application_uid)
    submission = _waiting(application)
    mine = Assignment.objects.filter(submission=submission, assessor=assessor).first()
    if mine is None:
        raise WrongState("Take this application first; the time that you had it may be over.")
    if mine.draft != draft:
        if mine.revision != based_on:
            raise DraftedElsewhere(mine)
        mine.draft = draft
        mine.revision += 1
    mine.until = at + ASSIGNMENT_LASTS
    mine.save(update_fields=["draft", "revision", "until"])
    return mine


@transaction.atomic
def declare_conflict(*, application_uid: UUID, assessor: Person, at: datetime) -> None:
    """Say that one should not judge this applicant; the application leaves one's queue for good."""
    application = lock_for_assessment(assessor, application_uid)
    _give_up(application, assessor)
    Conflict.objects.get_or_create(
        assessor=assessor, person=application.person, defaults={"declared_at": at}
    )
    record("assessor.conflict-declared", chain=f"person:{assessor.uid}", by=assessor.uid, at=at)


@transaction.atomic
def decide(
    *,
    application_uid: UUID,
    assessor: Person,
    submission: int,
    outcome: Outcome,
    reason: str = "",
    feedback: str,
    verdicts: Mapping[Point, Ruling],
    at: datetime,
) -> Decision:
    """Record an assessor's judgement of a submission and the decision that rests on it.

    A favourable decision awards the badge. `submission` is the number of the submission that the
    assessor read; `verdicts` are on every point that is judged and was not met before. Refuses with
    `NotAllowed` if it is not theirs to assess, with `WrongState` if it has moved on or another
    assessor has it, and with `Unfinished` if what they say is incomplete or does not fit. A refusal
    saves nothing.
    """
    application = lock_for_assessment(assessor, application_uid)
    check_move(application.state, _LEADS_TO[outcome])
    latest = application.submissions.latest("number")
    _refuse_if_taken_by_another(latest, assessor, at)
    if latest.number != submission:
        raise WrongState("A newer submission has arrived since you opened this one. Read it first.")
    said = _checked(application, outcome, reason, feedback, verdicts)
    judgement = _judge(latest, assessor, said.rulings, at)
    decision = Decision.objects.create(
        application=application,
        submission=latest,
        assessor=assessor,
        outcome=outcome,
        reason=said.reason,
        reason_told=said.reason_told,
        feedback=said.feedback,
        decided_at=at,
    )
    DecisionJudgement.objects.create(decision=decision, judgement=judgement)
    Assignment.objects.filter(submission=latest).delete()
    if outcome == Outcome.RETURN:
        open_again = {point.position for point, ruling in said.rulings.items() if not ruling.met}
        applications.give_back(application, reopened=sorted(open_again), at=at)
    else:
        applications.close(application, state=_LEADS_TO[outcome], at=at)
    record(
        "application.decided",
        chain=f"application:{application.uid}",
        by=assessor.uid,
        at=at,
        outcome=outcome.value,
        decision=str(decision.uid),
        judgement=str(judgement.uid),
        submission=str(latest.uid),
    )
    if outcome == Outcome.AWARD:
        _award(decision, latest, at)
    mail.queue(
        f"application.decided:{decision.uid}",
        to=application.person.email,
        letter=_letter(application, outcome, said),
        at=at,
    )
    return decision


def rehearse(
    *,
    application: Application,
    outcome: Outcome,
    reason: str,
    feedback: str,
    verdicts: Mapping[Point, Ruling],
) -> Letter:
    """Return the letter that `decide` would send with these words; nothing is saved.

    Refuses with `Unfinished` as `decide` would.
    """
    said = _checked(application, outcome, reason, feedback, verdicts)
    return _letter(application, outcome, said)


@dataclass(frozen=True)
class _Said:
    """What an assessor says, cleaned and checked; `rulings` are on every point that is judged."""

    rulings: dict[Point, Ruling]
    feedback: str
    reason: str
    reason_told: str


def _checked(
    application: Application,
    outcome: Outcome,
    reason: str,
    feedback: str,
    verdicts: Mapping[Point, Ruling],
) -> _Said:
    known, before = reasons(application.version.badge), already_met(application)
    feedback = clean(feedback).text.strip()
    verdicts = {
        point: Ruling(ruling.met, clean(ruling.comment).text.strip())
        for point, ruling in verdicts.items()
    }
    judged = points(application)
    wrong = completeness.faults(
        {point: title for point, title in judged.items() if point not in before},
        outcome=outcome,
        reason=reason,
        feedback=feedback,
        verdicts=verdicts,
        reasons=known,
    )
    if wrong:
        raise Unfinished(wrong)
    declined = outcome == Outcome.DECLINE
    return _Said(
        rulings={**{point: Ruling(met=True) for point in judged if point in before}, **verdicts},
        feedback=feedback,
        reason=reason if declined else "",
        reason_told=known[reason].told if declined else "",
    )


def _letter(application: Application, outcome: Outcome, said: _Said) -> Letter:
    return decision_letter(
        application,
        outcome=outcome,
        feedback=said.feedback,
        rulings=said.rulings,
        reason_told=said.reason_told,
    )


def _judge(
    submission: Submission, assessor: Person, rulings: Mapping[Point, Ruling], at: datetime
) -> Judgement:
    judgement = Judgement.objects.create(submission=submission, assessor=assessor, judged_at=at)
    criteria = {
        criterion.position: criterion for criterion in submission.application.version.criteria.all()
    }
    Verdict.objects.bulk_create(
        Verdict(
            judgement=judgement,
            criterion=criteria[point.position],
            competence=point.competence,
            met=ruling.met,
            comment=ruling.comment,
        )
        for point, ruling in sorted(rulings.items(), key=lambda item: item[0].position)
    )
    return judgement


def _award(decision: Decision, submission: Submission, at: datetime) -> None:
    application = decision.application
    awards.award(
        person=application.person,
        version=application.version,
        basis=Basis(
            kind="assessed",
            reference=f"decision:{decision.uid}",
            by=decision.assessor.uid,
            facts={
                "application": str(application.uid),
                "submission": str(submission.uid),
                "submission_digest": submission.digest,
                "receipt": submission.receipt,
                "right": f"assessor of {application.version.badge.issuer.slug}",
            },
        ),
        evidence=submissions.evidence_of(submission),
        place=application.place,
        renews=application.renews,
        at=at,
    )


def _waiting(application: Application) -> Submission:
    """Return the submission that waits for a decision, or refuse."""
    if application.state != ApplicationState.SUBMITTED:
        raise WrongState(
            "This application no longer waits for a decision: it was decided or withdrawn meanwhile."
        )
    return application.submissions.latest("number")


def _give_up(application: Application, assessor: Person) -> int:
    deleted, _ = Assignment.objects.filter(
        submission__application=application, assessor=assessor
    ).delete()
    return deleted


def _refuse_if_taken_by_another(submission: Submission, assessor: Person, at: datetime) -> None:
    other = others_assignment(assessor, submission.application, at)
    if other:
        raise WrongState(
            f"{other.assessor} is assessing this application. Nothing of yours was saved over theirs."
        )

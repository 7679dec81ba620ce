"""The verbs of an assessor: claim, release, keep a draft, decide, declare a conflict."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from kenspeckle.accounts.models import Person
from kenspeckle.applications import operations as applications
from kenspeckle.applications import submissions
from kenspeckle.applications.models import Application, Submission
from kenspeckle.applications.states import State, check_move
from kenspeckle.assessment.access import lock_for_assessment
from kenspeckle.assessment.letters import decision_letter
from kenspeckle.assessment.models import Claim, Conflict, Decision, Outcome, Reason, Verdict
from kenspeckle.assessment.queries import already_met
from kenspeckle.assessment.verdicts import Word
from kenspeckle.audit.operations import record
from kenspeckle.awards import operations as awards
from kenspeckle.awards.basis import Basis
from kenspeckle.kernel import mail
from kenspeckle.kernel.mail import Letter
from kenspeckle.kernel.refusals import Invalid, WrongState
from kenspeckle.text.cleaning import clean

CLAIM_LASTS = timedelta(hours=4)
LONGEST_COMMENT = 4000

_LEADS_TO = {
    Outcome.AWARD: State.AWARDED,
    Outcome.RETURN: State.RETURNED,
    Outcome.DECLINE: State.DECLINED,
}


@transaction.atomic
def claim(*, application_uid: UUID, assessor: Person, at: datetime) -> Claim:
    """Take an application to work on it; nobody else can until it is released or the time is over.

    Refuses with `WrongState` when another assessor has it or it no longer waits for a decision.
    """
    found = lock_for_assessment(assessor, application_uid)
    _refuse_unless_waiting(found)
    _refuse_if_claimed_by_another(found, assessor, at)
    mine, is_new = Claim.objects.get_or_create(
        application=found,
        defaults={"assessor": assessor, "claimed_at": at, "until": at + CLAIM_LASTS},
    )
    if not is_new:
        if mine.assessor_id != assessor.pk:
            mine.assessor, mine.claimed_at, mine.draft = assessor, at, {}
        mine.until = at + CLAIM_LASTS
        mine.save()
    record("application.claimed", chain=f"application:{found.uid}", by=assessor.uid, at=at)
    return mine


@transaction.atomic
def release(*, application_uid: UUID, assessor: Person, at: datetime) -> None:
    """Give a claimed application back to the queue; the draft of the verdicts goes with the claim."""
    found = lock_for_assessment(assessor, application_uid)
    released, _ = Claim.objects.filter(application=found, assessor=assessor).delete()
    if released:
        record("application.released", chain=f"application:{found.uid}", by=assessor.uid, at=at)


@transaction.atomic
def keep_draft(
    *, application_uid: UUID, assessor: Person, draft: dict[str, Any], at: datetime
) -> Claim:
    """Keep the assessor's verdicts so far with their claim, and prolong it."""
    found = lock_for_assessment(assessor, application_uid)
    _refuse_unless_waiting(found)
    mine = Claim.objects.filter(application=found, assessor=assessor).first()
    if mine is None:
        raise WrongState("Claim this application first; your claim may have run out.")
    mine.draft, mine.until = draft, at + CLAIM_LASTS
    mine.save(update_fields=["draft", "until"])
    return mine


@transaction.atomic
def declare_conflict(*, application_uid: UUID, assessor: Person, at: datetime) -> None:
    """Say that one should not judge this applicant; the application leaves one's queue for good."""
    found = lock_for_assessment(assessor, application_uid)
    Claim.objects.filter(application=found, assessor=assessor).delete()
    Conflict.objects.get_or_create(
        assessor=assessor, person=found.person, defaults={"declared_at": at}
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
    verdicts: Mapping[int, Word],
    at: datetime,
) -> Decision:
    """Record an assessor's decision on a submission and, when it is favourable, award the badge.

    `submission` is the number of the submission that the assessor read; `verdicts` are by the
    position of their criterion, for each criterion that was not met before. Refuses with
    `NotAllowed` if it is not theirs to assess, with `WrongState` if it has moved on or another
    assessor has it, and with `Invalid` if the words do not fit the outcome. A refusal saves nothing.
    """
    found = lock_for_assessment(assessor, application_uid)
    check_move(found.state, _LEADS_TO[outcome])
    _refuse_if_claimed_by_another(found, assessor, at)
    latest = found.submissions.latest("number")
    if latest.number != submission:
        raise WrongState("A newer submission has arrived since you opened this one. Read it first.")
    words, feedback = _checked(found, outcome, reason, feedback, verdicts)
    decision = Decision.objects.create(
        application=found,
        submission=latest,
        assessor=assessor,
        outcome=outcome,
        reason=reason if outcome == Outcome.DECLINE else "",
        feedback=feedback,
        decided_at=at,
    )
    criteria = {criterion.position: criterion for criterion in found.version.criteria.all()}
    Verdict.objects.bulk_create(
        Verdict(
            decision=decision,
            criterion=criteria[position],
            met=word.met,
            comment=clean(word.comment).text.strip(),
        )
        for position, word in sorted(words.items())
    )
    Claim.objects.filter(application=found).delete()
    if outcome == Outcome.RETURN:
        open_again = [position for position, word in words.items() if not word.met]
        applications.give_back(found, reopened=open_again, at=at)
    else:
        applications.close(found, state=_LEADS_TO[outcome], at=at)
    record(
        "application.decided",
        chain=f"application:{found.uid}",
        by=assessor.uid,
        at=at,
        outcome=outcome.value,
        decision=str(decision.uid),
        submission=str(latest.uid),
    )
    award_uid = _award(decision, latest, at) if outcome == Outcome.AWARD else None
    mail.queue(
        f"application.decided:{decision.uid}",
        to=found.person.email,
        letter=decision_letter(
            found,
            outcome=outcome,
            reason=reason,
            feedback=feedback,
            words=words,
            award=award_uid,
        ),
        at=at,
    )
    return decision


def rehearse(
    *,
    application: Application,
    outcome: Outcome,
    reason: str,
    feedback: str,
    verdicts: Mapping[int, Word],
) -> Letter:
    """Return the letter that `decide` would send with these words; nothing is saved.

    Refuses with `Invalid` as `decide` would.
    """
    words, feedback = _checked(application, outcome, reason, feedback, verdicts)
    return decision_letter(
        application, outcome=outcome, reason=reason, feedback=feedback, words=words
    )


def _checked(
    application: Application,
    outcome: Outcome,
    reason: str,
    feedback: str,
    verdicts: Mapping[int, Word],
) -> tuple[dict[int, Word], str]:
    words = _checked_verdicts(application, verdicts)
    feedback = clean(feedback).text.strip()
    _check_words(outcome, reason, feedback, words)
    return words, feedback


def _award(decision: Decision, submission: Submission, at: datetime) -> UUID:
    application = decision.application
    return awards.award(
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
        place=applications.place_of(application),
        at=at,
    ).uid


def _refuse_unless_waiting(application: Application) -> None:
    if application.state != State.SUBMITTED:
        raise WrongState(
            "This application no longer waits for a decision: it was decided or withdrawn meanwhile."
        )


def _refuse_if_claimed_by_another(application: Application, assessor: Person, at: datetime) -> None:
    other = (
        Claim.objects.filter(application=application, until__gt=at)
        .exclude(assessor=assessor)
        .select_related("assessor")
        .first()
    )
    if other:
        raise WrongState(
            f"{other.assessor} is assessing this application. Nothing of yours was saved over theirs."
        )


def _checked_verdicts(application: Application, verdicts: Mapping[int, Word]) -> dict[int, Word]:
    """Return a word for every criterion: the given ones, and "met" where it was met before."""
    before = already_met(application)
    positions = set(application.version.criteria.values_list("position", flat=True))
    if set(verdicts) != positions - before:
        raise Invalid("Give a verdict on every criterion that is still open, and on no other.")
    if any(len(word.comment) > LONGEST_COMMENT for word in verdicts.values()):
        raise Invalid(f"A comment may have at most {LONGEST_COMMENT:,} characters.")
    return {**dict.fromkeys(before, Word(met=True)), **verdicts}


def _check_words(outcome: Outcome, reason: str, feedback: str, words: Mapping[int, Word]) -> None:
    unmet = [word for word in words.values() if not word.met]
    if not feedback:
        raise Invalid("Write some feedback: the applicant reads it word for word.", "feedback")
    if len(feedback) > LONGEST_COMMENT:
        raise Invalid(f"Feedback may have at most {LONGEST_COMMENT:,} characters.", "feedback")
    if outcome == Outcome.AWARD and unmet:
        raise Invalid(
            "A badge can be awarded only when every criterion is met. "
            "Return the application, or change the verdicts.",
            "outcome",
        )
    if outcome == Outcome.RETURN and not unmet:
        raise Invalid("Mark at least one criterion as not yet met to return it.", "outcome")
    if outcome == Outcome.RETURN and any(not word.comment.strip() for word in unmet):
        raise Invalid("Say for each criterion that is not yet met what is missing.", "verdicts")
    if outcome == Outcome.DECLINE and reason not in Reason.values:
        raise Invalid("Choose the reason for declining.", "reason")

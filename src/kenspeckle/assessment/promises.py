"""What this room promises of its rows (`kenspeckle doctor`)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Q

from kenspeckle.accounts.models import Person
from kenspeckle.applications.models import Application
from kenspeckle.applications.states import ApplicationState
from kenspeckle.assessment.conflicts import conflicts
from kenspeckle.assessment.models import Decision, Outcome
from kenspeckle.audit.promises import counted, differences
from kenspeckle.awards.models import Award
from kenspeckle.kernel.models import OutgoingMail
from kenspeckle.kernel.promises import Promise
from kenspeckle.kernel.queued import unqueued
from kenspeckle.organisations.models import Membership, Role

_STATE_AFTER = {
    Outcome.AWARD: ApplicationState.AWARDED,
    Outcome.DECLINE: ApplicationState.DECLINED,
}


def promises() -> list[Promise]:
    """Return this room's promises."""
    return [
        Promise(
            "every award by assessment rests on one decision, made with authority", Award, _judged
        ),
        Promise(
            "nobody decided about themselves, a colleague, or whom they left to others",
            Decision,
            _impartial,
        ),
        Promise("every decision rests on judgements of its submission", Decision, _grounded),
        Promise("what is called submitted is kept, and states follow rows", Application, _states),
        Promise("every decision has one event", Decision, _events),
        Promise("every decision has queued its mail once", OutgoingMail, _mail),
    ]


def _judged(_: datetime) -> Iterator[str]:
    decisions = {
        f"decision:{decision.uid}": decision
        for decision in Decision.objects.select_related(
            "application__badge", "submission", "assessor"
        )
    }
    awards = {award.basis_reference: award for award in Award.objects.select_related("person")}
    for reference, decision in decisions.items():
        if (decision.outcome == Outcome.AWARD) != (reference in awards):
            yield f"{reference} says {decision.outcome}, which does not fit the awards."
        yield from _without_authority(reference, decision)
    for reference, award in awards.items():
        if award.basis.get("kind") != "assessed":
            continue
        ground = decisions.get(reference)
        if ground is None:
            yield f"Award {award.uid} names a decision that is not there."
            continue
        facts = award.basis.get("facts", {})
        if (
            (facts.get("submission"), facts.get("submission_digest"))
            != (str(ground.submission.uid), ground.submission.digest)
            or award.basis.get("by") != str(ground.assessor.uid)
            or ground.submission.application_id != ground.application_id
            or (award.person_id, award.badge_id)
            != (ground.application.person_id, ground.application.badge_id)
        ):
            yield f"Award {award.uid} does not rest on the decision that it names."


def _grounded(_: datetime) -> Iterator[str]:
    rows = Decision.objects.prefetch_related("judgements__verdicts").select_related("submission")
    for decision in rows.iterator(200):
        judgements = decision.judgements.all()
        if not judgements:
            yield f"decision:{decision.uid} rests on no judgement."
        if any(one.submission_id != decision.submission_id for one in judgements):
            yield f"decision:{decision.uid} rests on a judgement of another submission."
        unmet = any(not verdict.met for one in judgements for verdict in one.verdicts.all())
        if unmet and decision.outcome == Outcome.AWARD:
            yield f"decision:{decision.uid} awards what was not met."


def _without_authority(reference: str, decision: Decision) -> Iterator[str]:
    application, at = decision.application, decision.decided_at
    role = Membership.objects.filter(
        Q(until=None) | Q(until__gte=at),
        person=decision.assessor,
        organisation=application.badge.issuer_id,
        role=Role.ASSESSOR,
        since__lte=at,
    )
    if not role.exists():
        yield f"{reference} was made by somebody who was no assessor then."


def _impartial(_: datetime) -> Iterator[str]:
    for assessor in Person.objects.filter(decisions__isnull=False).distinct().iterator(200):
        against = conflicts(
            assessor,
            application="application__",
            submitted_at="submission__submitted_at",
            judged_at="decided_at",
        )
        for uid in Decision.objects.filter(against, assessor=assessor).values_list(
            "uid", flat=True
        ):
            yield f"decision:{uid} was made in spite of a conflict between assessor and applicant."


def _states(_: datetime) -> Iterator[str]:
    rows = Application.objects.prefetch_related("submissions__decision").order_by("pk")
    for application in rows.iterator(200):
        submissions = sorted(application.submissions.all(), key=lambda one: one.number)
        if [one.number for one in submissions] != list(range(1, len(submissions) + 1)):
            yield f"Application {application.uid} has a gap in its submissions."
        latest = submissions[-1] if submissions else None
        decision = getattr(latest, "decision", None)
        if any(getattr(one, "decision", None) is None for one in submissions[:-1]):
            yield f"Application {application.uid} was submitted again without a return."
        match application.state:
            case ApplicationState.DRAFT:
                fits = latest is None
            case ApplicationState.SUBMITTED:
                fits = latest is not None and decision is None
            case ApplicationState.RETURNED:
                fits = decision is not None and decision.outcome == Outcome.RETURN
            case ApplicationState.WITHDRAWN:
                fits = decision is None or decision.outcome == Outcome.RETURN
            case _:
                fits = (
                    decision is not None
                    and _STATE_AFTER.get(Outcome(decision.outcome)) == application.state
                )
        if not fits:
            yield f"Application {application.uid} is {application.state}; its rows say otherwise."


def _events(_: datetime) -> Iterator[str]:
    counts = counted()
    for application in Application.objects.annotate(judged=Count("decisions")).iterator(200):
        yield from differences(
            counts,
            f"application:{application.uid}",
            {"application.decided": application.judged},
        )


def _mail(_: datetime) -> Iterator[str]:
    yield from unqueued("application.decided", Decision.objects.values_list("uid", flat=True))

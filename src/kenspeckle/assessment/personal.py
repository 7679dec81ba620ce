"""What this room holds about a person: for their archive, and when they are erased."""

from collections.abc import Iterator
from datetime import datetime

from kenspeckle.accounts.models import Person
from kenspeckle.accounts.personal_data import Erasure, PersonalData, Stays
from kenspeckle.assessment.models import Assignment, Decision, Verdict
from kenspeckle.kernel.dates import day
from kenspeckle.kernel.kit import Fact


def personal_data(person: Person) -> list[PersonalData]:
    """Return every decision on what a person submitted, with the words that were written to them."""
    decisions = (
        Decision.objects.filter(application__person=person)
        .select_related("application__version", "submission")
        .prefetch_related("judgements__verdicts__criterion")
    )
    return [
        PersonalData(
            "Decisions on what you submitted",
            tuple(fact for one in decisions for fact in _as_read(one)),
            [
                {
                    "application": str(one.application.uid),
                    "receipt": one.submission.receipt,
                    "outcome": one.outcome,
                    "reason": one.reason_told,
                    "feedback": one.feedback,
                    "decided_at": one.decided_at.isoformat(),
                    "verdicts": [
                        {
                            "criterion": verdict.criterion.title,
                            "competence": verdict.competence,
                            "met": verdict.met,
                            "comment": verdict.comment,
                        }
                        for judgement in one.judgements.all()
                        for verdict in judgement.verdicts.all()
                    ],
                }
                for one in decisions
            ],
        )
    ]


def _as_read(decision: Decision) -> Iterator[Fact]:
    """Yield a decision as its letter told it: the outcome with its reason, then each verdict."""
    badge = f"{decision.application.version.name}, {day(decision.decided_at)}"
    told = (f"{decision.done}.", decision.reason_told, decision.feedback)
    yield Fact(badge, " ".join(part for part in told if part))
    for judgement in decision.judgements.all():
        for verdict in judgement.verdicts.all():
            said = "Met." if verdict.met else "Not yet met."
            yield Fact(f"{badge}: {verdict.criterion.title}", f"{said} {verdict.comment}".strip())


def erasures(person: Person, kept: frozenset[str]) -> list[Erasure]:
    """Return what erasing a person means here: what was written to them goes, what was decided stays."""

    def carry_out(because: str, at: datetime) -> None:
        tombstone = {"erased_at": at, "erased_because": because}
        Assignment.objects.filter(submission__application__person=person).delete()
        Decision.objects.filter(application__person=person, erased_at=None).update(
            feedback="", **tombstone
        )
        Verdict.objects.filter(
            judgement__submission__application__person=person, erased_at=None
        ).update(comment="", **tombstone)

    judged = Decision.objects.filter(assessor=person).exists()
    return [
        Erasure(
            goes=("What assessors wrote to you about what you submitted.",),
            carry_out=carry_out,
            stays=(
                Stays(
                    "What was decided about each submission, when, and by whom.",
                    "Awards rest on it, and nobody may be able to change it afterwards.",
                ),
                *(
                    (
                        Stays(
                            "What you wrote to others as an assessor, without your name.",
                            "It was written to them, and is theirs.",
                        ),
                    )
                    if judged
                    else ()
                ),
            ),
        )
    ]

"""What the assessors' screens need, and what was decided before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kenspeckle.accounts.models import Person, RegisterPart
from kenspeckle.applications import submissions
from kenspeckle.applications.models import Application, Submission
from kenspeckle.applications.states import State
from kenspeckle.applications.submissions import FrozenAnswer
from kenspeckle.assessment.access import open_to, waiting_for
from kenspeckle.assessment.models import Claim, Decision, Verdict
from kenspeckle.catalogue.models import Criterion
from kenspeckle.kernel.clock import london_date
from kenspeckle.kernel.kit import Fact
from kenspeckle.text.changes import Change, changes


@dataclass(frozen=True)
class Waiting:
    """One application in the queue, with its ageing in words and colour."""

    application: Application
    claim: Claim | None
    mine: bool
    ageing: str
    colour: str
    overdue: bool


@dataclass(frozen=True)
class Row:
    """One criterion on the desk: what it asks, what was answered, what changed, what was said before."""

    criterion: Criterion
    answer: FrozenAnswer
    changed: tuple[Change, ...]
    before: Verdict | None

    @property
    def unchanged(self) -> bool:
        """Whether an answer that was judged before came back as it was."""
        return bool(self.before and self.answer.plain and not self.changed)

    @property
    def met_before(self) -> bool:
        """Whether an earlier decision found this criterion met: it is not judged again."""
        return bool(self.before and self.before.met)


@dataclass(frozen=True)
class Desk:
    """Everything an assessor reads before they decide."""

    application: Application
    submission: Submission
    rows: tuple[Row, ...]
    ai: dict[str, Any] | None
    claims: tuple[Fact, ...]
    decisions: tuple[Decision, ...]
    words: int


def queue(assessor: Person, at: datetime) -> list[Waiting]:
    """Return what waits for this assessor, oldest due first."""
    today = london_date(at)
    found = waiting_for(assessor).select_related("version__badge", "claim__assessor", "person")
    return [_waiting(application, assessor, at, today) for application in found]


def decided_by(assessor: Person) -> list[Decision]:
    """Return the assessor's latest decisions."""
    return list(
        Decision.objects.filter(assessor=assessor, application__in=open_to(assessor))
        .select_related("application__version", "application__person")
        .order_by("-decided_at")[:10]
    )


def desk(application: Application) -> Desk:
    """Return the desk of an application: its newest submission beside the one before."""
    newest = application.submissions.latest("number")
    earlier = application.submissions.filter(number=newest.number - 1).first()
    before = (
        {answer.position: answer for answer in submissions.answers_of(earlier)} if earlier else {}
    )
    said = _verdicts(last_decision(application))
    answers = {answer.position: answer for answer in submissions.answers_of(newest)}
    document = submissions.read(newest)
    return Desk(
        application=application,
        submission=newest,
        rows=tuple(
            Row(
                criterion=criterion,
                answer=answers[criterion.position],
                changed=_changed(before.get(criterion.position), answers[criterion.position]),
                before=said.get(criterion.position),
            )
            for criterion in application.version.criteria.all()
        ),
        ai=document["ai"],
        claims=tuple(_claims(document["claims"])),
        decisions=tuple(
            application.decisions.select_related("assessor", "submission").order_by("decided_at")
        ),
        words=sum(answer.words for answer in answers.values()),
    )


def last_decision(application: Application) -> Decision | None:
    """Return the newest decision on the application, if there is one."""
    return (
        Decision.objects.filter(application=application)
        .select_related("submission", "assessor")
        .order_by("-decided_at", "-pk")
        .first()
    )


def already_met(application: Application) -> set[int]:
    """Return the positions of the criteria that an earlier decision found met."""
    return {
        position
        for position, verdict in _verdicts(last_decision(application)).items()
        if verdict.met
    }


def _verdicts(decision: Decision | None) -> dict[int, Verdict]:
    if decision is None:
        return {}
    return {
        verdict.criterion.position: verdict
        for verdict in decision.verdicts.select_related("criterion")
    }


def _waiting(application: Application, assessor: Person, at: datetime, today: date) -> Waiting:
    claim = getattr(application, "claim", None)
    if claim and claim.until <= at:
        claim = None
    due_on = application.due_on or today
    words, colour = ageing(due_on, today)
    mine = bool(claim and claim.assessor_id == assessor.pk)
    return Waiting(application, claim, mine, words, colour, overdue=due_on < today)


def ageing(due_on: date, today: date) -> tuple[str, str]:
    """Return how near a due date is, in words and as the colour of a status tag."""
    days = (due_on - today).days
    if days < 0:
        return (f"Overdue by {-days} day{'s' if days < -1 else ''}", "red")
    if days == 0:
        return ("Due today", "red")
    if days <= 7:
        return (f"Due in {days} day{'s' if days > 1 else ''}", "yellow")
    return (f"Due in {days} days", "green" if days > 14 else "blue")


def _changed(before: FrozenAnswer | None, now: FrozenAnswer) -> tuple[Change, ...]:
    if before is None or before.plain == now.plain:
        return ()
    return tuple(changes(before.plain, now.plain))


def _claims(claims: dict[str, Any]) -> Sequence[Fact]:
    found = [
        Fact(str(RegisterPart(claim["part"]).label), claim["number"])
        for claim in claims["registrations"]
    ]
    if claims["childminder"]:
        found.append(Fact("Childminder", claims["service_number"] or "no service number given"))
    if claims["personal_assistant"]:
        found.append(Fact("Personal assistant", "yes"))
    if claims["employer"]:
        found.append(Fact("Works as", f"{claims['job_role']}, {claims['employer']}"))
    return found


def awaits_decision(application: Application) -> bool:
    """Return whether a decision can be made now."""
    return application.state == State.SUBMITTED

"""What the assessors' screens need, and what was decided before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Max, QuerySet

from kenspeckle.accounts.models import Person
from kenspeckle.applications import formats
from kenspeckle.applications.choices import offered
from kenspeckle.applications.frozen import Frozen, FrozenAnswer
from kenspeckle.applications.models import Application, Submission
from kenspeckle.applications.queries import stage_of
from kenspeckle.applications.states import ApplicationState
from kenspeckle.assessment.access import live_assignments, open_to, waiting_for
from kenspeckle.assessment.models import Assignment, Decision, Verdict
from kenspeckle.assessment.points import Point, judged_points
from kenspeckle.catalogue.amounts import amount
from kenspeckle.catalogue.models import Criterion
from kenspeckle.catalogue.schema.badge import Stage
from kenspeckle.kernel.clock import london_date
from kenspeckle.kernel.dates import joined
from kenspeckle.kernel.kit import Fact
from kenspeckle.organisations.queries import facts_stated
from kenspeckle.text.changes import Change, changes

ROWS = 50
MOST = 1000


@dataclass(frozen=True)
class Waiting:
    """One application in the queue, with its ageing in words and colour; `number` is its submission's."""

    application: Application
    number: int
    assignment: Assignment | None
    mine: bool
    ageing: str
    colour: str
    overdue: bool


@dataclass(frozen=True)
class Judged:
    """One point on the desk, the verdict on it on an earlier submission, and the one on this, if given."""

    point: Point
    title: str
    before: Verdict | None
    now: Verdict | None

    @property
    def met_before(self) -> bool:
        """Whether an earlier decision found this met: it is not judged again."""
        return bool(self.before and self.before.met)


@dataclass(frozen=True)
class Row:
    """One criterion on the desk: what it asks, what was answered and changed, and its points.

    No points: an optional criterion that was left empty, so that there is nothing to judge.
    """

    criterion: Criterion
    answer: FrozenAnswer
    changed: tuple[Change, ...]
    points: tuple[Judged, ...]

    @property
    def asks(self) -> str:
        """How much was asked for, in words."""
        return amount(self.criterion.facts)

    @property
    def stage(self) -> Stage | None:
        """The stage of the badge that the criterion belongs to."""
        return stage_of(self.criterion)

    @property
    def unchanged(self) -> bool:
        """Whether an answer that was judged before came back as it was."""
        judged = any(one.before for one in self.points)
        return bool(judged and self.answer.plain and not self.changed)

    @property
    def asked_for(self) -> list[Judged]:
        """The points that an earlier decision asked more for."""
        return [one for one in self.points if one.before and not one.before.met]


@dataclass(frozen=True)
class Desk:
    """Everything an assessor reads before they decide."""

    application: Application
    submission: Submission
    rows: tuple[Row, ...]
    chosen: tuple[Fact, ...]
    ai: Mapping[str, Any] | None
    claims: tuple[Fact, ...]
    decisions: tuple[Decision, ...]
    words: int


@dataclass(frozen=True)
class Queue:
    """What waits for an assessor: their own, then a page of the others, oldest due first.

    Figures go as far as `MOST`: nobody needs to know more exactly, and counting all would take longer
    with every year. `next` is what they open next: what they have taken, or else what nobody has.
    """

    rows: tuple[Waiting, ...]
    page: Page[Any]
    waiting: int
    overdue: int
    next: Waiting | None

    @property
    def has_more(self) -> bool:
        """Whether more wait than were counted."""
        return self.waiting >= MOST


def queue(assessor: Person, at: datetime, page: str | None = None) -> Queue:
    """Return what waits for this assessor, and which page of it."""
    today = london_date(at)
    live = live_assignments(at).filter(submission__application__state=ApplicationState.SUBMITTED)
    taken = list(live.filter(assessor=assessor).values_list("submission__application", flat=True))
    waiting = (
        waiting_for(assessor)
        .select_related("version__badge", "person")
        .annotate(number=Max("submissions__number"))
    )
    mine = list(waiting.filter(pk__in=taken)) if taken else []
    others = Paginator(waiting.exclude(pk__in=taken)[:MOST], ROWS).get_page(page)
    listed = [*(mine if others.number == 1 else ()), *others.object_list]
    assignments = {
        one.submission.application_id: one
        for one in live.filter(submission__application__in=listed).select_related(
            "assessor", "submission"
        )
    }
    rows = tuple(_waiting(one, assignments.get(one.pk), assessor, today) for one in listed)
    following = next((row for row in rows if row.mine or row.assignment is None), None)
    return Queue(
        rows,
        others,
        waiting=len(mine) + others.paginator.count,
        overdue=waiting_for(assessor).filter(due_on__lt=today)[:MOST].count(),
        next=following,
    )


def decided_by(assessor: Person) -> list[Decision]:
    """Return the assessor's latest decisions."""
    return list(
        Decision.objects.filter(assessor=assessor, application__in=open_to(assessor))
        .select_related("application__version", "application__person")
        .order_by("-decided_at")[:10]
    )


def desk(application: Application) -> Desk:
    """Return the desk of an application: its newest submission beside the one before."""
    newest = application.submissions.prefetch_related("parts").latest("number")
    earlier = (
        application.submissions.prefetch_related("parts").filter(number=newest.number - 1).first()
    )
    before = (
        {answer.position: answer for answer in formats.read(earlier).answers} if earlier else {}
    )
    said = _verdicts(application.decisions.filter(submission__number__lt=newest.number).last())
    ruled = _verdicts(application.decisions.filter(submission=newest).first())
    frozen = formats.read(newest)
    criteria = list(application.version.criteria.all())
    asked = judged_points(criteria, frozen.answers)
    answers = {answer.position: answer for answer in frozen.answers}
    return Desk(
        application=application,
        submission=newest,
        rows=tuple(
            Row(
                criterion=criterion,
                answer=answers[criterion.position],
                changed=_changed(before.get(criterion.position), answers[criterion.position]),
                points=tuple(
                    Judged(point, title, said.get(point), ruled.get(point))
                    for point, title in asked.items()
                    if point.position == criterion.position
                ),
            )
            for criterion in criteria
            if criterion.position in answers
        ),
        chosen=tuple(_chosen(application, criteria, frozen)),
        ai=frozen.ai,
        claims=tuple(facts_stated(frozen.claims, frozen.employments)),
        decisions=tuple(
            application.decisions.select_related("assessor", "submission").order_by("decided_at")
        ),
        words=sum(answer.words for answer in frozen.answers),
    )


def last_decision(application: Application) -> Decision | None:
    """Return the newest decision on the application, if there is one."""
    return (
        Decision.objects.filter(application=application)
        .select_related("submission", "assessor")
        .order_by("-decided_at", "-pk")
        .first()
    )


def verdicts_of(decision: Decision) -> QuerySet[Verdict]:
    """Return the verdicts that a decision rests on."""
    return Verdict.objects.filter(judgement__decisions=decision).select_related("criterion")


def already_met(application: Application) -> set[Point]:
    """Return the points that an earlier decision found met."""
    return {
        point for point, verdict in _verdicts(last_decision(application)).items() if verdict.met
    }


def points(application: Application) -> dict[Point, str]:
    """Return the points of the newest submission that are judged, with their titles."""
    newest = application.submissions.prefetch_related("parts").latest("number")
    return judged_points(application.version.criteria.all(), formats.read(newest).answers)


def open_points(application: Application) -> dict[Point, str]:
    """Return the points on which a verdict is due: those that were not met before."""
    met = already_met(application)
    return {point: title for point, title in points(application).items() if point not in met}


def _verdicts(decision: Decision | None) -> dict[Point, Verdict]:
    if decision is None:
        return {}
    return {
        Point(verdict.criterion.position, verdict.competence): verdict
        for verdict in verdicts_of(decision)
    }


def _waiting(
    application: Application, assignment: Assignment | None, assessor: Person, today: date
) -> Waiting:
    due_on = application.due_on or today
    text, colour = ageing(due_on, today)
    mine = bool(assignment and assignment.assessor_id == assessor.pk)
    number: int = application.number  # type: ignore[attr-defined]  # annotated by `queue`
    return Waiting(application, number, assignment, mine, text, colour, overdue=due_on < today)


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


def _chosen(
    application: Application, criteria: Sequence[Criterion], frozen: Frozen
) -> Iterator[Fact]:
    for one in offered(application.version, criteria, frozen.choices):
        names = [option.name for option in one.options if option.key in one.chosen]
        yield Fact(one.title, joined(names))


def awaits_decision(application: Application) -> bool:
    """Return whether a decision can be made now."""
    return application.state == ApplicationState.SUBMITTED

"""What the applicant's screens need."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from kenspeckle.accounts.models import Person
from kenspeckle.accounts.queries import claims_of
from kenspeckle.applications import hooks
from kenspeckle.applications.access import own
from kenspeckle.applications.choices import Offered, is_asked
from kenspeckle.applications.choosing import offers
from kenspeckle.applications.completeness import counted_words, missing, missing_at
from kenspeckle.applications.hinting import Told, hints_at, hints_on
from kenspeckle.applications.kinds import LINK, WRITTEN, Kind, Shown, all_given, kinds_of
from kenspeckle.applications.models import AIDeclaration, Answer, Application
from kenspeckle.applications.states import OPEN, ApplicationState, check_editable
from kenspeckle.awards import places
from kenspeckle.awards.models import Award
from kenspeckle.catalogue.amounts import recording
from kenspeckle.catalogue.models import Criterion
from kenspeckle.catalogue.queries import criteria_of
from kenspeckle.catalogue.schema.badge import Stage
from kenspeckle.kernel.dates import in_words, joined
from kenspeckle.kernel.kit import Coming, Fact, Step, Task
from kenspeckle.kernel.refusals import NotAllowed
from kenspeckle.organisations.queries import employments_of, facts_stated


@dataclass(frozen=True)
class Item:
    """One criterion with its answer, as the screens show it."""

    criterion: Criterion
    answer: Answer | None
    editable: bool
    words_elsewhere: int = 0
    """How many words count in all other answers."""

    @property
    def most_words(self) -> int | None:
        """How many words all answers may have together."""
        return self.criterion.version.facts.words.max

    @property
    def stage(self) -> Stage | None:
        """The stage of the badge that this belongs to."""
        return stage_of(self.criterion)

    @property
    def recording(self) -> str:
        """The recording that may stand for the words, where the badge takes one."""
        return recording(self.criterion.facts)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds in which this may be answered."""
        return kinds_of(self.criterion)

    @property
    def given(self) -> list[Shown]:
        """Everything that was given here, by kind; the last stands for the answer."""
        return all_given(self.criterion, self.answer.given) if self.answer else []

    @property
    def standing(self) -> Shown | None:
        """What stands for the answer."""
        return self.given[-1] if self.given else None

    @property
    def hints(self) -> list[Told]:
        """Hints that what is written here may identify somebody."""
        return hints_at(self.criterion, self.answer.given) if self.answer else []

    @property
    def hints_before_sending(self) -> list[Told]:
        """The hints on what stands for the answer, and so will be sent."""
        return hints_on(self.standing) if self.standing and self.editable else []

    @property
    def complete(self) -> bool:
        """Whether nothing is missing here."""
        return not missing_at(self.criterion, self.answer)

    @property
    def becomes_evidence(self) -> bool:
        """Whether what is given here may be shared with others one day."""
        return any(kind.becomes_evidence for kind in self.kinds)


def stage_of(criterion: Criterion) -> Stage | None:
    """Return the stage of its badge that a criterion belongs to, where there are stages."""
    stages = criterion.version.facts.stages
    return next((one for one in stages if one.key == criterion.facts.stage), None)


@dataclass(frozen=True)
class TaskGroup:
    """A part of the task list; a stage of the badge has a title, and a text if the badge says one."""

    title: str
    text: str
    tasks: tuple[Task, ...]


def own_application(person: Person, uid: UUID) -> Application:
    """Return the person's application with its badge, or refuse with `NotAllowed`."""
    application = (
        own(person)
        .select_related(
            "renews", "version__badge__series", "version__badge__issuer", "version__terms"
        )
        .filter(uid=uid)
        .first()
    )
    if application is None:
        raise NotAllowed
    return application


def criterion_to_save(person: Person, uid: UUID, position: int) -> Criterion:
    """Return the criterion at `position` of the person's own application, with one small question.

    Refuses with `NotAllowed` where there is none of theirs that is asked, and with `WrongState` when
    the application may not be changed now.
    """
    application = own(person).filter(uid=uid).order_by().first()
    if application is None:
        raise NotAllowed
    check_editable(application.state)
    for criterion in criteria_of(application.version_id):
        if criterion.position == position and is_asked(criterion, application.choices):
            return criterion
    raise NotAllowed


def items(application: Application) -> list[Item]:
    """Return every criterion that is asked with its answer, in order."""
    answers = {answer.criterion_id: answer for answer in application.answers.all()}
    asked = application.asked()
    counted = {
        criterion.pk: counted_words([criterion], {criterion.position: answers[criterion.pk]})
        for criterion in asked
        if criterion.pk in answers
    }
    return [
        Item(
            criterion=criterion,
            answer=answers.get(criterion.pk),
            editable=application.is_open_at(criterion.position),
            words_elsewhere=sum(counted.values()) - counted.get(criterion.pk, 0),
        )
        for criterion in asked
    ]


def private_facts(person: Person) -> list[Fact]:
    """Return what assessors will see beside the evidence: claims and present work, as stated now."""
    return facts_stated(
        [claim.as_document() for claim in claims_of(person)],
        [employment.as_document() for employment in employments_of(person)],
    )


def ai_declaration(application: Application) -> AIDeclaration | None:
    """Return what was declared about AI, if anything was."""
    return AIDeclaration.objects.filter(application=application).first()


def tasks(application: Application, listed: Sequence[Item]) -> list[TaskGroup]:
    """Return the task list of an application that can be edited, stage by stage."""
    groups = [
        TaskGroup("", "", tuple(_choice_task(application, one) for one in offers(application)))
    ]
    for stage, items_of_stage in groupby(listed, key=lambda item: item.stage):
        lines = tuple(_task(application, item) for item in items_of_stage)
        groups.append(TaskGroup(stage.name if stage else "", stage.text if stage else "", lines))
    staged = any(group.title for group in groups)
    last = TaskGroup("Before you submit" if staged else "", "", _last_tasks(application, listed))
    return [group for group in _together([*groups, last]) if group.tasks]


def _together(groups: Sequence[TaskGroup]) -> list[TaskGroup]:
    """Put neighbours without a title together, so that a plain badge has one plain list."""
    together: list[TaskGroup] = []
    for group in groups:
        if together and not group.title and not together[-1].title:
            together[-1] = TaskGroup("", "", together[-1].tasks + group.tasks)
        else:
            together.append(group)
    return together


def _last_tasks(application: Application, listed: Sequence[Item]) -> tuple[Task, ...]:
    ai, lines = ai_declaration(application), []
    if application.version.facts.ai_rule.asks:
        lines.append(
            Task(
                "Say whether you used AI",
                reverse("applications:ai", args=[application.uid]),
                hint="Seen by assessors only.",
                **_status(done=ai is not None),
            )
        )
    # The terms are accepted on the page that submits.
    gaps = missing(application, answers_by_position(listed), ai=ai, accepted_terms=True)
    if gaps:
        status = {"hint": "You can look at any time.", "status": "Not yet"}
    elif untouched(application, listed):
        status = {
            "hint": "You have not changed yet what your assessor asked for.",
            "status": "Look again",
            "colour": "yellow",
        }
    else:
        status = {"hint": "Everything is there.", "status": "Ready", "colour": "green"}
    check = reverse("applications:check", args=[application.uid])
    lines.append(Task("Check your answers and submit", check, **status))
    return tuple(lines)


def untouched(application: Application, listed: Sequence[Item]) -> list[str]:
    """Return the titles of what an assessor asked for and nobody has changed since."""
    return [
        item.criterion.title
        for item in listed
        if item.editable and _still_to_change(application, item)
    ]


def answers_by_position(listed: Sequence[Item]) -> dict[int, Answer]:
    """Return the answers as `completeness` takes them."""
    return {item.criterion.position: item.answer for item in listed if item.answer}


def total_words(listed: Sequence[Item]) -> int:
    """Return how many words count altogether."""
    return counted_words([item.criterion for item in listed], answers_by_position(listed))


def takes_link(listed: Sequence[Item]) -> bool:
    """Return whether one link could stand for several answers."""
    return sum(item.editable and LINK.accepts(item.criterion) for item in listed) > 1


def counts_words(listed: Sequence[Item]) -> bool:
    """Return whether anything here may be written, so that its words are worth telling."""
    return any(WRITTEN.accepts(item.criterion) for item in listed)


def timeline(application: Application) -> tuple[list[Step], list[Coming]]:
    """Return what happened (oldest first) and what comes."""
    steps = [Step(application.started_at, "You started this application")]
    steps += [
        Step(
            submission.submitted_at,
            "You submitted it" if submission.number == 1 else "You submitted it again",
            f"Receipt {submission.called}",
        )
        for submission in application.submissions.all()
    ]
    steps += hooks.steps(application)
    if (award := award_of(application)) and award.revoked_at:
        steps.append(Step(award.revoked_at, "The award was revoked", award.revocation_reason))
    if application.state == ApplicationState.WITHDRAWN and application.decided_at:
        steps.append(Step(application.decided_at, "You withdrew it"))
    coming = []
    if application.due_on:
        coming.append(Coming("An assessor decides by this day", application.due_on))
    return sorted(steps, key=lambda step: step.at), coming


def award_of(application: Application) -> Award | None:
    """Return the award that an application led to."""
    if application.state != ApplicationState.AWARDED:
        return None
    return places.award_for(application.place)


def open_applications(person: Person) -> list[Application]:
    """Return the person's open applications, the one touched last first."""
    return list(_listed(person).filter(state__in=OPEN).order_by("-saved_at"))


def closed_applications(person: Person) -> list[Application]:
    """Return the person's closed applications that led to no award, newest first."""
    return list(
        _listed(person)
        .filter(state__in=(ApplicationState.DECLINED, ApplicationState.WITHDRAWN))
        .order_by("-decided_at")
    )


def _listed(person: Person) -> QuerySet[Application]:
    return own(person).select_related("version__badge")


def _choice_task(application: Application, one: Offered) -> Task:
    chosen = [option.name for option in one.options if option.key in one.chosen]
    return Task(
        one.title,
        reverse("applications:choose", args=[application.uid]),
        hint=joined(chosen)
        if one.is_made
        else f"Choose {in_words(one.choice.take)} of {in_words(len(one.options))}",
        **_status(done=one.is_made, started=bool(chosen)),
    )


def _task(application: Application, item: Item) -> Task:
    criterion = item.criterion
    kinds = [item.standing.kind] if item.standing else item.kinds[:1]
    hint = "".join(
        kind.hint(criterion, item.standing.value if item.standing else None) for kind in kinds
    )
    if not item.editable and not item.given:
        return Task(criterion.title, hint="Optional. You left it empty.", status="Left empty")
    if not item.editable:
        return Task(criterion.title, hint="Met. It stays as it is.", status="Met", colour="green")
    url = reverse("applications:question", args=[application.uid, criterion.position])
    if _still_to_change(application, item):
        return Task(criterion.title, url, hint, status="Asked for", colour="yellow")
    if not criterion.facts.required and not item.given:
        return Task(criterion.title, url, hint, status="Optional")
    return Task(criterion.title, url, hint, **_status(done=item.complete, started=bool(item.given)))


def _still_to_change(application: Application, item: Item) -> bool:
    """Whether an assessor asked for more here and nothing was saved since the submission they read."""
    return bool(
        application.state == ApplicationState.RETURNED
        and application.submitted_at
        and (item.answer is None or item.answer.saved_at <= application.submitted_at)
    )


def _status(*, done: bool, started: bool = False) -> dict[str, str]:
    if done:
        return {"status": "Done", "colour": "green"}
    return {"status": "Started", "colour": "blue"} if started else {"status": "To do", "colour": ""}

"""What the applicant's screens need."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from kenspeckle.accounts.models import Person
from kenspeckle.applications import hooks
from kenspeckle.applications.access import own
from kenspeckle.applications.completeness import is_complete, problems, written_words
from kenspeckle.applications.models import AIDeclaration, Answer, Application
from kenspeckle.applications.states import EDITABLE, OPEN, State
from kenspeckle.catalogue.models import AIPolicy, Criterion, CriterionKind
from kenspeckle.kernel.kit import Coming, Step, Task
from kenspeckle.kernel.refusals import NotAllowed
from kenspeckle.text.words import count_words


@dataclass(frozen=True)
class Item:
    """One criterion with its answer, as the screens show it."""

    criterion: Criterion
    answer: Answer | None
    editable: bool

    @property
    def complete(self) -> bool:
        """Whether nothing is missing here."""
        return is_complete(self.criterion, self.answer)

    @property
    def started(self) -> bool:
        """Whether anything was saved here."""
        return bool(self.answer and (self.answer.text or self.answer.link or self.answer.done))


def own_application(person: Person, uid: UUID) -> Application:
    """Return the person's application with its badge, or refuse with `NotAllowed`."""
    found = (
        own(person)
        .select_related("version__badge__series", "version__badge__issuer", "version__terms")
        .filter(uid=uid)
        .first()
    )
    if found is None:
        raise NotAllowed
    return found


def items(application: Application) -> list[Item]:
    """Return every criterion with its answer, in order."""
    answers = {answer.criterion_id: answer for answer in application.answers.all()}
    editable = application.state in EDITABLE
    return [
        Item(
            criterion=criterion,
            answer=answers.get(criterion.pk),
            editable=editable
            and (not application.reopened or criterion.position in application.reopened),
        )
        for criterion in application.version.criteria.all()
    ]


def ai_declaration(application: Application) -> AIDeclaration | None:
    """Return what was declared about AI, if anything was."""
    return AIDeclaration.objects.filter(application=application).first()


def tasks(application: Application, found: Sequence[Item]) -> list[Task]:
    """Return the task list of an application that can be edited."""
    listed = [_task(application, item) for item in found]
    if application.version.ai_policy != AIPolicy.NOT_STATED:
        declared = ai_declaration(application)
        listed.append(
            Task(
                "Say whether you used AI",
                reverse("applications:ai", args=[application.uid]),
                hint="Seen by assessors only.",
                **_status(done=declared is not None),
            )
        )
    ready = not problems(application.version, answers_by_position(found)) and not any(
        item.editable and _still_to_change(application, item) for item in found
    )
    listed.append(
        Task(
            "Check your answers and submit",
            reverse("applications:check", args=[application.uid]),
            hint="Everything is there." if ready else "You can look at any time.",
            status="Ready" if ready else "Not yet",
            colour="green" if ready else "",
        )
    )
    return listed


def answers_by_position(found: Sequence[Item]) -> dict[int, Answer]:
    """Return the answers as `completeness` takes them."""
    return {item.criterion.position: item.answer for item in found if item.answer}


def total_words(found: Sequence[Item]) -> int:
    """Return how many words are written altogether."""
    return written_words(answers_by_position(found).values())


def timeline(application: Application) -> tuple[list[Step], list[Coming]]:
    """Return what happened (oldest first) and what comes."""
    steps = [Step(application.started_at, "You started this application")]
    steps += [
        Step(
            submission.submitted_at,
            "You submitted it" if submission.number == 1 else "You submitted it again",
            f"Receipt {submission.receipt}",
        )
        for submission in application.submissions.all()
    ]
    steps += hooks.steps(application)
    if application.state == State.WITHDRAWN and application.decided_at:
        steps.append(Step(application.decided_at, "You withdrew it"))
    coming = []
    if application.due_on:
        coming.append(Coming("An adviser decides by this day", application.due_on))
    return sorted(steps, key=lambda step: step.at), coming


def open_applications(person: Person) -> list[Application]:
    """Return the person's open applications, the one touched last first."""
    return list(_listed(person).filter(state__in=OPEN).order_by("-saved_at"))


def closed_applications(person: Person) -> list[Application]:
    """Return the person's closed applications that led to no award, newest first."""
    return list(
        _listed(person).filter(state__in=(State.DECLINED, State.WITHDRAWN)).order_by("-decided_at")
    )


def _listed(person: Person) -> QuerySet[Application]:
    return own(person).select_related("version__badge")


def _task(application: Application, item: Item) -> Task:
    criterion = item.criterion
    hint = ""
    if criterion.kind == CriterionKind.QUESTION and criterion.min_words:
        written = count_words(item.answer.text) if item.answer and not item.answer.link else 0
        hint = f"At least {criterion.min_words} words"
        if 0 < written < criterion.min_words:
            hint = f"{written} of at least {criterion.min_words} words"
    elif criterion.minutes:
        hint = f"About {criterion.minutes} minutes"
    if not item.editable:
        return Task(criterion.title, hint="Met. It stays as it is.", status="Met", colour="green")
    url = reverse("applications:question", args=[application.uid, criterion.position])
    if _still_to_change(application, item):
        return Task(criterion.title, url, hint, status="Asked for", colour="yellow")
    if not criterion.required:
        hint = f"{hint} (optional)" if hint else "Optional"
    return Task(criterion.title, url, hint, **_status(done=item.complete, started=item.started))


def _still_to_change(application: Application, item: Item) -> bool:
    """Whether an adviser asked for more here and nothing was saved since the submission they read."""
    return bool(
        application.state == State.RETURNED
        and application.submitted_at
        and (item.answer is None or item.answer.saved_at <= application.submitted_at)
    )


def _status(*, done: bool, started: bool = False) -> dict[str, str]:
    if done:
        return {"status": "Done", "colour": "green"}
    return {"status": "Started", "colour": "blue"} if started else {"status": "To do", "colour": ""}

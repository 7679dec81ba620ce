"""The verbs of an applicant: start, save, declare, submit, withdraw; and what a decision does here."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from kenspeckle.accounts.models import Person
from kenspeckle.applications import eligibility, submissions
from kenspeckle.applications.access import lock_own
from kenspeckle.applications.completeness import About, Problem, problems
from kenspeckle.applications.links import public_link
from kenspeckle.applications.models import (
    AIDeclaration,
    Answer,
    AnswerVersion,
    Application,
    PeriodClaim,
    Submission,
)
from kenspeckle.applications.states import EDITABLE, OPEN, State, check_move
from kenspeckle.audit.operations import record
from kenspeckle.catalogue.models import AIPolicy, BadgeVersion, Criterion, CriterionKind
from kenspeckle.kernel import mail
from kenspeckle.kernel.refusals import Invalid, NotEligible, WrongState
from kenspeckle.organisations.queries import claims_of
from kenspeckle.text.cleaning import clean

LONGEST_ANSWER = 30_000
# What a declaration that AI was used must hold, by field, and what is said when it is missing.
AI_NEEDED = {
    "tool": "Name the tool that you used.",
    "how": "Say what you used it for.",
    "chat_link": "Give a link to the chat history, so that it can be read.",
}


class SavedElsewhere(WrongState):
    """The answer was saved in another window or on another device since this one opened it.

    Nothing is overwritten: `current` holds what is saved, and the caller still has the other text.
    """

    def __init__(self, current: Answer) -> None:
        super().__init__(
            "This answer was changed in another window or on another device. Both texts are shown "
            "below: choose which to keep, or bring them together."
        )
        self.current = current


class NotReady(Invalid):
    """The application does not yet hold all that the badge asks; `problems` say what is missing."""

    def __init__(self, found: Sequence[Problem]) -> None:
        super().__init__(" ".join(problem.words for problem in found))
        self.problems = tuple(found)


@transaction.atomic
def start(*, person: Person, version: BadgeVersion, at: datetime) -> Application:
    """Open a draft, or return the open application for this badge when there is one.

    Refuses with `NotEligible` and every reason when the person may not apply now.
    """
    _lock_person(person)
    found = Application.objects.filter(person=person, badge=version.badge, state__in=OPEN).first()
    if found:
        return found
    _refuse_unless_eligible(person, version, at)
    made = Application.objects.create(
        person=person, badge=version.badge, version=version, started_at=at, saved_at=at
    )
    record(
        "application.started",
        chain=f"application:{made.uid}",
        by=person.uid,
        at=at,
        badge=version.badge.slug,
        version=version.number,
    )
    return made


@transaction.atomic
def save_answer(
    *,
    application: UUID,
    person: Person,
    position: int,
    text: str = "",
    link: str = "",
    done: bool = False,
    based_on: int,
    at: datetime,
) -> Answer:
    """Save the answer to the criterion at `position`, as a new revision.

    `based_on` is the revision that the text grew from. Refuses with `SavedElsewhere` when another
    one was saved since, with `WrongState` when the answer may not be edited now, and with `Invalid`
    when it is too long or the link cannot be used. Saving the same once more changes nothing.
    """
    found = lock_own(person, application)
    criterion = _editable(found, position)
    text = clean(text).text
    if len(text) > LONGEST_ANSWER:
        raise Invalid(
            f"This answer has {len(text):,} characters; at most {LONGEST_ANSWER:,} can be saved. "
            "Your text is still on the page.",
            field="text",
        )
    if link.strip():
        link = public_link(link, field="link")
    answer = Answer.objects.filter(application=found, criterion=criterion).first()
    if answer is None:
        answer = Answer(application=found, criterion=criterion, saved_at=at)
    if (answer.text, answer.link, answer.done) == (text, link, done):
        return answer
    if answer.revision != based_on:
        raise SavedElsewhere(answer)
    answer.text, answer.link, answer.done = text, link, done
    answer.revision += 1
    answer.saved_at = at
    answer.save()
    AnswerVersion.objects.create(
        answer=answer, revision=answer.revision, text=text, link=link, done=done, saved_at=at
    )
    found.saved_at = at
    found.save(update_fields=["saved_at"])
    return answer


@transaction.atomic
def link_all(*, application: UUID, person: Person, link: str, at: datetime) -> int:
    """Let one link stand for every question that may be edited now; return how many there were.

    What was written stays saved beside the link, and counts again once the link is taken away.
    """
    found = lock_own(person, application)
    _refuse_unless_editable(found)
    link = public_link(link, field="link")
    answers = _answers(found)
    questions = [
        criterion.position
        for criterion in found.version.criteria.filter(kind=CriterionKind.QUESTION)
        if not found.reopened or criterion.position in found.reopened
    ]
    for position in questions:
        before = answers.get(position)
        save_answer(
            application=application,
            person=person,
            position=position,
            text=before.text if before else "",
            link=link,
            based_on=before.revision if before else 0,
            at=at,
        )
    return len(questions)


@transaction.atomic
def declare_ai(
    *,
    application: UUID,
    person: Person,
    used: bool,
    tool: str = "",
    how: str = "",
    chat_link: str = "",
    at: datetime,
) -> AIDeclaration:
    """Keep what the applicant says about AI tools: not used, or which, how, and the chat history."""
    found = lock_own(person, application)
    _refuse_unless_editable(found)
    if used:
        tool, how = clean(tool).text.strip(), clean(how).text.strip()
        given = {"tool": tool, "how": how, "chat_link": chat_link.strip()}
        for field, words in AI_NEEDED.items():
            if not given[field]:
                raise Invalid(words, field)
        chat_link = public_link(chat_link, field="chat_link")
    else:
        tool = how = chat_link = ""
    declaration, _ = AIDeclaration.objects.update_or_create(
        application=found,
        defaults={
            "used": used,
            "tool": tool[:150],
            "how": how[:2000],
            "chat_link": chat_link,
            "saved_at": at,
        },
    )
    return declaration


@transaction.atomic
def submit(*, application: UUID, person: Person, accepted_terms: bool, at: datetime) -> Submission:
    """Freeze the application as a numbered submission with a receipt, and start the 28-day clock.

    Refuses with `NotReady` (and every problem) when something is missing, with `NotEligible` when
    the person may not apply, and with `WrongState` when it is already submitted or closed. The
    period is taken at the first submission; a resubmission tests neither window nor frequency.
    """
    _lock_person(person)
    found = lock_own(person, application)
    check_move(found.state, State.SUBMITTED)
    first = found.first_submitted_at is None
    if first:
        _refuse_unless_eligible(person, found.version, at)
    answers = _answers(found)
    ai = AIDeclaration.objects.filter(application=found).first()
    missing = problems(found.version, answers) + _ai_problems(found.version, ai)
    if not accepted_terms:
        missing.append(Problem(0, "Accept the terms to submit.", About.TERMS))
    if missing:
        raise NotReady(missing)
    if first:
        _take_period(found, at)
    number = found.submissions.count() + 1
    receipt = submissions.next_receipt(at)
    document = submissions.freeze(
        found,
        answers=answers,
        claims=claims_of(person),
        ai=ai,
        number=number,
        receipt=receipt,
        at=at,
    )
    made = Submission.objects.create(
        application=found,
        number=number,
        receipt=receipt,
        document=document,
        digest=submissions.digest(document),
        submitted_at=at,
        due_on=submissions.due_on(at),
    )
    found.state = State.SUBMITTED
    found.first_submitted_at = found.first_submitted_at or at
    found.submitted_at = at
    found.due_on = made.due_on
    found.reopened = []
    found.save()
    record(
        "application.submitted",
        chain=f"application:{found.uid}",
        by=person.uid,
        at=at,
        submission=str(made.uid),
        digest=made.digest,
    )
    mail.queue(
        f"application.submitted:{made.uid}",
        to=person.email,
        letter=mail.write(
            "applications/mail/received.txt", {"application": found, "submission": made}
        ),
        at=at,
    )
    return made


@transaction.atomic
def withdraw(*, application: UUID, person: Person, at: datetime) -> Application:
    """Take the application back. It stays readable; its period is free again."""
    _lock_person(person)
    found = lock_own(person, application)
    _move(found, State.WITHDRAWN, at)
    _release_period(found)
    record("application.withdrawn", chain=f"application:{found.uid}", by=person.uid, at=at)
    return found


def give_back(application: Application, *, reopened: Sequence[int], at: datetime) -> None:
    """Return a locked application for more evidence: only the criteria at `reopened` may change."""
    application.reopened = sorted(reopened)
    _move(application, State.RETURNED, at)


def close(application: Application, *, state: State, at: datetime) -> None:
    """Close a locked application as awarded or declined; declining frees its period."""
    _move(application, state, at)
    if state == State.DECLINED:
        _release_period(application)


def _move(application: Application, state: State, at: datetime) -> None:
    check_move(application.state, state)
    application.state = state
    application.due_on = None
    if state not in OPEN:
        application.decided_at = at
    application.save(update_fields=["state", "due_on", "decided_at", "reopened"])


def _lock_person(person: Person) -> None:
    # All that one person starts or submits runs one after the other, so that two windows cannot
    # both find the last free place of a period. The unique constraint stands behind it.
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def _refuse_unless_eligible(person: Person, version: BadgeVersion, at: datetime) -> None:
    reasons = eligibility.standing(person=person, version=version, at=at).reasons
    if reasons:
        words = tuple(reason.words for reason in reasons)
        raise NotEligible(" ".join(words), words)


def _refuse_unless_editable(application: Application) -> None:
    if application.state not in EDITABLE:
        raise WrongState(
            "This application cannot be changed now. It may have been submitted or withdrawn in "
            "another window: open it again to see where it stands."
        )


def _editable(application: Application, position: int) -> Criterion:
    _refuse_unless_editable(application)
    criterion = application.version.criteria.filter(position=position).first()
    if criterion is None or criterion.kind == CriterionKind.ATTACHMENT:
        raise Invalid("This badge has no such criterion.")
    if application.reopened and position not in application.reopened:
        raise WrongState("This criterion is already met, so its answer stays as it is.")
    return criterion


def _answers(application: Application) -> dict[int, Answer]:
    return {
        answer.criterion.position: answer
        for answer in application.answers.select_related("criterion")
    }


def _ai_problems(version: BadgeVersion, ai: AIDeclaration | None) -> list[Problem]:
    if version.ai_policy == AIPolicy.NOT_STATED:
        return []
    if ai is None:
        return [Problem(0, "Say whether you used an AI tool.", About.AI)]
    if ai.used and version.ai_policy == AIPolicy.BANNED:
        return [Problem(0, "This badge does not allow evidence made with an AI tool.", About.AI)]
    return []


def _take_period(application: Application, at: datetime) -> None:
    period = eligibility.period_at(application.version, at)
    slot = eligibility.free_slot(application.person, period)
    try:
        with transaction.atomic():
            PeriodClaim.objects.create(
                application=application,
                person=application.person,
                scope=period.scope,
                period=period.name,
                slot=slot or 0,
            )
    except IntegrityError as error:
        raise NotEligible("You have already applied for this in this period.") from error


def _release_period(application: Application) -> None:
    PeriodClaim.objects.filter(application=application).update(live=False)

"""The verbs of an applicant: start, save, declare, submit, withdraw; and what a decision does here."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from kenspeckle.accounts import operations as accounts
from kenspeckle.accounts.models import Person
from kenspeckle.accounts.queries import claims_of
from kenspeckle.applications import eligibility, kinds, submissions
from kenspeckle.applications.access import lock_own, lock_own_alone
from kenspeckle.applications.choices import is_asked
from kenspeckle.applications.completeness import Missing, missing
from kenspeckle.applications.links import public_link
from kenspeckle.applications.models import (
    AIDeclaration,
    Answer,
    AnswerVersion,
    Application,
    Submission,
)
from kenspeckle.applications.states import OPEN, ApplicationState, check_editable, check_move
from kenspeckle.audit.operations import record
from kenspeckle.awards import places
from kenspeckle.awards.models import Award
from kenspeckle.catalogue.models import BadgeVersion, Criterion
from kenspeckle.catalogue.queries import criteria_of
from kenspeckle.kernel import mail
from kenspeckle.kernel.refusals import Invalid, NotEligible, WrongState
from kenspeckle.text.cleaning import Removed, clean

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
    """The application does not yet hold all that the badge asks; `missing` says what."""

    def __init__(self, gaps: Sequence[Missing]) -> None:
        super().__init__(" ".join(gap.message for gap in gaps))
        self.missing = tuple(gaps)


@dataclass(frozen=True)
class Saved:
    """An answer as it was saved, and what cleaning took out of it, by the name of the field."""

    answer: Answer
    removed: Mapping[str, frozenset[Removed]]


@transaction.atomic
def start(*, person: Person, version: BadgeVersion, at: datetime) -> Application:
    """Open a draft, or return the open application for this badge when there is one.

    Where an award of this badge may be renewed now, the application renews it.
    Refuses with `NotEligible` and every reason when the person may not apply now.
    """
    _lock_person(person)
    open_one = Application.objects.filter(
        person=person, badge=version.badge, state__in=OPEN
    ).first()
    if open_one:
        return open_one
    stands = _eligible(person, version, at)
    made = Application.objects.create(
        person=person,
        badge=version.badge,
        version=version,
        renews=stands.renews,
        started_at=at,
        saved_at=at,
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
    application_uid: UUID,
    person: Person,
    position: int,
    given: Mapping[str, Any],
    based_on: int,
    at: datetime,
) -> Saved:
    """Save the answer to the criterion at `position`, as a new revision.

    `given` holds everything that is given there, by the kind of answer; `based_on` is the revision
    that it grew from. Refuses with `SavedElsewhere` when another one was saved since, with
    `WrongState` when the answer may not be edited now, and with `Invalid` when the badge does not
    take such an answer or it cannot be kept. Saving the same once more changes nothing.
    """
    application = lock_own_alone(person, application_uid)
    criterion = _editable(application, position)
    taken = _taken(criterion, given)
    kept = {name: one.value for name, one in taken.items() if one.value}
    removed = {field: what for one in taken.values() for field, what in one.removed.items()}
    answer = (
        Answer.objects.filter(application=application, criterion=criterion).order_by("pk").first()
    )
    if answer is None:
        answer = Answer(application=application, criterion=criterion, saved_at=at)
    if answer.given == kept:
        return Saved(answer, removed)
    if answer.revision != based_on:
        raise SavedElsewhere(answer)
    answer.given = kept
    answer.revision += 1
    answer.saved_at = at
    _write(answer)
    return Saved(answer, removed)


def _write(answer: Answer) -> None:
    """Write an answer, its version and when its application was saved; in one statement, if it can be.

    Nothing is written more often, and what Django adds to each of three statements costs more than
    they do.
    """
    if answer._state.adding:
        answer.save()
        AnswerVersion.objects.create(
            answer=answer, revision=answer.revision, given=answer.given, saved_at=answer.saved_at
        )
        Application.objects.filter(pk=answer.application_id).update(saved_at=answer.saved_at)
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            {
                "answer": answer.pk,
                "given": json.dumps(answer.given),
                "revision": answer.revision,
                "at": answer.saved_at,
                "application": answer.application_id,
            },
        )


_WRITE = """
WITH answer AS (
    UPDATE applications_answer
    SET given = %(given)s::jsonb, revision = %(revision)s, saved_at = %(at)s
    WHERE id = %(answer)s
    RETURNING id, given, revision, saved_at
), version AS (
    INSERT INTO applications_answerversion (answer_id, given, revision, saved_at)
    SELECT id, given, revision, saved_at FROM answer
)
UPDATE applications_application SET saved_at = %(at)s WHERE id = %(application)s
"""


@transaction.atomic
def link_all(*, application_uid: UUID, person: Person, link: str, at: datetime) -> int:
    """Let one link stand for every question that may be edited now; return how many there were.

    What was written stays saved beside the link, and counts again once the link is taken away.
    Refuses with `Invalid` when the link cannot be used or nothing that is open takes one.
    """
    application = lock_own(person, application_uid)
    check_editable(application.state)
    answers = _answers(application)
    positions = [
        criterion.position
        for criterion in application.asked()
        if kinds.LINK.accepts(criterion) and application.is_open_at(criterion.position)
    ]
    if not positions:
        raise Invalid("This badge takes no links: write your answers here.", "link")
    for position in positions:
        before = answers.get(position)
        save_answer(
            application_uid=application_uid,
            person=person,
            position=position,
            given={**(before.given if before else {}), kinds.LINK.name: link},
            based_on=before.revision if before else 0,
            at=at,
        )
    return len(positions)


@transaction.atomic
def declare_ai(
    *,
    application_uid: UUID,
    person: Person,
    used: bool,
    tool: str = "",
    how: str = "",
    chat_link: str = "",
    at: datetime,
) -> AIDeclaration:
    """Keep what the applicant says about AI tools: not used, or which, how, and the chat history."""
    application = lock_own(person, application_uid)
    check_editable(application.state)
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
        application=application,
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
def submit(
    *, application_uid: UUID, person: Person, accepted_terms: bool, at: datetime
) -> Submission:
    """Freeze the application as a numbered submission with a receipt, and start the 28-day clock.

    Refuses with `NotReady` (and every problem) when something is missing, with `NotEligible` when
    the person may not apply, and with `WrongState` when it is already submitted or closed. The
    period is taken at the first submission; a resubmission tests neither window nor frequency.
    """
    _lock_person(person)
    application = lock_own(person, application_uid)
    check_move(application.state, ApplicationState.SUBMITTED)
    first = application.first_submitted_at is None
    if first:
        _eligible(person, application.version, at, application.renews)
    answers = _answers(application)
    ai = AIDeclaration.objects.filter(application=application).first()
    gaps = missing(application, answers, ai=ai, accepted_terms=accepted_terms)
    if gaps:
        raise NotReady(gaps)
    if first:
        places.reserve(
            person=person,
            version=application.version,
            reference=application.place,
            at=at,
            renews=application.renews,
        )
    made = submissions.freeze(application, answers=answers, claims=claims_of(person), ai=ai, at=at)
    application.state = ApplicationState.SUBMITTED
    application.first_submitted_at = application.first_submitted_at or at
    application.submitted_at = at
    application.due_on = made.due_on
    application.reopened = []
    application.save()
    record(
        "application.submitted",
        chain=f"application:{application.uid}",
        by=person.uid,
        at=at,
        submission=str(made.uid),
        digest=made.digest,
    )
    mail.queue(
        f"application.submitted:{made.uid}",
        to=person.email,
        letter=mail.write(
            "applications/mail/received.txt", {"application": application, "submission": made}
        ),
        at=at,
    )
    return made


@transaction.atomic
def withdraw(*, application_uid: UUID, person: Person, at: datetime) -> Application:
    """Take the application back. It stays readable; its period is free again."""
    _lock_person(person)
    application = lock_own(person, application_uid)
    _move(application, ApplicationState.WITHDRAWN, at)
    places.release(application.place)
    record("application.withdrawn", chain=f"application:{application.uid}", by=person.uid, at=at)
    return application


def give_back(application: Application, *, reopened: Sequence[int], at: datetime) -> None:
    """Return a locked application for more evidence: only the criteria at `reopened` may change."""
    application.reopened = sorted(reopened)
    _move(application, ApplicationState.RETURNED, at)


def close(application: Application, *, state: ApplicationState, at: datetime) -> None:
    """Close a locked application as awarded or declined; declining frees its period."""
    _move(application, state, at)
    if state == ApplicationState.DECLINED:
        places.release(application.place)


def _move(application: Application, state: ApplicationState, at: datetime) -> None:
    check_move(application.state, state)
    application.state = state
    application.due_on = None
    if state not in OPEN:
        application.decided_at = at
    application.save(update_fields=["state", "due_on", "decided_at", "reopened"])


def _lock_person(person: Person) -> None:
    # All that one person starts or submits runs one after the other, so that two windows cannot
    # both find the last free place of a period. The unique constraint stands behind it.
    accounts.lock(person)


def _eligible(
    person: Person, version: BadgeVersion, at: datetime, renews: Award | None = None
) -> eligibility.Standing:
    """Return where the person stands, or refuse with `NotEligible` and every reason."""
    stands = eligibility.standing(person=person, version=version, at=at, renews=renews)
    if stands.reasons:
        sentences = tuple(reason.sentence for reason in stands.reasons)
        raise NotEligible(" ".join(sentences), sentences)
    return stands


def _editable(application: Application, position: int) -> Criterion:
    check_editable(application.state)
    criterion = next(
        (one for one in criteria_of(application.version_id) if one.position == position), None
    )
    if criterion is None or not kinds.kinds_of(criterion):
        raise Invalid("This badge has no such criterion.")
    if not is_asked(criterion, application.choices):
        raise Invalid("This belongs to something that you have not chosen. Choose it first.")
    if not application.is_open_at(position):
        raise WrongState("This criterion is already met, so its answer stays as it is.")
    return criterion


def _taken(criterion: Criterion, given: Mapping[str, Any]) -> dict[str, kinds.Taken]:
    """Return what was given as it is kept; refuse what this criterion does not take."""
    accepted = {kind.name for kind in kinds.kinds_of(criterion)}
    taken = {}
    for name, value in given.items():
        kind = kinds.kind_named(name)
        taken[name] = kind.take(value)
        if name not in accepted and taken[name].value:
            raise Invalid(f"“{criterion.title}” does not take {kind.label} as an answer.")
    return taken


def _answers(application: Application) -> dict[int, Answer]:
    return {
        answer.criterion.position: answer
        for answer in application.answers.select_related("criterion")
    }

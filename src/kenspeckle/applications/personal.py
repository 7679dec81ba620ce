"""What this room holds about a person: for their archive, and when they are erased."""

from datetime import datetime
from typing import Any

from kenspeckle.accounts.models import Person
from kenspeckle.accounts.personal_data import DataFile, Erasure, PersonalData, Stays
from kenspeckle.applications import operations, submissions
from kenspeckle.applications.kinds import kind_named
from kenspeckle.applications.models import AIDeclaration, Answer, Application, FrozenPart
from kenspeckle.applications.states import OPEN
from kenspeckle.kernel.dates import day
from kenspeckle.kernel.kit import Fact


def personal_data(person: Person) -> list[PersonalData]:
    """Return every application of a person: answers as they stand, and each submission as it was frozen."""
    applications = person.applications.select_related("version").prefetch_related(
        "answers__criterion", "answers__versions", "submissions__parts"
    )
    return [_section(application) for application in applications.order_by("started_at", "pk")]


def erasures(person: Person, kept: frozenset[str]) -> list[Erasure]:
    """Return what erasing a person means here: drafts go, submissions become dated tombstones."""

    def carry_out(because: str, at: datetime) -> None:
        for application in person.applications.filter(state__in=OPEN):
            operations.withdraw(application_uid=application.uid, person=person, at=at)
        mine = Application.objects.filter(person=person)
        Answer.objects.filter(application__in=mine).delete()
        AIDeclaration.objects.filter(application__in=mine).delete()
        FrozenPart.objects.filter(submission__application__in=mine, erased_at=None).update(
            content=None, salt=None, erased_at=at, erased_because=because
        )

    return [
        Erasure(
            goes=(
                "Every answer that you wrote, in every version, and what you said about AI tools.",
                "What you submitted: your answers, and what you said about yourself and your work.",
                "Applications that are still open: they are withdrawn.",
            ),
            carry_out=carry_out,
            stays=(
                Stays(
                    "For each submission its receipt number, its date, and digests of what was erased.",
                    "A receipt that you have kept goes on proving what you sent; a digest tells nothing.",
                ),
            ),
            beyond_recall=(
                "What assessors have read, and pages that a link of yours leads to elsewhere.",
            ),
        )
    ]


def _section(application: Application) -> PersonalData:
    answers = [
        (answer.criterion, name, given)
        for answer in application.answers.all()
        for name, given in answer.given.items()
    ]
    return PersonalData(
        f"Application for {application.version.name}, begun on {day(application.started_at)}",
        (
            Fact("Where it stands", str(application.get_state_display())),
            *(Fact(criterion.title, _plain(name, given)) for criterion, name, given in answers),
        ),
        {
            "application": str(application.uid),
            "badge": application.badge.slug,
            "version": application.version.number,
            "state": application.state,
            "started_at": application.started_at.isoformat(),
            "chosen": application.choices,
            "answers": [
                {"position": criterion.position, "title": criterion.title, name: given}
                for criterion, name, given in answers
            ],
            "earlier_versions": [
                {
                    "position": answer.criterion.position,
                    "saved_at": version.saved_at.isoformat(),
                    **version.given,
                }
                for answer in application.answers.all()
                for version in answer.versions.all()
            ],
            "ai": _declaration(application),
        },
        tuple(
            DataFile(
                f"submissions/{submission.file_name}",
                f"Submission {submission.called}, with how to check its digests",
                submissions.archive(submission),
            )
            for submission in application.submissions.all()
        ),
    )


def _declaration(application: Application) -> dict[str, Any] | None:
    declared = AIDeclaration.objects.filter(application=application).first()
    if declared is None:
        return None
    return {
        "used": declared.used,
        "tool": declared.tool,
        "how": declared.how,
        "chat_link": declared.chat_link,
    }


def _plain(name: str, given: Any) -> str:
    kind = kind_named(name)
    return kind.plain(kind.freeze(given))

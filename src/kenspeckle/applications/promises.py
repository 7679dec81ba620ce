"""What this room promises of its rows (`kenspeckle doctor`)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count

from kenspeckle.applications import formats, submissions
from kenspeckle.applications.models import Application, Submission
from kenspeckle.applications.states import ApplicationState
from kenspeckle.applications.submissions import due_on
from kenspeckle.audit.promises import counted, differences
from kenspeckle.awards.models import Place
from kenspeckle.awards.places import period_at
from kenspeckle.kernel.models import OutgoingMail
from kenspeckle.kernel.promises import Promise
from kenspeckle.kernel.queued import unqueued


def promises() -> list[Promise]:
    """Return this room's promises."""
    return [
        Promise(
            "every submission is what its receipt names, or a dated tombstone",
            Submission,
            _receipts,
        ),
        Promise("every step of an application has one event", Application, _events),
        Promise("every submitted application has its place in a period", Place, _places),
        Promise("every submission has queued its mail once", OutgoingMail, _mail),
        Promise(
            "a due date is there exactly while it is with the assessors", Application, _due_dates
        ),
    ]


def _receipts(_: datetime) -> Iterator[str]:
    rows = Submission.objects.select_related("application").prefetch_related("parts")
    for submission in rows.iterator(200):
        document = formats.document_of(submission)
        if submissions.digest(bytes(submission.document)) != submission.digest:
            yield f"Submission {submission.called} does not match its digest."
        if (document["receipt"], document["application"], document["number"]) != (
            submission.receipt,
            str(submission.application.uid),
            submission.number,
        ):
            yield f"Submission {submission.called} holds the document of another."
        named = {part["name"]: part["digest"] for part in document["parts"]}
        if named != {part.name: part.digest for part in submission.parts.all()}:
            yield f"Submission {submission.called} has other parts than its document names."
        for row in submission.parts.all():
            part = submissions.part_of(row)
            if part is None and (row.erased_at is None or not row.erased_because):
                yield f"Part {row.name} of {submission.called} is gone without a date or a ground."
            if part and (row.erased_at or part.digest != row.digest):
                yield f"Part {row.name} of {submission.called} does not match its digest."


def _events(_: datetime) -> Iterator[str]:
    counts = counted()
    rows = Application.objects.annotate(handed_in=Count("submissions", distinct=True))
    for application in rows.iterator(200):
        yield from differences(
            counts,
            f"application:{application.uid}",
            {
                "application.started": 1,
                "application.submitted": application.handed_in,
                "application.withdrawn": int(application.state == ApplicationState.WITHDRAWN),
            },
        )


def _mail(_: datetime) -> Iterator[str]:
    yield from unqueued("application.submitted", Submission.objects.values_list("uid", flat=True))


def _due_dates(_: datetime) -> Iterator[str]:
    for application in Application.objects.select_related("version").iterator(500):
        if application.state != ApplicationState.SUBMITTED:
            if application.due_on is not None:
                yield f"Application {application.uid} is due and not with the assessors."
        elif application.submitted_at is None or application.due_on != due_on(
            application.version, application.submitted_at
        ):
            yield f"Application {application.uid} is not due as many days after its submission as its badge says."


def _places(_: datetime) -> Iterator[str]:
    places = {place.reference: place for place in Place.objects.all()}
    rows = Application.objects.exclude(first_submitted_at=None).select_related(
        "version__badge__series", "renews"
    )
    for application in rows.iterator(200):
        reserved = places.get(application.place)
        if reserved is None or application.first_submitted_at is None:
            yield f"Application {application.uid} was submitted and reserved no place."
            continue
        period = period_at(
            application.version, application.first_submitted_at, renews=application.renews
        )
        if (reserved.scope, reserved.period) != (period.scope, period.name):
            yield (
                f"Application {application.uid} does not count where its first submission was made."
            )
        # Whether the place of an award is live, `awards` promises.
        if reserved.award_id is None and reserved.live != (
            application.state not in (ApplicationState.WITHDRAWN, ApplicationState.DECLINED)
        ):
            yield f"Application {application.uid} is {application.state}; its place says otherwise."
        if (reserved.award_id is not None) != (application.state == ApplicationState.AWARDED):
            yield f"Application {application.uid} and its place do not agree on an award."

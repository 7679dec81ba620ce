"""The frozen copy of an application: its receipt, its document of digests, its parts; and its file."""

import hashlib
import io
import secrets
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from openbadges3.encoding import jcs

from kenspeckle.accounts.claims import StatedClaim
from kenspeckle.applications import formats
from kenspeckle.applications.formats import Part
from kenspeckle.applications.frozen import FrozenAnswer
from kenspeckle.applications.kinds import standing
from kenspeckle.applications.models import (
    AIDeclaration,
    Answer,
    Application,
    FrozenPart,
    ReceiptCounter,
    Submission,
)
from kenspeckle.awards.basis import Evidence
from kenspeckle.catalogue.models import BadgeVersion, Criterion
from kenspeckle.catalogue.wording import decided_by
from kenspeckle.kernel.clock import LONDON, london_date
from kenspeckle.kernel.dates import day
from kenspeckle.organisations.queries import employments_of

_HOW_TO_CHECK = """This is exactly what was submitted under the receipt {called}.

submission.json   its SHA-256 is the digest on the receipt; it names a digest for each part
parts/            the parts: each file's SHA-256 is the digest that submission.json names for it

To check on Linux or macOS:  sha256sum submission.json parts/*   (macOS: shasum -a 256)
On Windows:                  certutil -hashfile submission.json SHA256

The "salt" in each part is random. It keeps anybody from guessing a part from its digest.
"""


def due_on(version: BadgeVersion, submitted_at: datetime) -> date:
    """Return the day by which an assessor decides: so many days after the London day of submission."""
    return decided_by(london_date(submitted_at), version.facts.decide_within_days)


def next_receipt(at: datetime) -> str:
    """Return the next receipt number of the year, as `KS-2026-000123`.

    The counter's row lock is held to the end of the transaction, so that no number is lost or
    given twice.
    """
    year = london_date(at).year
    ReceiptCounter.objects.bulk_create([ReceiptCounter(year=year)], ignore_conflicts=True)
    counter = ReceiptCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"KS-{year}-{counter.last:06d}"


def freeze(
    application: Application,
    *,
    answers: Mapping[int, Answer],
    claims: Sequence[StatedClaim],
    ai: AIDeclaration | None,
    at: datetime,
) -> Submission:
    """Keep everything that is submitted, under the application's receipt number, and return it."""
    version, person = application.version, application.person
    before = application.submissions.order_by("number").last()
    number, receipt = (before.number + 1, before.receipt) if before else (1, next_receipt(at))
    parts = [
        Part(name, secrets.token_urlsafe(16), content)
        for name, content in formats.NEWEST.contents(
            [
                _frozen(criterion, answers.get(criterion.position))
                for criterion in application.asked()
            ],
            ai=_declaration(ai),
            claims=[claim.as_document() for claim in claims],
            employments=[one.as_document() for one in employments_of(person)],
        )
    ]
    document = formats.compose(
        {
            "receipt": receipt,
            "application": str(application.uid),
            "number": number,
            "applicant": str(person.uid),
            "submitted_at": at.astimezone(UTC).isoformat(),
            "badge": {
                "slug": version.badge.slug,
                "version": version.number,
                "digest": version.digest,
            },
            "terms": {
                "issuer": version.badge.issuer.slug,
                "version": version.terms.version,
                "digest": hashlib.sha256(jcs(version.terms.clauses)).hexdigest(),
            },
            "choices": application.choices,
        },
        parts,
    )
    submission = Submission.objects.create(
        application=application,
        number=number,
        receipt=receipt,
        document=document,
        digest=digest(document),
        submitted_at=at,
        due_on=due_on(version, at),
    )
    FrozenPart.objects.bulk_create(
        FrozenPart(
            submission=submission,
            name=part.name,
            content=part.content,
            salt=part.salt,
            digest=part.digest,
        )
        for part in parts
    )
    return submission


def digest(document: bytes) -> str:
    """Return the SHA-256 of a submission's bytes in hex."""
    return hashlib.sha256(document).hexdigest()


def part_of(row: FrozenPart) -> Part | None:
    """Return a part as it was frozen; None when it was erased."""
    return None if row.salt is None else Part(row.name, row.salt, row.content)


def answers_of(submission: Submission) -> tuple[FrozenAnswer, ...]:
    """Return the frozen answers in the order of their criteria."""
    return formats.read(submission).answers


def evidence_of(submission: Submission) -> list[Evidence]:
    """Return what an award freezes as evidence."""
    items = (answer.evidence for answer in answers_of(submission))
    return [item for item in items if item]


def archive(submission: Submission) -> bytes:
    """Return document and parts as a ZIP, with how to check their digests; equal bytes each time."""
    files: dict[str, bytes] = {"submission.json": bytes(submission.document)}
    gone = []
    for row in submission.parts.all():
        if part := part_of(row):
            files[f"parts/{row.name}.json"] = part.file
        elif row.erased_at:
            gone.append(f"parts/{row.name}.json was erased on {day(row.erased_at)}.")
    how = _HOW_TO_CHECK.format(called=submission.called) + "".join(f"\n{line}" for line in gone)
    files["how-to-check.txt"] = how.encode()
    made = io.BytesIO()
    on = submission.submitted_at.astimezone(LONDON)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in files.items():
            bundle.writestr(zipfile.ZipInfo(name, on.timetuple()[:6]), content)
    return made.getvalue()


def _frozen(criterion: Criterion, answer: Answer | None) -> FrozenAnswer:
    shown = standing(criterion, answer.given) if answer else None
    if shown is None:
        return FrozenAnswer(criterion.position, criterion.title)
    return FrozenAnswer(
        criterion.position, criterion.title, shown.kind.name, shown.kind.freeze(shown.value)
    )


def _declaration(ai: AIDeclaration | None) -> dict[str, str | bool] | None:
    if ai is None:
        return None
    return {"used": ai.used, "tool": ai.tool, "how": ai.how, "chat_link": ai.chat_link}

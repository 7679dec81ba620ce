"""The frozen copy of an application: its canonical bytes, receipt and digest, and reading it again."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from openbadges3.encoding import jcs

from kenspeckle.applications.kinds import kind_named, standing
from kenspeckle.applications.models import (
    AIDeclaration,
    Answer,
    Application,
    ReceiptCounter,
    Submission,
)
from kenspeckle.awards.basis import Evidence
from kenspeckle.catalogue.models import Criterion
from kenspeckle.catalogue.wording import decided_by
from kenspeckle.kernel.clock import london_date
from kenspeckle.organisations.queries import Claims


@dataclass(frozen=True)
class FrozenAnswer:
    """One answer as it was submitted."""

    position: int
    title: str
    kind: str
    content: dict[str, Any]

    @property
    def plain(self) -> str:
        """The answer as plain text; nothing where nothing was given, or no text belongs to it."""
        return kind_named(self.kind).plain(self.content) if self.kind else ""

    @property
    def words(self) -> int:
        """How many words of it count."""
        return int(self.content.get("words", 0))

    @property
    def desk_template(self) -> str:
        """The template that shows it to an assessor; none where nothing was given."""
        return kind_named(self.kind).desk_template if self.kind else ""

    @property
    def evidence(self) -> Evidence | None:
        """What an award keeps of it."""
        return kind_named(self.kind).evidence(self.title, self.content) if self.kind else None


def due_on(submitted_at: datetime) -> date:
    """Return the day by which an assessor decides: the London day of submission and 28 days."""
    return decided_by(london_date(submitted_at))


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
    claims: Claims,
    ai: AIDeclaration | None,
    number: int,
    receipt: str,
    at: datetime,
) -> bytes:
    """Return the canonical bytes (RFC 8785) of everything that is submitted."""
    version = application.version
    return jcs(
        {
            "format": "kenspeckle-submission-1",
            "receipt": receipt,
            "application": str(application.uid),
            "number": number,
            "applicant": str(application.person.uid),
            "submitted_at": at.astimezone(UTC).isoformat(),
            "badge": {
                "slug": version.badge.slug,
                "version": version.number,
                "digest": version.digest,
            },
            "answers": [
                {
                    "position": criterion.position,
                    "title": criterion.title,
                    **_frozen(criterion, answers.get(criterion.position)),
                }
                for criterion in version.criteria.all()
            ],
            "ai": _declaration(ai),
            "terms": {
                "issuer": version.badge.issuer.slug,
                "version": version.terms.version,
                "clauses": version.terms.clauses,
            },
            "claims": claims.as_document(),
        }
    )


def digest(document: bytes) -> str:
    """Return the SHA-256 of a submission's bytes in hex."""
    return hashlib.sha256(document).hexdigest()


def read(submission: Submission) -> dict[str, Any]:
    """Return the frozen document of a submission."""
    document: dict[str, Any] = json.loads(bytes(submission.document))
    return document


def answers_of(submission: Submission) -> list[FrozenAnswer]:
    """Return the frozen answers in the order of their criteria."""
    return [FrozenAnswer(**answer) for answer in read(submission)["answers"]]


def evidence_of(submission: Submission) -> list[Evidence]:
    """Return what an award freezes as evidence."""
    items = (answer.evidence for answer in answers_of(submission))
    return [item for item in items if item]


def _frozen(criterion: Criterion, answer: Answer | None) -> dict[str, Any]:
    shown = standing(criterion, answer.given) if answer else None
    if shown is None:
        return {"kind": "", "content": {}}
    return {"kind": shown.kind.name, "content": shown.kind.freeze(shown.value)}


def _declaration(ai: AIDeclaration | None) -> dict[str, str | bool] | None:
    if ai is None:
        return None
    return {"used": ai.used, "tool": ai.tool, "how": ai.how, "chat_link": ai.chat_link}

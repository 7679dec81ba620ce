"""The frozen copy of an application: its canonical bytes, receipt and digest, and reading it again."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from openbadges3.encoding import jcs

from kenspeckle.applications.models import (
    AIDeclaration,
    Answer,
    Application,
    ReceiptCounter,
    Submission,
)
from kenspeckle.awards.basis import Evidence
from kenspeckle.catalogue.models import CriterionKind
from kenspeckle.catalogue.wording import decided_by
from kenspeckle.kernel.clock import london_date
from kenspeckle.organisations.queries import Claims
from kenspeckle.text.words import count_words


@dataclass(frozen=True)
class FrozenAnswer:
    """One answer as it was submitted."""

    position: int
    kind: str
    title: str
    text: str
    link: str
    done: bool
    words: int


def due_on(submitted_at: datetime) -> date:
    """Return the day by which an adviser decides: the London day of submission and 28 days."""
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
                    "kind": criterion.kind,
                    "title": criterion.title,
                    **_content(answers.get(criterion.position)),
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
    """Return what an award freezes as evidence: the answers to questions, text or link."""
    return [
        Evidence(name=answer.title, text=answer.link or answer.text)
        for answer in answers_of(submission)
        if answer.kind == CriterionKind.QUESTION and (answer.link or answer.text)
    ]


def _content(answer: Answer | None) -> dict[str, str | int | bool]:
    if answer is None:
        return {"text": "", "link": "", "done": False, "words": 0}
    text = "" if answer.link else answer.text
    return {"text": text, "link": answer.link, "done": answer.done, "words": count_words(text)}


def _declaration(ai: AIDeclaration | None) -> dict[str, str | bool] | None:
    if ai is None:
        return None
    return {"used": ai.used, "tool": ai.tool, "how": ai.how, "chat_link": ai.chat_link}

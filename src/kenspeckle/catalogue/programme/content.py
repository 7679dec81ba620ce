"""The content of a badge version as one plain document, and its digest."""

import hashlib
from typing import Any

from openbadges3.encoding import jcs

from .model import Badge, Programme, Terms


def content(badge: Badge, programme: Programme, terms: Terms) -> dict[str, Any]:
    """Everything that a published version fixes.

    Left out is what belongs to the badge through all its versions (slug, number, place, closing,
    successor) and the keys that only join its two files.
    """
    return {
        "name": badge.name,
        "summary": badge.summary,
        "description": badge.description,
        "audience": badge.audience,
        "register_parts": list(badge.register_parts),
        "times": badge.frequency.times,
        "per": badge.frequency.per,
        "counted": badge.frequency.counted,
        "opens_on": badge.opens_on.isoformat() if badge.opens_on else None,
        "closes_on": badge.closes_on.isoformat() if badge.closes_on else None,
        "min_words": badge.min_words,
        "max_words": badge.max_words,
        "ai_policy": badge.ai_policy,
        "evidence": list(badge.evidence),
        "evidence_note": badge.evidence_note,
        "art": dict(badge.art),
        "terms": {"version": terms.version, "clauses": list(terms.clauses)},
        "criteria": [
            {
                "kind": one.kind,
                "title": one.title,
                "text": one.text,
                "guidance": list(one.guidance),
                "required": one.required,
                "min_words": one.min_words,
                "max_words": one.max_words,
                "minutes": one.minutes,
                "url": one.url,
            }
            for one in badge.criteria
        ],
        "aligned_to": [
            {"framework": found[0].slug, "version": found[0].version, "code": found[1].code}
            for name in badge.aligned_to
            if (found := programme.element(name)) is not None
        ],
        "prerequisites": [{"badge": one.badge, "hard": one.hard} for one in badge.prerequisites],
    }


def digest(document: dict[str, Any]) -> str:
    """The SHA-256 of a content's canonical JSON, in hexadecimal."""
    return hashlib.sha256(jcs(document)).hexdigest()

"""The content of a badge version as its facts, as one plain document, and its digest."""

import hashlib
from collections.abc import Iterable
from typing import Any, cast

from openbadges3.encoding import jcs

from kenspeckle.catalogue.schema import badge as schema

from .model import Badge, Programme, Terms


def version_facts(badge: Badge, programme: Programme, terms: Terms) -> schema.VersionFacts:
    """Everything that a published version fixes beside its criteria.

    Left out is what belongs to the badge through all its versions (slug, number, place, closing,
    successor).
    """
    return schema.VersionFacts(
        name=badge.name,
        summary=badge.summary,
        description=badge.description,
        audience=programme.audiences[badge.audience],
        frequency=schema.Frequency(
            times=badge.frequency.times,
            per=schema.Per(badge.frequency.per),
            counted=schema.Counted(badge.frequency.counted),
        ),
        opens_on=badge.opens_on,
        closes_on=badge.closes_on,
        words=schema.WordTotals(min=badge.min_words, max=badge.max_words),
        ai_rule=programme.ai_rules[badge.ai_rule],
        evidence=cast("tuple[schema.Evidence, ...]", badge.evidence),
        evidence_note=badge.evidence_note,
        art=schema.Art(**badge.art),
        terms=schema.TermsFacts(version=terms.version, clauses=terms.clauses),
        decide_within_days=programme.decide_within_days,
        aligned_to=tuple(
            schema.Element(framework=named[0].slug, version=named[0].version, code=named[1].code)
            for name in badge.aligned_to
            if (named := programme.element(name)) is not None
        ),
        before=tuple(
            schema.Before(badge=one.badge, needed=one.needed) for one in badge.prerequisites
        ),
    )


def criterion_facts(badge: Badge) -> list[schema.CriterionFacts]:
    """What each criterion of a badge asks, in order."""
    return [
        schema.CriterionFacts(
            key=one.key,
            kind=schema.CriterionKind(one.kind),
            title=one.title,
            text=one.text,
            guidance=one.guidance,
            required=one.required,
            min_words=one.min_words,
            max_words=one.max_words,
            minutes=one.minutes,
        )
        for one in badge.criteria
    ]


def digest(facts: schema.VersionFacts, criteria: Iterable[schema.CriterionFacts]) -> str:
    """The SHA-256 of the canonical JSON of a version's content, criteria too, in hexadecimal."""
    document = {
        **schema.stated(facts),
        "criteria": [schema.stated(criterion) for criterion in criteria],
    }
    return hashlib.sha256(jcs(cast("Any", document))).hexdigest()

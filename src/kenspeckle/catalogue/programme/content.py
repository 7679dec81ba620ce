"""From a badge's files to the facts that its version fixes, and their digest."""

import hashlib
from collections.abc import Iterable
from typing import Any, cast

from openbadges3.encoding import jcs

from kenspeckle.catalogue.schema.badge import (
    CommonFacts,
    CriterionFacts,
    TermsFacts,
    VersionFacts,
    WordTotals,
    stated,
)
from kenspeckle.catalogue.totals import least_words

from .model import Badge, Programme


def version_facts(badge: Badge, programme: Programme, terms: TermsFacts) -> VersionFacts:
    """Everything that a published version fixes beside its criteria.

    What the files name is put in: audience, AI rule, terms, elements with their framework's version.
    Left out is what belongs to the badge through all its versions (slug, number, place, closing,
    successor).
    """
    facts = badge.facts
    common = {name: getattr(facts, name) for name in CommonFacts.model_fields}
    least = least_words(facts.criteria, facts.choices)
    return VersionFacts(
        **{**common, "words": WordTotals(min=least, max=facts.words.max)},
        audience=programme.audiences[facts.audience].facts,
        ai_rule=programme.ai_rules[facts.ai_rule].facts,
        terms=terms,
        decide_within_days=facts.decide_within_days or programme.facts.decide_within_days,
        conflict_months=programme.facts.conflict_months
        if facts.conflict_months is None
        else facts.conflict_months,
        aligned_to=badge.elements,
    )


def digest(facts: VersionFacts, criteria: Iterable[CriterionFacts]) -> str:
    """The SHA-256 of the canonical JSON of a version's content, criteria too, in hexadecimal."""
    document = {
        **stated(facts),
        "criteria": [stated(criterion) for criterion in criteria],
    }
    return hashlib.sha256(jcs(cast("Any", document))).hexdigest()

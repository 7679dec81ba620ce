"""Slugs, numbers, organisations, and whether what is named is there."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from kenspeckle.kernel.facts import LONGEST_SLUG
from kenspeckle.text.cleaning import clean

from ..model import Badge, Location, Problem, Programme

Problems = Iterator[Problem]

_SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_COLOUR = re.compile(r"^#[0-9a-f]{6}$")


def one_of(place: Location, what: str, value: str, allowed: Iterable[str]) -> Problems:
    """A value that is none of those allowed; an empty one was missing, which is said elsewhere."""
    if value and value not in allowed:
        yield Problem(place, f"unknown {what}: {value} (one of {', '.join(allowed)})")


def twice(what: str, named: Iterable[tuple[str, Location]]) -> Problems:
    """Names that stand more than once."""
    first: dict[str, Location] = {}
    for name, place in named:
        if name in first:
            yield Problem(place, f"duplicate {what}: {name} (also at {first[name]})")
        elif name:
            first[name] = place


def _slug(place: Location, slug: str) -> Problems:
    # The names of folders, which the schema does not see.
    if slug and not _SLUG.match(slug):
        yield Problem(place, f"bad slug: {slug} (small letters, digits and single hyphens)")
    if len(slug) > LONGEST_SLUG:
        yield Problem(place, f"slug is longer than {LONGEST_SLUG} characters")


def frameworks(programme: Programme) -> Problems:
    """Frameworks and elements have names of their own."""
    yield from twice(
        "framework",
        (
            (f"{part.facts.slug} {part.facts.version}", part.where.at("slug"))
            for part in programme.frameworks
        ),
    )
    for part in programme.frameworks:
        yield from twice(
            "element",
            (
                (element.code, part.where.at("elements", number, "code"))
                for number, element in enumerate(part.facts.elements)
            ),
        )


def issuers(programme: Programme) -> Problems:
    """Organisations say what they are, have terms, and colours that can be drawn."""
    for issuer in programme.issuers:
        facts, where = issuer.facts, issuer.where
        yield from _slug(where.at(), issuer.slug)
        if not facts.roles:
            yield Problem(where.at("roles"), "an organisation is an issuer, an employer or both")
        if not issuer.blurb:
            yield Problem(where.at("blurb"), "missing words about the organisation")
        if "issuer" in facts.roles and not facts.terms:
            yield Problem(where.at("terms"), "missing terms: an issuer has at least one [[terms]]")
        for code, terms in issuer.terms.items():
            if not terms.clauses:
                yield Problem(where.at("clauses", code), "missing terms: not one clause")
        if "issuer" in facts.roles and "mark" not in facts.palette:
            yield Problem(where.at("palette"), "missing key: mark (the colour of its own mark)")
        for name, colour in facts.palette.items():
            if not _COLOUR.match(colour):
                yield Problem(where.at("palette", name), f"bad colour: {colour} (like #1d6b3a)")


def is_issuer(programme: Programme, slug: str) -> bool:
    """Whether a slug is that of an issuer, as far as its files can be read."""
    issuer = programme.issuer(slug)
    return slug in programme.unreadable or (issuer is not None and "issuer" in issuer.facts.roles)


def series(programme: Programme) -> Problems:
    """Series belong to issuers."""
    for part in programme.series:
        yield from _slug(part.where.at(), part.slug)
        if not is_issuer(programme, part.facts.issuer):
            yield Problem(part.where.at("issuer"), f"unknown issuer: {part.facts.issuer}")


def badges(programme: Programme) -> Problems:
    """Badges have names, numbers and issuers of their own, and terms that the issuer has."""
    yield from twice("slug", ((badge.slug, badge.where.at("slug")) for badge in programme.badges))
    yield from twice(
        "number",
        ((badge.facts.number, badge.where.at("number")) for badge in programme.badges),
    )
    for badge in programme.badges:
        yield from _slug(badge.where.at("slug"), badge.slug)
        if badge.issuer and badge.series is None and not is_issuer(programme, badge.issuer):
            yield Problem(badge.where.at("issuer"), f"unknown issuer: {badge.issuer}")
        yield from _terms(programme, badge)
        yield from _aligned_twice(badge)


def _terms(programme: Programme, badge: Badge) -> Problems:
    issuer = programme.issuer(badge.issuer)
    if issuer is not None and badge.facts.terms is not None:
        yield from one_of(badge.where.at("terms"), "terms", badge.facts.terms, issuer.terms)


def _aligned_twice(badge: Badge) -> Problems:
    for name, times in Counter(badge.elements).items():
        if times > 1:
            yield Problem(badge.where.at("aligned_to"), f"duplicate alignment: {name}")


def successors(programme: Programme) -> Problems:
    """Only closed badges have a successor, and it is another badge."""
    slugs = {badge.slug for badge in programme.badges} | programme.unreadable
    for badge in programme.badges:
        place, successor = badge.where.at("successor"), badge.facts.successor
        if successor is None:
            continue
        if successor == badge.slug:
            yield Problem(place, "a badge cannot be its own successor")
        elif successor not in slugs:
            yield Problem(place, f"unknown successor: {successor}")
        if badge.facts.closed_on is None:
            yield Problem(
                place, "only a closed badge has a successor, and this one has no closed_on"
            )


def characters(programme: Programme) -> Problems:
    """Characters that no reader sees, or that would not be kept."""
    for badge in programme.badges:
        for place, line in badge.lines:
            for removed in sorted(clean(line).removed):
                yield Problem(place, f"holds {removed.value}")

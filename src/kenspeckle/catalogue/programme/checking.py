"""What does not add up in a programme, each problem with its file and line."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from kenspeckle.art import GLYPHS, PATTERNS, SHAPES
from kenspeckle.text.cleaning import clean

from .model import Badge, Criterion, Element, ElementName, Place, Problem, Programme, Series
from .reading import read

PERIODS = ("ever", "calendar-year", "calendar-month")
COUNTED = ("badge", "series")
EVIDENCE = ("written", "link")
CRITERION_KINDS = ("task", "question", "declaration", "attachment")
ROLES = ("issuer", "employer")

# As long as the database's columns.
_LONGEST = {"slug": 60, "name": 150, "version": 20, "number": 20, "title": 150}
_SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_COLOUR = re.compile(r"^#[0-9a-f]{6}$")
# Lettering that can still be read on the artwork.
_LONGEST_RIBBON = 16
_LONGEST_ARC = 20

Found = Iterator[Problem]


def check(directory: Path, *, year: int) -> list[Problem]:
    """Every problem of a programme's directory, in the order of its files; none is good news."""
    reading = read(directory, year=year)
    return sorted({*reading.problems, *problems(reading.programme)})


def problems(programme: Programme) -> Found:
    """What does not add up in a programme that has been read."""
    for rule in _RULES:
        yield from rule(programme)


def _one_of(place: Place, what: str, value: str, allowed: Iterable[str]) -> Found:
    # An empty value was missing, which reading has said.
    if value and value not in allowed:
        yield Problem(place, f"unknown {what}: {value} (one of {', '.join(allowed)})")


def _short_enough(place: Place, key: str, value: str, most: int) -> Found:
    if len(value) > most:
        yield Problem(place, f"{key} is longer than {most} characters")


def _slug(place: Place, slug: str) -> Found:
    if slug and not _SLUG.match(slug):
        yield Problem(place, f"bad slug: {slug} (small letters, digits and single hyphens)")
    yield from _short_enough(place, "slug", slug, _LONGEST["slug"])


def _twice(what: str, named: Iterable[tuple[str, Place]]) -> Found:
    first: dict[str, Place] = {}
    for name, place in named:
        if name in first:
            yield Problem(place, f"duplicate {what}: {name} (also at {first[name]})")
        elif name:
            first[name] = place


def _frameworks(programme: Programme) -> Found:
    yield from _twice(
        "framework",
        ((f"{part.slug} {part.version}", part.where["slug"]) for part in programme.frameworks),
    )
    for framework in programme.frameworks:
        yield from _slug(framework.where["slug"], framework.slug)
        yield from _short_enough(
            framework.where["version"], "version", framework.version, _LONGEST["version"]
        )
        yield from _twice(
            "element", ((part.code, part.where["code"]) for part in framework.elements)
        )
        for element in framework.elements:
            yield from _slug(element.where["code"], element.code)


def _issuers(programme: Programme) -> Found:
    for issuer in programme.issuers:
        yield from _slug(issuer.where.default, issuer.slug)
        yield from _short_enough(issuer.where["name"], "name", issuer.name, _LONGEST["name"])
        for role in issuer.roles:
            yield from _one_of(issuer.where["roles"], "role", role, ROLES)
        if not issuer.roles:
            yield Problem(
                issuer.where["roles"], "an organisation is an issuer, an employer or both"
            )
        if not issuer.blurb:
            yield Problem(issuer.where["blurb"], "missing words about the organisation")
        if not issuer.terms.clauses:
            yield Problem(issuer.where["clauses"], "missing terms: not one clause")
        if "issuer" in issuer.roles and "mark" not in issuer.palette:
            yield Problem(issuer.where["palette"], "missing key: mark (the colour of its own mark)")
        for name, colour in issuer.palette.items():
            if not _COLOUR.match(colour):
                yield Problem(issuer.where[name], f"bad colour: {colour} (like #1d6b3a)")


def _is_issuer(programme: Programme, slug: str) -> bool:
    return slug in programme.unreadable or any(
        issuer.slug == slug and "issuer" in issuer.roles for issuer in programme.issuers
    )


def _series(programme: Programme) -> Found:
    for series in programme.series:
        yield from _slug(series.where.default, series.slug)
        yield from _short_enough(series.where["name"], "name", series.name, _LONGEST["name"])
        if series.issuer and not _is_issuer(programme, series.issuer):
            yield Problem(series.where["issuer"], f"unknown issuer: {series.issuer}")


def _names(programme: Programme) -> Found:
    yield from _twice("slug", ((badge.slug, badge.where["slug"]) for badge in programme.badges))
    yield from _twice(
        "number", ((badge.number or "", badge.where["number"]) for badge in programme.badges)
    )
    for badge in programme.badges:
        yield from _slug(badge.where["slug"], badge.slug)
        yield from _short_enough(badge.where["name"], "name", badge.name, _LONGEST["name"])
        yield from _short_enough(
            badge.where["number"], "number", badge.number or "", _LONGEST["number"]
        )
        if badge.issuer and badge.series is None and not _is_issuer(programme, badge.issuer):
            yield Problem(badge.where["issuer"], f"unknown issuer: {badge.issuer}")


def _rules_of_applying(programme: Programme) -> Found:
    for badge in programme.badges:
        where, frequency = badge.where, badge.frequency
        if "audiences.toml" not in programme.unreadable:
            yield from _one_of(where["audience"], "audience", badge.audience, programme.audiences)
        yield from _one_of(where["frequency"], "period", frequency.per, PERIODS)
        yield from _one_of(where["frequency"], "way of counting", frequency.counted, COUNTED)
        if frequency.times < 1:
            yield Problem(where["frequency"], "a badge can be held at least once")
        if frequency.counted == "series" and badge.series is None:
            yield Problem(where["frequency"], "counted by series, but the badge is in none")
        if "ai.toml" not in programme.unreadable:
            yield from _one_of(where["ai_rule"], "AI rule", badge.ai_rule, programme.ai_rules)
        for kind in badge.evidence:
            yield from _one_of(where["evidence"], "kind of evidence", kind, EVIDENCE)
        if not badge.evidence:
            yield Problem(where["evidence"], "missing: no kind of evidence is accepted")


def _dates(programme: Programme) -> Found:
    for badge in programme.badges:
        opens, closes, closed = badge.opens_on, badge.closes_on, badge.closed_on
        if opens and closes and opens > closes:
            yield Problem(
                badge.where["closes_on"],
                f"dates out of order: closes {closes}, before it opens {opens}",
            )
        if opens and closed and opens > closed:
            yield Problem(
                badge.where["closed_on"],
                f"dates out of order: closed {closed}, before it opens {opens}",
            )


def _criteria(programme: Programme) -> Found:
    for badge in programme.badges:
        if not badge.criteria:
            yield Problem(badge.where["criteria"], "missing criteria: nothing is asked")
        yield from _twice("criterion", ((one.key, one.where["key"]) for one in badge.criteria))
        for criterion in badge.criteria:
            yield from _criterion(criterion)


def _criterion(criterion: Criterion) -> Found:
    where = criterion.where
    yield from _one_of(where["kind"], "kind of criterion", criterion.kind, CRITERION_KINDS)
    yield from _short_enough(where["text"], "title", criterion.title, _LONGEST["title"])
    least, most = criterion.min_words, criterion.max_words
    if least is not None and most is not None and least > most:
        yield Problem(where["min_words"], f"minimum over maximum: {least} over {most} words")
    if criterion.kind == "question" and not criterion.guidance and criterion.text:
        yield Problem(where["text"], f"missing guidance for the question {criterion.key}")
    if criterion.kind != "question" and (least is not None or most is not None):
        yield Problem(
            where["min_words"], f"only questions count words, and {criterion.key} is none"
        )
    if criterion.kind == "question" and criterion.required and least is None:
        yield Problem(where["key"], f"missing key: min_words (of the question {criterion.key})")
    if criterion.kind == "declaration" and not criterion.required:
        yield Problem(where["required"], "a declaration that may be left out declares nothing")


def _totals(programme: Programme) -> Found:
    for badge in programme.badges:
        questions = [one for one in badge.criteria if one.kind == "question" and one.required]
        total = sum(one.min_words or 0 for one in questions)
        if total != badge.min_words:
            yield Problem(
                badge.where["words.min"],
                f"the total is not the sum of the questions: {badge.min_words} stated, {total} asked",
            )
        if badge.max_words is not None and badge.max_words < max(total, badge.min_words):
            yield Problem(
                badge.where["words.max"],
                f"minimum over maximum: {max(total, badge.min_words)} over {badge.max_words} words",
            )


def _alignments(programme: Programme) -> Found:
    if any(framework.slug in programme.unreadable for framework in programme.frameworks):
        return
    for badge in programme.badges:
        place = badge.where["element" if "element" in badge.where.lines else "aligned_to"]
        for name in badge.aligned_to:
            if name.framework not in programme.unreadable and programme.element(name) is None:
                yield Problem(place, f"unknown alignment: {name}")
        for name, times in Counter(badge.aligned_to).items():
            if times > 1:
                yield Problem(place, f"duplicate alignment: {name}")


def _prerequisites(programme: Programme) -> Found:
    badges = {badge.slug: badge for badge in programme.badges}
    for badge in programme.badges:
        yield from _twice(
            "prerequisite", ((one.badge, one.where["badge"]) for one in badge.prerequisites)
        )
        for one in badge.prerequisites:
            place, needed = one.where["badge"], badges.get(one.badge)
            if needed is None:
                if one.badge and one.badge not in programme.unreadable:
                    yield Problem(place, f"unknown prerequisite: {one.badge}")
            elif badge.slug in _needed_for(needed, badges):
                yield Problem(place, f"prerequisites in a circle: {one.badge} needs {badge.slug}")
            elif one.needed and needed.closed_on and not badge.closed_on:
                yield Problem(place, f"the prerequisite {one.badge} is closed")


def _needed_for(badge: Badge, badges: Mapping[str, Badge]) -> set[str]:
    """The badge and all that must be held before it."""
    needed: set[str] = set()
    waiting = [badge.slug]
    while waiting:
        slug = waiting.pop()
        if slug not in needed and slug in badges:
            needed.add(slug)
            waiting += [one.badge for one in badges[slug].prerequisites]
    return needed


def _successors(programme: Programme) -> Found:
    slugs = {badge.slug for badge in programme.badges} | programme.unreadable
    for badge in programme.badges:
        place = badge.where["successor"]
        if badge.successor is None:
            continue
        if badge.successor == badge.slug:
            yield Problem(place, "a badge cannot be its own successor")
        elif badge.successor not in slugs:
            yield Problem(place, f"unknown successor: {badge.successor}")
        if badge.closed_on is None:
            yield Problem(
                place, "only a closed badge has a successor, and this one has no closed_on"
            )


def _artwork(programme: Programme) -> Found:
    for badge in programme.badges:
        if not badge.issuer or badge.issuer in programme.unreadable:
            continue
        for key, allowed in (("shape", SHAPES), ("pattern", PATTERNS), ("glyph", GLYPHS)):
            yield from _one_of(badge.where[f"art.{key}"], key, badge.art.get(key, ""), allowed)
        colour = badge.art.get("colour", "")
        if colour and not _COLOUR.match(colour):
            yield Problem(
                badge.where["art.colour"],
                f"unknown colour: {colour} is not in the palette of {badge.issuer}",
            )
        for key in ("shape", "pattern", "colour", "arc", "glyph", "ribbon"):
            if not badge.art.get(key):
                yield Problem(
                    badge.where["art"], f"missing key: {key} (of the artwork of {badge.slug})"
                )
        for key, most in (("ribbon", _LONGEST_RIBBON), ("arc", _LONGEST_ARC)):
            yield from _short_enough(badge.where[f"art.{key}"], key, badge.art.get(key, ""), most)
    for series in programme.series:
        yield from _series_artwork(series)


def _series_artwork(series: Series) -> Found:
    for key, allowed in (("shape", SHAPES), ("pattern", PATTERNS)):
        yield from _one_of(series.where[key], key, series.art.get(key, ""), allowed)
    if (colour := series.art.get("colour", "")) and not _COLOUR.match(colour):
        yield Problem(
            series.where["colour"],
            f"unknown colour: {colour} is not in the palette of {series.issuer}",
        )


def _siblings(programme: Programme) -> Found:
    """Copied text that still names the element of a sibling badge."""
    for badge in programme.badges:
        if badge.series is None:
            continue
        own = {element.name for element in _elements(programme, badge.aligned_to)}
        others = {
            element.name
            for sibling in programme.badges
            if sibling.series == badge.series and sibling.slug != badge.slug
            for element in _elements(programme, sibling.aligned_to)
        }
        text = "\n".join(line for _, line in badge.lines)
        for name in own:
            # Our own element's name may hold a sibling's, so it is blanked out first.
            text = _naming(name).sub(lambda match: re.sub(r"\S", " ", match[0]), text)
        for name in sorted(others - own):
            for match in _naming(name).finditer(text):
                place, _ = badge.lines[text.count("\n", 0, match.start())]
                yield Problem(place, f"{badge.slug} names its sibling's element: {name}")


def _naming(name: str) -> re.Pattern[str]:
    # One word on its own ("Protection") is ordinary English unless it is written as a name.
    words = [re.escape(word) for word in name.split()]
    flags = re.IGNORECASE if len(words) > 1 else re.NOFLAG
    return re.compile(r"\b" + r"\s+".join(words) + r"\b", flags)


def _elements(programme: Programme, names: Iterable[ElementName]) -> Iterator[Element]:
    for name in names:
        if (found := programme.element(name)) is not None:
            yield found[1]


def _characters(programme: Programme) -> Found:
    for badge in programme.badges:
        for place, line in badge.lines:
            for removed in sorted(clean(line).removed):
                yield Problem(place, f"holds {removed}")


_RULES: tuple[Callable[[Programme], Found], ...] = (
    _frameworks,
    _issuers,
    _series,
    _names,
    _rules_of_applying,
    _dates,
    _criteria,
    _totals,
    _alignments,
    _prerequisites,
    _successors,
    _artwork,
    _siblings,
    _characters,
)

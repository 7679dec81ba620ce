"""From a directory to a programme: templates filled in, every fact with its file and line.

Reading notes what cannot be read or does not fit the schema; whether it adds up is for `checking`.
The year is an argument: series take it as their own.
"""

import calendar
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from kenspeckle.accounts.claims import ClaimDefinition
from kenspeckle.catalogue.schema.audiences import AudienceFacts
from kenspeckle.catalogue.schema.badge import AIRule, Element, TermsFacts
from kenspeckle.catalogue.schema.files import (
    AIFile,
    AudiencesFile,
    BadgeFile,
    ClaimsFile,
    ElementFacts,
    FrameworkFile,
    IssuerFile,
    ProgrammeFile,
    ReasonFacts,
    ReasonsFile,
    RevocationFacts,
    SeriesBadge,
    SeriesFile,
)
from kenspeckle.kernel.facts import Facts

from . import prose
from .merging import merged
from .model import Badge, Issuer, Location, Notes, Part, Path_, Problem, Programme, Where
from .toml import Document, Unreadable, fill, read_text, read_toml
from .validating import validated

F = TypeVar("F", bound=Facts)

_ELEMENT = re.compile(r"^([a-z0-9-]+)(?:@([A-Za-z0-9.-]+))?/([a-z0-9-]+)$")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, and what could not be."""

    programme: Programme
    problems: tuple[Problem, ...]


def read(directory: Path, *, year: int) -> Reading:
    """Read a programme's directory for a year."""
    return _Reader(directory, year).read()


class _Reader:
    def __init__(self, directory: Path, year: int) -> None:
        self.directory = directory
        self.notes = Notes()
        self.year = {"year": str(year)}
        self.unreadable: set[str] = set()
        self.issuers: dict[str, Issuer] = {}
        self.series: dict[str, Part[SeriesFile]] = {}
        self.frameworks: list[Part[FrameworkFile]] = []
        self.badges: list[Badge] = []

    def read(self) -> Reading:
        programme = ProgrammeFile(name="?")
        with self._part("programme.toml"):
            programme = self._file("programme.toml", ProgrammeFile).facts
        audiences: dict[str, Part[AudienceFacts]] = {}
        with self._part("audiences.toml"):
            file = self._file("audiences.toml", AudiencesFile)
            audiences = self._by_code("audience", file.facts.audiences, file.where, "audiences")
        ai_rules: dict[str, Part[AIRule]] = {}
        with self._part("ai.toml"):
            rules = self._file("ai.toml", AIFile)
            ai_rules = self._by_code("AI rule", rules.facts.rules, rules.where, "rules")
        claims: dict[str, Part[ClaimDefinition]] = {}
        with self._part("claims.toml"):
            stated = self._file("claims.toml", ClaimsFile)
            claims = self._by_code("claim", stated.facts.claims, stated.where, "claims")
        reasons: dict[str, Part[ReasonFacts]] = {}
        revocations: dict[str, Part[RevocationFacts]] = {}
        with self._part("reasons.toml"):
            told = self._file("reasons.toml", ReasonsFile)
            reasons = self._by_code("reason", told.facts.reasons, told.where, "reasons")
            revocations = self._by_code(
                "revocation", told.facts.revocations, told.where, "revocations"
            )
        for path in sorted((self.directory / "frameworks").glob("*.toml")):
            with self._part(path.stem):
                self.frameworks.append(self._file(f"frameworks/{path.name}", FrameworkFile))
        for slug in self._folders("issuers"):
            with self._part(slug):
                self.issuers[slug] = self._issuer(slug)
        for slug in self._folders("series"):
            with self._part(slug):
                self._series(slug)
        for slug in self._folders("badges"):
            with self._part(slug):
                self._badge_of_its_own(slug)
        return Reading(
            Programme(
                facts=programme,
                frameworks=tuple(self.frameworks),
                issuers=tuple(self.issuers.values()),
                series=tuple(self.series.values()),
                badges=tuple(self.badges),
                audiences=audiences,
                ai_rules=ai_rules,
                claims=claims,
                reasons=tuple(reasons.values()),
                revocations=tuple(revocations.values()),
                unreadable=frozenset(self.unreadable),
            ),
            tuple(sorted(self.notes)),
        )

    @contextmanager
    def _part(self, name: str) -> Iterator[None]:
        """Remember a part that could not be read, and go on with the next."""
        try:
            yield
        except Unreadable:
            self.unreadable.add(name)

    def _folders(self, kind: str) -> list[str]:
        folder = self.directory / kind
        return (
            sorted(path.name for path in folder.iterdir() if path.is_dir())
            if folder.is_dir()
            else []
        )

    def _file(self, file: str, kind: type[F], *, slug: str = "", filled: bool = False) -> Part[F]:
        document = read_toml(self.directory, file, self.notes)
        values = document.values
        if filled:
            values = fill(values, self.year, document.where, self.notes)
        return Part(slug, self._facts(kind, values, document.where), document.where)

    def _facts(self, kind: type[F], values: Mapping[str, Any], where: Where) -> F:
        facts = validated(kind, values, where, self.notes)
        if facts is None:
            raise Unreadable(str(where.default))
        return facts

    def _by_code(
        self, what: str, rows: tuple[F, ...], where: Where, key: str
    ) -> dict[str, Part[F]]:
        parts: dict[str, Part[F]] = {}
        for number, row in enumerate(rows):
            code = str(getattr(row, "code"))  # noqa: B009 (every row of these files has a code)
            below = where.below(key, number)
            if code in parts:
                first = parts[code].where.at("code")
                self.notes.add(below.at("code"), f"duplicate {what}: {code} (also at {first})")
            else:
                parts[code] = Part(code, row, below)
        return parts

    def _issuer(self, slug: str) -> Issuer:
        folder = f"issuers/{slug}"
        part = self._file(f"{folder}/issuer.toml", IssuerFile, slug=slug)
        blurb = prose.paragraphs(
            read_text(self.directory, f"{folder}/blurb.md", self.notes).split("\n")
        )
        lines = dict(part.where.lines)
        lines[("blurb",)] = Location(f"{folder}/blurb.md")
        terms: dict[str, TermsFacts] = {}
        for number, one in enumerate(part.facts.terms):
            file = f"{folder}/terms/{one.code}.md"
            if one.code in terms:
                self.notes.add(
                    part.where.at("terms", number, "code"), f"duplicate terms: {one.code}"
                )
            lines[("clauses", one.code)] = Location(file)
            text = read_text(self.directory, file, self.notes)
            clauses = prose.items(
                [
                    (Location(file, at), line)
                    for at, line in enumerate(text.split("\n"), 1)
                    if not line.startswith("# ")
                ],
                self.notes,
            )
            terms[one.code] = TermsFacts(code=one.code, version=one.version, clauses=clauses)
        return Issuer(slug, part.facts, Where(part.where.default, lines), blurb, terms)

    def _series(self, slug: str) -> None:
        folder = f"series/{slug}"
        series = self._file(f"{folder}/series.toml", SeriesFile, slug=slug, filled=True)
        self.series[slug] = series
        if not series.facts.badges:
            return
        document = read_toml(self.directory, f"{folder}/badge.toml", self.notes)
        text = read_text(self.directory, f"{folder}/badge.md", self.notes)
        for number, row in enumerate(series.facts.badges):
            with self._part(row.slug):
                where = series.where.below("badges", number)
                self._badge_of_a_template(series, row, number + 1, where, document, text)

    def _badge_of_a_template(
        self,
        series: Part[SeriesFile],
        row: SeriesBadge,
        position: int,
        where: Where,
        document: Document,
        text: str,
    ) -> None:
        variables = dict(self.year)
        if row.month is not None:
            variables |= _month(int(self.year["year"]), row.month)
        if row.element:
            variables |= self._element_words(row.element)
        variables |= row.texts
        file = f"series/{series.slug}/badge.md"
        own: dict[str, Any] = {
            "art": {
                key: value
                for key, value in row.model_dump(include={"glyph", "ribbon", "colour"}).items()
                if value
            },
            "number": row.number,
            "position": position,
            "aligned_to": [row.element] if row.element else [],
        }
        lines: dict[Path_, Location] = {
            ("slug",): where.at("slug"),
            ("number",): where.at("number"),
            ("element",): where.at("element"),
            **{("art", key): where.at(key) for key in own["art"]},
        }
        self._badge(
            slug=row.slug,
            document=document,
            variables=variables,
            words=prose.read_badge(text, file, variables, self.notes),
            series=series,
            own=own,
            own_lines=lines,
        )

    def _badge_of_its_own(self, slug: str) -> None:
        folder = f"badges/{slug}"
        document = read_toml(self.directory, f"{folder}/badge.toml", self.notes)
        text = read_text(self.directory, f"{folder}/badge.md", self.notes)
        named = document.values.get("series")
        series = self.series.get(named) if isinstance(named, str) else None
        if isinstance(named, str) and series is None and named not in self.unreadable:
            self.notes.add(document.where.at("series"), f"unknown series: {named}")
        self._badge(
            slug=slug,
            document=document,
            variables=self.year,
            words=prose.read_badge(text, f"{folder}/badge.md", self.year, self.notes),
            series=series,
            own={},
            own_lines={("slug",): Location(f"{folder}/badge.toml")},
        )

    def _badge(
        self,
        *,
        slug: str,
        document: Document,
        variables: Mapping[str, str],
        words: prose.BadgeText,
        series: Part[SeriesFile] | None,
        own: dict[str, Any],
        own_lines: Mapping[Path_, Location],
    ) -> None:
        values = fill(document.values, variables, document.where, self.notes)
        values, where = merged(values, document.where, words, self.notes)
        family = series.facts.art.model_dump(exclude_defaults=True) if series else {}
        drawn = values.get("art", {})
        if isinstance(drawn, dict):
            values["art"] = {**family, **drawn, **own.pop("art", {})}
        aligned = values.get("aligned_to", [])
        if isinstance(aligned, list):
            values["aligned_to"] = own.pop("aligned_to", []) + aligned
        values |= own
        where = Where(where.at(), {**where.lines, **own_lines})
        facts = self._facts(BadgeFile, values, where)
        issuer = (series.facts.issuer if series else facts.issuer) or ""
        if not issuer:
            self.notes.add(where.at("issuer"), "missing key: issuer")
        if series and facts.issuer not in (None, series.facts.issuer):
            self.notes.add(
                where.at("issuer"), f"the series {series.slug} belongs to {series.facts.issuer}"
            )
        facts = facts.model_copy(update={"art": self._coloured(facts, issuer)})
        self.badges.append(
            Badge(
                slug=slug,
                facts=facts,
                where=where,
                issuer=issuer,
                series=series.slug if series else None,
                elements=self._elements(facts, where),
                lines=words.lines,
            )
        )

    def _coloured(self, facts: BadgeFile, issuer: str) -> Any:
        """The artwork with its colour looked up in the issuer's palette."""
        palette = self.issuers[issuer].facts.palette if issuer in self.issuers else {}
        colour = facts.art.colour
        return facts.art.model_copy(update={"colour": palette.get(colour, colour)})

    def _elements(self, facts: BadgeFile, where: Where) -> tuple[Element, ...]:
        elements: list[Element] = []
        for number, name in enumerate(facts.aligned_to):
            own = ("element",) if number == 0 and ("element",) in where.lines else None
            place = where.at(*(own or ("aligned_to",)))
            if (parts := _ELEMENT.match(name)) is None:
                self.notes.add(place, f"an element is named as framework/element, not {name!r}")
            elif (element := self._known(parts[1], parts[2] or "", parts[3])) is not None:
                elements.append(element[0])
            elif parts[1] not in self.unreadable:
                self.notes.add(place, f"unknown alignment: {name}")
        return tuple(elements)

    def _known(self, slug: str, version: str, code: str) -> tuple[Element, ElementFacts] | None:
        """An element; without a version, of the only framework of that slug."""
        frameworks = [
            part.facts
            for part in self.frameworks
            if part.facts.slug == slug and version in ("", part.facts.version)
        ]
        if len(frameworks) != 1:
            return None
        for element in frameworks[0].elements:
            if element.code == code:
                name = Element(framework=slug, version=frameworks[0].version, code=code)
                return name, element
        return None

    def _element_words(self, name: str) -> dict[str, str]:
        parts = _ELEMENT.match(name)
        known = self._known(parts[1], parts[2] or "", parts[3]) if parts else None
        if known is None:
            # That it is unknown is said once; saying it of each variable too would be noise.
            return {"element": name, "element_in_text": name, "must_include": ""}
        _, element = known
        return {
            "element": element.name,
            "element_in_text": element.name[:1].lower() + element.name[1:],
            "must_include": " and ".join(element.must_include),
        }


def _month(year: int, month: int) -> dict[str, str]:
    last = calendar.monthrange(year, month)[1]
    return {
        # Not calendar.month_name, which speaks the machine's language.
        "month": _MONTHS[month - 1],
        "month_start": date(year, month, 1).isoformat(),
        "month_end": date(year, month, last).isoformat(),
    }


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

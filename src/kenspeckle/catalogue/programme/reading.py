"""From a directory to a programme: templates filled in, every fact with its file and line.

Reading notes what cannot be read or understood; whether it adds up is for `checking`. The year
is an argument: series take it as their own.
"""

import calendar
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from kenspeckle.catalogue.schema.audiences import AudienceFacts
from kenspeckle.catalogue.schema.badge import DAYS_TO_DECIDE, AIRule

from . import prose
from .facts import Notes, Table, Unreadable, read_text
from .model import (
    Badge,
    Criterion,
    Element,
    ElementName,
    Framework,
    Frequency,
    Issuer,
    Place,
    Prerequisite,
    Problem,
    Programme,
    Reason,
    Series,
    Terms,
    Where,
)

F = TypeVar("F", AudienceFacts, AIRule)

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
        self.series: dict[str, Series] = {}
        self.frameworks: list[Framework] = []
        self.badges: list[Badge] = []
        self.audiences: dict[str, AudienceFacts] = {}
        self.ai_rules: dict[str, AIRule] = {}
        self.reasons: list[Reason] = []
        self.decide_within_days = DAYS_TO_DECIDE

    def read(self) -> Reading:
        name = ""
        try:
            table = Table.read(self.directory, "programme.toml", self.notes)
            name = table.text("name")
            self.decide_within_days = table.number("decide_within_days") or DAYS_TO_DECIDE
            table.finish()
        except Unreadable:
            pass
        for path in sorted((self.directory / "frameworks").glob("*.toml")):
            with self._part(path.stem):
                self.frameworks.append(self._framework(f"frameworks/{path.name}"))
        for slug in self._folders("issuers"):
            with self._part(slug):
                self.issuers[slug] = self._issuer(slug)
        for slug in self._folders("series"):
            with self._part(slug):
                self._series(slug)
        for slug in self._folders("badges"):
            with self._part(slug):
                self._badge_of_its_own(slug)
        self._rows("audiences.toml", "audiences", AudienceFacts, self.audiences)
        self._rows("ai.toml", "rules", AIRule, self.ai_rules)
        self._reasons()
        programme = self._programme(name)
        return Reading(programme, tuple(sorted(self.notes)))

    def _rows(self, file: str, key: str, kind: type[F], into: dict[str, F]) -> None:
        """Read the tables of a file that each are one whole of `kind` with a code."""
        try:
            table = Table.read(self.directory, file, self.notes)
        except Unreadable:
            self.unreadable.add(file)
            return
        for row in table.tables(key):
            try:
                facts = kind.model_validate(row.everything())
            except ValidationError as error:
                for one in error.errors():
                    where = ".".join(str(step) for step in one["loc"])
                    self.notes.add(row.place(str(where.split(".")[0])), f"{where}: {one['msg']}")
                continue
            code = str(row.everything()["code"])
            if code in into:
                row.note("code", f"duplicate code: {code}")
            into[code] = facts
        table.finish()

    def _reasons(self) -> None:
        try:
            table = Table.read(self.directory, "reasons.toml", self.notes)
        except Unreadable:
            return
        for row in table.tables("reasons"):
            self.reasons.append(
                Reason(
                    row.text("code"),
                    row.text("message"),
                    row.text("told", needed=False),
                    row.where(),
                )
            )
            row.finish()
        table.finish()

    def _programme(self, name: str) -> Programme:
        return Programme(
            name=name,
            frameworks=tuple(self.frameworks),
            issuers=tuple(self.issuers.values()),
            series=tuple(self.series.values()),
            badges=tuple(self.badges),
            audiences=self.audiences,
            ai_rules=self.ai_rules,
            reasons=tuple(self.reasons),
            decide_within_days=self.decide_within_days,
            unreadable=frozenset(self.unreadable),
        )

    @contextmanager
    def _part(self, slug: str) -> Iterator[None]:
        """Remember a part that could not be read, and go on with the next."""
        try:
            yield
        except Unreadable:
            self.unreadable.add(slug)

    def _folders(self, kind: str) -> list[str]:
        folder = self.directory / kind
        return (
            sorted(path.name for path in folder.iterdir() if path.is_dir())
            if folder.is_dir()
            else []
        )

    def _framework(self, file: str) -> Framework:
        table = Table.read(self.directory, file, self.notes)
        framework = Framework(
            slug=table.text("slug"),
            version=table.text("version"),
            name=table.text("name"),
            group=table.text("group"),
            url=table.text("url", needed=False),
            note=table.text("note", needed=False),
            elements=tuple(self._element(row) for row in table.tables("elements")),
            where=table.where(),
        )
        table.finish()
        return framework

    def _element(self, row: Table) -> Element:
        element = Element(
            code=row.text("code"),
            name=row.text("name"),
            text=row.text("text", needed=False),
            must_include=row.texts("must_include"),
            doubt=row.text("doubt", needed=False),
            where=row.where(),
        )
        row.finish()
        return element

    def _issuer(self, slug: str) -> Issuer:
        folder = f"issuers/{slug}"
        table = Table.read(self.directory, f"{folder}/issuer.toml", self.notes)
        blurb = read_text(self.directory, f"{folder}/blurb.md", self.notes)
        terms_file = f"{folder}/terms.md"
        terms = read_text(self.directory, terms_file, self.notes).split("\n")
        clauses = [
            (Place(terms_file, number), line)
            for number, line in enumerate(terms, 1)
            if not line.startswith("# ")
        ]
        where = table.where()
        issuer = Issuer(
            slug=slug,
            name=table.text("name"),
            blurb=prose.paragraphs(blurb.split("\n")),
            url=table.text("url", needed=False),
            email=table.text("email", needed=False),
            roles=table.texts("roles"),
            palette=(palette := table.table("palette")).every_text(),
            terms=Terms(table.text("terms_version"), prose.items(clauses, self.notes)),
            where=Where(
                where.default,
                {**where.lines, **palette.where().lines, "clauses": Place(terms_file),
                 "blurb": Place(f"{folder}/blurb.md")},
            ),
        )  # fmt: skip
        table.finish()
        return issuer

    def _series(self, slug: str) -> None:
        folder = f"series/{slug}"
        table = Table.read(self.directory, f"{folder}/series.toml", self.notes, self.year)
        issuer = table.text("issuer")
        art = table.table("art")
        where = table.where()
        series = Series(
            slug=slug,
            name=table.text("name"),
            summary=table.text("summary"),
            issuer=issuer,
            position=table.number("position") or 0,
            art=self._art(art, issuer),
            where=Where(where.default, {**where.lines, **art.where().lines}),
        )
        art.finish()
        self.series[slug] = series
        rows = table.tables("badges")
        table.finish()
        if not rows:
            return
        facts = Table.read(self.directory, f"{folder}/badge.toml", self.notes)
        words = read_text(self.directory, f"{folder}/badge.md", self.notes)
        for index, row in enumerate(rows, 1):
            self._badge_of_a_template(series, row, index, facts, words)

    def _badge_of_a_template(
        self, series: Series, row: Table, position: int, facts: Table, words: str
    ) -> None:
        variables = dict(self.year)
        slug = row.text("slug")
        month = row.number("month")
        if month is not None and not 1 <= month <= 12:
            row.note("month", "month must be between 1 and 12")
        elif month is not None:
            variables |= _month(int(self.year["year"]), month)
        aligned: tuple[ElementName, ...] = ()
        if name := row.text("element", needed=False):
            aligned = self._elements(row, "element", (name,))
            variables |= self._element_words(aligned)
        variables |= row.table("words").every_text()
        own = {
            key: row.text(key, needed=False)
            for key in ("glyph", "ribbon", "colour")
        }  # fmt: skip
        number = row.text("number", needed=False)
        row.finish()
        self._badge(
            slug=slug,
            table=facts.with_variables(variables),
            words=prose.read_badge(words, f"series/{series.slug}/badge.md", variables, self.notes),
            series=series,
            issuer=series.issuer,
            number=number,
            position=position,
            aligned=aligned,
            art_over=self._resolved(own, series.issuer),
            where=row.where(),
        )

    def _badge_of_its_own(self, slug: str) -> None:
        folder = f"badges/{slug}"
        table = Table.read(self.directory, f"{folder}/badge.toml", self.notes, self.year)
        words = read_text(self.directory, f"{folder}/badge.md", self.notes)
        series_slug = table.text("series", needed=False)
        series = self.series.get(series_slug)
        if series_slug and series is None and series_slug not in self.unreadable:
            table.note("series", f"unknown series: {series_slug}")
        issuer = table.text("issuer", needed=not series_slug)
        if series is not None and issuer not in ("", series.issuer):
            table.note("issuer", f"the series {series_slug} belongs to {series.issuer}")
        self._badge(
            slug=slug,
            table=table,
            words=prose.read_badge(words, f"{folder}/badge.md", self.year, self.notes),
            series=series,
            issuer=series.issuer if series is not None else issuer,
            number=table.text("number", needed=False),
            position=table.number("position") or 0,
            aligned=(),
            art_over={},
            where=Where(Place(f"{folder}/badge.toml")),
        )

    def _badge(
        self,
        *,
        slug: str,
        table: Table,
        words: prose.BadgeWords,
        series: Series | None,
        issuer: str,
        number: str,
        position: int,
        aligned: tuple[ElementName, ...],
        art_over: Mapping[str, str],
        where: Where,
    ) -> None:
        frequency, totals, drawn = (
            table.table("frequency"),
            table.table("words"),
            table.table("art"),
        )
        family = series.art if series is not None else {}
        facts = table.where()
        places = {
            **facts.lines,
            **{f"words.{key}": place for key, place in totals.where().lines.items()},
            **{f"art.{key}": place for key, place in drawn.where().lines.items()},
            **{f"art.{key}": place for key, place in where.lines.items() if key in art_over},
            **where.lines,
            **words.places,
        }
        badge = Badge(
            slug=slug,
            number=number or None,
            issuer=issuer,
            series=series.slug if series is not None else None,
            position=position,
            closed_on=table.date("closed_on"),
            successor=table.text("successor", needed=False) or None,
            name=words.name,
            summary=words.summary,
            description=words.description,
            evidence_note=words.evidence_note,
            audience=table.text("audience"),
            frequency=Frequency(
                times=_one_if_none(frequency.number("times")),
                per=frequency.text("per", needed=False) or "ever",
                counted=frequency.text("counted", needed=False) or "badge",
            ),
            opens_on=table.date("opens_on"),
            closes_on=table.date("closes_on"),
            min_words=totals.number("min") or 0,
            max_words=totals.number("max"),
            ai_rule=table.text("ai_rule"),
            evidence=table.texts("evidence"),
            art={**family, **self._art(drawn, issuer), **art_over},
            criteria=self._criteria(table, words),
            aligned_to=aligned + self._elements(table, "aligned_to", table.texts("aligned_to")),
            prerequisites=tuple(self._prerequisite(row) for row in table.tables("prerequisites")),
            where=Where(where.lines.get("slug", facts.default), places),
            lines=words.lines,
        )
        for part in (frequency, totals, drawn, table):
            part.finish()
        self.badges.append(badge)

    def _criteria(self, table: Table, words: prose.BadgeWords) -> tuple[Criterion, ...]:
        found: list[Criterion] = []
        for row in table.tables("criteria"):
            key = row.text("key")
            said = words.criteria.get(key)
            if said is None and key:
                row.note("key", f"no words for the criterion {key} in the Markdown")
            facts = row.where()
            found.append(
                Criterion(
                    key=key,
                    kind=row.text("kind"),
                    title=said.title if said else key,
                    text=said.text if said else "",
                    guidance=said.guidance if said else (),
                    required=row.flag("required", default=True),
                    min_words=row.number("min_words"),
                    max_words=row.number("max_words"),
                    minutes=row.number("minutes"),
                    where=Where(
                        facts.default,
                        {**facts.lines, "text": said.place if said else facts.default},
                    ),
                )
            )
            row.finish()
        for key in words.criteria.keys() - {criterion.key for criterion in found}:
            self.notes.add(
                words.criteria[key].place, f"no facts for the criterion {key} in the TOML"
            )
        return tuple(found)

    def _prerequisite(self, row: Table) -> Prerequisite:
        found = Prerequisite(row.text("badge"), row.flag("needed", default=True), row.where())
        row.finish()
        return found

    def _elements(self, table: Table, key: str, names: tuple[str, ...]) -> tuple[ElementName, ...]:
        found: list[ElementName] = []
        for name in names:
            if match := _ELEMENT.match(name):
                found.append(ElementName(match[1], match[2] or "", match[3]))
            else:
                table.note(key, f"an element is named as framework/element, not {name!r}")
        return tuple(found)

    def _element_words(self, names: tuple[ElementName, ...]) -> dict[str, str]:
        found = self._programme("").element(names[0]) if names else None
        if found is None:
            # Checking says that it is unknown; saying that about each variable too would be noise.
            name = str(names[0]) if names else ""
            return {"element": name, "element_in_text": name, "must_include": ""}
        _, element = found
        return {
            "element": element.name,
            "element_in_text": element.name[:1].lower() + element.name[1:],
            "must_include": " and ".join(element.must_include),
        }

    def _art(self, table: Table, issuer: str) -> dict[str, str]:
        keys = ("shape", "pattern", "colour", "arc", "glyph", "ribbon")
        return self._resolved({key: table.text(key, needed=False) for key in keys}, issuer)

    def _resolved(self, art: Mapping[str, str], issuer: str) -> dict[str, str]:
        """What is stated of an artwork, its colour looked up in the issuer's palette."""
        palette = self.issuers[issuer].palette if issuer in self.issuers else {}
        stated = {key: value for key, value in art.items() if value}
        if "colour" in stated:
            stated["colour"] = palette.get(stated["colour"], stated["colour"])
        return stated


def _one_if_none(value: int | None) -> int:
    return 1 if value is None else value


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

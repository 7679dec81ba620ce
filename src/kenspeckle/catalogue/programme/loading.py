"""Publish a programme: bring the database to what the files say, without altering what is published."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import Model

from kenspeckle.accounts.operations import define_claims
from kenspeckle.audit.operations import record
from kenspeckle.catalogue import prose
from kenspeckle.catalogue.models import (
    Alignment,
    Badge,
    BadgeVersion,
    Criterion,
    Prerequisite,
    Reason,
    ReasonKind,
    Series,
    Terms,
)
from kenspeckle.catalogue.schema.badge import CriterionFacts, VersionFacts, stated
from kenspeckle.catalogue.schema.badge import Element as ElementName
from kenspeckle.catalogue.schema.files import FrameworkFile, SeriesFile
from kenspeckle.catalogue.searching import text_to_search
from kenspeckle.frameworks.models import Element, Framework
from kenspeckle.kernel.refusals import Invalid
from kenspeckle.organisations.models import Organisation

from . import model
from .checking import blocking, problems
from .content import digest, version_facts
from .reading import read

Row = TypeVar("Row", bound=Model)


class DoesNotCheck(Invalid):
    """The programme has problems, so nothing of it was loaded."""

    def __init__(self, blocking: list[model.Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in blocking))
        self.problems = blocking


@dataclass
class LoadReport:
    """What loading did: counts of what is there, and a line for each change."""

    badges: int = 0
    published: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The report in sentences, for a terminal."""
        lines = [
            *self.changed,
            *self.published,
            *(f"{slug} is not in these files and stays as it is." for slug in self.left_alone),
        ]
        if not self.changed and not self.published:
            lines.append("Nothing has changed.")
        return [*lines, f"{self.badges} badges."]


@transaction.atomic
def load(directory: Path, *, year: int, at: datetime) -> LoadReport:
    """Load a programme's directory for a year, all of it or nothing.

    Idempotent: a badge whose content has the digest of its current version is left alone, any
    other content becomes a new version, published `at`. Raises `DoesNotCheck` with every problem
    of the files, and `Invalid` where they would alter what is published.
    """
    reading = read(directory, year=year)
    faults = blocking(sorted({*reading.problems, *problems(reading.programme)}))
    if faults:
        raise DoesNotCheck(faults)
    with connection.cursor() as cursor:
        # Two loads at once would publish the same version twice.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('programme', 0))")
    return _Loading(reading.programme, at).run()


class _Loading:
    def __init__(self, programme: model.Programme, at: datetime) -> None:
        self.programme = programme
        self.at = at
        self.report = LoadReport()
        self.elements: dict[tuple[str, str, str], Element] = {}
        self.issuers: dict[str, Organisation] = {}
        self.terms: dict[tuple[str, str], Terms] = {}
        self.series: dict[str, Series] = {}
        self.badges: dict[str, Badge] = {}

    def run(self) -> LoadReport:
        claims = [part.facts for part in self.programme.claims.values()]
        changed = define_claims(programme=self.programme.facts.name, definitions=claims)
        self.report.changed += [f"claim {code}: changed." for code in changed]
        for framework in self.programme.frameworks:
            self._framework(framework)
        for issuer in self.programme.issuers:
            self._issuer(issuer)
        for series in self.programme.series:
            self._series(series)
        for badge in self.programme.badges:
            self._badge(badge)
        for badge in self.programme.badges:
            self._successor(badge)
            self._version(badge)
        self._reasons()
        self.report.badges = len(self.programme.badges)
        self.report.left_alone = sorted(
            Badge.objects.exclude(slug__in=self.badges).values_list("slug", flat=True)
        )
        return self.report

    def _save(self, row: Row, facts: Mapping[str, object], called: str) -> Row:
        """Save a row if it is new or a fact differs, and report which."""
        new = row.pk is None
        differing = [name for name, value in facts.items() if getattr(row, name) != value]
        if not new and not differing:
            return row
        for name, value in facts.items():
            setattr(row, name, value)
        row.save()
        what = "new" if new else f"changed {', '.join(differing)}"
        self.report.changed.append(f"{called}: {what}.")
        return row

    def _framework(self, part: model.Part[FrameworkFile]) -> None:
        facts = part.facts
        called = f"framework {facts.slug} {facts.version}"
        row = Framework.objects.filter(slug=facts.slug, version=facts.version).first()
        published = {element.code: element for element in row.elements.all()} if row else {}
        named = {element.code: element.name for element in facts.elements}
        if row is not None and (
            (row.name, row.group) != (facts.name, facts.group)
            or any(named.get(code) != element.name for code, element in published.items())
        ):
            raise Invalid(
                f"{part.where.at('version')}: {called} is published with other names; "
                "give the changed framework a new version"
            )
        row = self._save(
            row or Framework(slug=facts.slug, version=facts.version),
            facts.model_dump(include={"name", "group", "url", "note"}),
            called,
        )
        for position, element in enumerate(facts.elements, 1):
            self.elements[facts.slug, facts.version, element.code] = self._save(
                published.get(element.code) or Element(framework=row, code=element.code),
                {"position": position, **element.model_dump(mode="json", exclude={"code"})},
                f"element {element.code}",
            )

    def _issuer(self, issuer: model.Issuer) -> None:
        facts = issuer.facts
        row = Organisation.objects.filter(slug=issuer.slug).first() or Organisation(
            slug=issuer.slug
        )
        self.issuers[issuer.slug] = row = self._save(
            row,
            {
                "name": facts.name,
                "blurb": issuer.blurb,
                "url": facts.url,
                "base_url": facts.base_url,
                "awards_outlive_accounts": facts.awards_outlive_accounts,
                "email": facts.email,
                "is_issuer": "issuer" in facts.roles,
                "is_employer": "employer" in facts.roles,
                "palette": dict(facts.palette),
            },
            f"organisation {issuer.slug}",
        )
        for code, stated_terms in issuer.terms.items():
            clauses = list(stated_terms.clauses)
            called = f"terms {code} {stated_terms.version} of {issuer.slug}"
            terms, new = Terms.objects.get_or_create(
                issuer=row,
                code=code,
                version=stated_terms.version,
                defaults={"clauses": clauses},
            )
            if terms.clauses != clauses:
                raise Invalid(
                    f"{issuer.where.at('clauses', code)}: {called} are published "
                    "with other clauses; give the changed terms a new version"
                )
            if new:
                self.report.changed.append(f"{called}: new.")
            self.terms[issuer.slug, code] = terms

    def _series(self, series: model.Part[SeriesFile]) -> None:
        facts, issuer = series.facts, self.issuers[series.facts.issuer]
        row = Series.objects.filter(slug=series.slug).first() or Series(slug=series.slug)
        art = facts.art.model_dump(exclude_defaults=True)
        palette = self._palette(facts.issuer)
        if "colour" in art:
            art["colour"] = palette.get(art["colour"], art["colour"])
        self.series[series.slug] = self._save(
            row,
            {
                "issuer_id": issuer.pk,
                "name": facts.name,
                "summary": facts.summary,
                "position": facts.position,
                "art": art,
            },
            f"series {series.slug}",
        )

    def _palette(self, issuer: str) -> Mapping[str, str]:
        part = self.programme.issuer(issuer)
        return part.facts.palette if part else {}

    def _reasons(self) -> None:
        """Keep the reasons of this programme alone; what was told stands in rows of its own."""
        programme = self.programme.facts.name
        known = {
            (str(one.kind), one.code): one for one in Reason.objects.filter(programme=programme)
        }
        for kind, parts in (
            (ReasonKind.DECLINE, self.programme.reasons),
            (ReasonKind.REVOKE, self.programme.revocations),
        ):
            for position, part in enumerate(parts, 1):
                facts = {**part.facts.model_dump(), "position": position}
                code = facts.pop("code")
                row = known.pop((kind, code)) if (kind, code) in known else None
                row = row or Reason(programme=programme, kind=kind, code=code)
                self._save(row, facts, f"reason {code} to {kind}")
        for (purpose, code), gone in known.items():
            gone.delete()
            self.report.changed.append(f"reason {code} to {purpose}: no longer offered.")

    def _badge(self, badge: model.Badge) -> None:
        row = Badge.objects.filter(slug=badge.slug).first() or Badge(slug=badge.slug)
        facts, issuer = badge.facts, self.issuers[badge.issuer]
        if row.pk is not None and row.issuer_id != issuer.pk:
            raise Invalid(
                f"{badge.where.at('issuer')}: {badge.slug} is published by another issuer"
            )
        holder = Badge.objects.filter(number=facts.number).exclude(slug=badge.slug).first()
        if facts.number and holder is not None:
            raise Invalid(
                f"{badge.where.at('number')}: {facts.number} is the number of {holder.slug}"
            )
        self.badges[badge.slug] = self._save(
            row,
            {
                "programme": self.programme.facts.name,
                "issuer_id": issuer.pk,
                "series_id": self.series[badge.series].pk if badge.series else None,
                "number": facts.number or None,
                "position": facts.position,
                "closed_on": facts.closed_on,
            },
            f"badge {badge.slug}",
        )

    def _successor(self, badge: model.Badge) -> None:
        named = badge.facts.successor
        successor = self.badges[named].pk if named else None
        self._save(
            self.badges[badge.slug], {"successor_id": successor}, f"successor of {badge.slug}"
        )

    def _version(self, badge: model.Badge) -> None:
        row, criteria = self.badges[badge.slug], badge.facts.criteria
        agreed = self.programme.terms_of(badge)
        assert agreed is not None, "checked before loading"
        terms = self.terms[badge.issuer, agreed.code]
        facts = version_facts(badge, self.programme, agreed)
        fixed = digest(facts, criteria)
        if row.current is not None and row.current.digest == fixed:
            return
        last = row.versions.order_by("-number").first()
        version = BadgeVersion.objects.create(
            badge=row,
            number=last.number + 1 if last else 1,
            published_at=self.at,
            digest=fixed,
            content=stated(facts),
            name=facts.name,
            summary=facts.summary,
            opens_on=facts.opens_on,
            closes_on=facts.closes_on,
            terms=terms,
            search_text=self._search_text(badge, facts, criteria),
        )
        self._parts(badge, version, criteria)
        row.current = version
        row.save(update_fields=["current"])
        record(
            "badge.published",
            chain=f"badge:{row.slug}",
            by=None,
            at=self.at,
            version=version.number,
            digest=fixed,
        )
        self.report.published.append(f"badge {row.slug}: version {version.number} published.")

    def _parts(
        self, badge: model.Badge, version: BadgeVersion, criteria: tuple[CriterionFacts, ...]
    ) -> None:
        Criterion.objects.bulk_create(
            Criterion(
                version=version,
                position=position,
                key=one.key,
                kind=one.kind,
                title=one.title,
                content=stated(one),
            )
            for position, one in enumerate(criteria, 1)
        )
        Alignment.objects.bulk_create(
            Alignment(version=version, element=self._element(name), position=position)
            for position, name in enumerate(badge.elements, 1)
        )
        Prerequisite.objects.bulk_create(
            Prerequisite(
                version=version, badge=self.badges[one.badge], needed=one.needed, position=position
            )
            for position, one in enumerate(badge.facts.before, 1)
            if one.badge is not None
        )

    def _element(self, name: ElementName) -> Element:
        return self.elements[name.framework, name.version, name.code]

    def _search_text(
        self, badge: model.Badge, facts: VersionFacts, criteria: tuple[CriterionFacts, ...]
    ) -> str:
        series = self.series[badge.series].name if badge.series else ""
        elements = [self._element(name).name for name in badge.elements]
        asked = [sentence for one in criteria for sentence in (f"{one.title}.", one.text)]
        return text_to_search(
            [*prose.sentences(facts.description), *asked], [badge.facts.number, series, *elements]
        )

"""Write what is published as a programme's files: they check clean and load to no change."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kenspeckle.accounts.models import ClaimKind
from kenspeckle.catalogue.models import Badge, Reason, ReasonKind, Series, Terms
from kenspeckle.catalogue.schema.badge import (
    Choice,
    CriterionFacts,
    Stage,
    VersionFacts,
    stated,
)
from kenspeckle.frameworks.models import Framework
from kenspeckle.kernel.facts import Facts
from kenspeckle.kernel.refusals import Invalid
from kenspeckle.organisations.models import Organisation

from . import prose
from .checking import blocking, problems
from .reading import read
from .validating import word_facts
from .writing import toml


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written, and where."""

    directory: Path
    files: int
    badges: int

    def lines(self) -> list[str]:
        """The report in sentences, for a terminal."""
        return [f"{self.badges} badges in {self.files} files below {self.directory}."]


def export(directory: Path) -> ExportReport:
    """Write the current version of every badge, and all that it refers to, below a directory.

    Templates are not remembered: a badge of a series is written with its year, month and element
    filled in. Refuses with `Invalid` if the directory is not empty, and if what was written does
    not check clean (a text that has no form in these files).
    """
    if directory.exists() and any(directory.iterdir()):
        raise Invalid(f"{directory} is not empty; choose a new directory for the export")
    files = dict(_files())
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    # Nothing in the files takes the year, because no variables are left.
    reading = read(directory, year=1)
    faults = blocking(sorted({*reading.problems, *problems(reading.programme)}))
    if faults:
        raise Invalid("\n".join(str(problem) for problem in faults))
    return ExportReport(directory, len(files), len(reading.programme.badges))


def _files() -> Iterable[tuple[str, str]]:
    badges = [
        (badge, badge.current.facts, [row.facts for row in badge.current.criteria.all()])
        for badge in Badge.objects.select_related(
            "current", "issuer", "series", "successor"
        ).order_by("slug")
        if badge.current is not None
    ]
    names = {badge.programme for badge, _, _ in badges}
    name = names.pop() if len(names) == 1 else "Exported programme"
    yield "programme.toml", toml({"name": name})
    yield from _what_badges_embed([facts for _, facts, _ in badges])
    frameworks = list(Framework.objects.prefetch_related("elements").order_by("slug", "version"))
    versions = Counter(framework.slug for framework in frameworks)
    for framework in frameworks:
        yield f"frameworks/{framework.slug}-{framework.version}.toml", _framework(framework)
    for issuer in Organisation.objects.order_by("slug"):
        yield from _issuer(issuer)
    for series in Series.objects.select_related("issuer"):
        yield f"series/{series.slug}/series.toml", _series(series)
    for badge, facts, criteria in badges:
        folder = f"badges/{badge.slug}"
        yield f"{folder}/badge.toml", toml(_badge_facts(badge, facts, criteria, versions))
        yield f"{folder}/badge.md", _badge_prose(facts, criteria)


def _what_badges_embed(versions: list[VersionFacts]) -> Iterator[tuple[str, str]]:
    audiences = {facts.audience.code: facts.audience for facts in versions}
    rules = {facts.ai_rule.code: facts.ai_rule for facts in versions}
    yield "audiences.toml", toml({"audiences": _in_order(audiences)})
    yield "ai.toml", toml({"rules": _in_order(rules)})
    claims = [kind.content for kind in ClaimKind.objects.filter(is_asked=True)]
    yield "claims.toml", toml({"claims": claims})
    yield (
        "reasons.toml",
        toml(
            {
                "reasons": _reasons(ReasonKind.DECLINE, "code", "message", "told"),
                "revocations": _reasons(
                    ReasonKind.REVOKE, "code", "message", "told", "keeps_place"
                ),
            }
        ),
    )


def _reasons(kind: ReasonKind, *names: str) -> list[dict[str, object]]:
    # Several programmes may have a reason of one code; the files have one.
    rows = {row["code"]: row for row in reversed(Reason.objects.filter(kind=kind).values(*names))}
    return list(reversed(rows.values()))


def _in_order(facts: Mapping[str, Facts]) -> list[dict[str, object]]:
    return [stated(facts[code]) for code in sorted(facts)]


def _framework(framework: Framework) -> str:
    return toml(
        {
            "slug": framework.slug,
            "version": framework.version,
            "name": framework.name,
            "group": framework.group,
            "url": framework.url,
            "note": framework.note,
            "elements": [
                {
                    "code": element.code,
                    "name": element.name,
                    "text": element.text,
                    "must_include": list(element.must_include),
                    "doubt": element.doubt,
                }
                for element in framework.elements.all()
            ],
        }
    )


def _issuer(issuer: Organisation) -> Iterable[tuple[str, str]]:
    folder = f"issuers/{issuer.slug}"
    roles = [("issuer", issuer.is_issuer), ("employer", issuer.is_employer)]
    newest = {terms.code: terms for terms in Terms.objects.filter(issuer=issuer).order_by("pk")}
    facts = {
        "name": issuer.name,
        "roles": [role for role, held in roles if held],
        "url": issuer.url,
        "base_url": issuer.base_url,
        **({} if issuer.awards_outlive_accounts else {"awards_outlive_accounts": False}),
        "email": issuer.email,
        "palette": issuer.palette,
        "terms": [{"code": terms.code, "version": terms.version} for terms in newest.values()],
    }
    yield f"{folder}/issuer.toml", toml(facts)
    yield f"{folder}/blurb.md", f"{issuer.blurb}\n"
    for terms in newest.values():
        clauses = "".join(f"{number}. {clause}\n" for number, clause in enumerate(terms.clauses, 1))
        yield f"{folder}/terms/{terms.code}.md", f"# What you agree to when you apply\n\n{clauses}"


def _series(series: Series) -> str:
    return toml(
        {
            "name": series.name,
            "summary": series.summary,
            "issuer": series.issuer.slug,
            "position": series.position,
            "art": series.art,
        }
    )


def _badge_facts(
    badge: Badge,
    facts: VersionFacts,
    criteria: list[CriterionFacts],
    versions: Mapping[str, int],
) -> dict[str, Any]:
    return {
        "number": badge.number,
        "issuer": badge.issuer.slug,
        "series": badge.series.slug if badge.series else None,
        "position": badge.position,
        "closed_on": badge.closed_on,
        "successor": badge.successor.slug if badge.successor else None,
        **_without_prose(facts),
        "audience": facts.audience.code,
        "ai_rule": facts.ai_rule.code,
        "terms": facts.terms.code,
        "aligned_to": [
            f"{one.framework}@{one.version}/{one.code}" if versions[one.framework] > 1 else str(one)
            for one in facts.aligned_to
        ],
        "stages": [_without_prose(stage) for stage in facts.stages],
        "choices": [
            {
                **_without_prose(choice),
                "options": [_without_prose(option) for option in choice.options],
            }
            for choice in facts.choices
        ],
        "criteria": [_without_prose(criterion) for criterion in criteria],
    }


def _without_prose(facts: Facts) -> dict[str, Any]:
    """What the TOML says of these facts: not the words, and nothing that goes without saying."""
    return facts.model_dump(exclude=set(word_facts(type(facts))), exclude_defaults=True)


def _badge_prose(facts: VersionFacts, criteria: list[CriterionFacts]) -> str:
    parts = [f"# {facts.name}", facts.summary, f"## {prose.ABOUT}", facts.description]
    if facts.evidence_note:
        parts += [f"## {prose.EVIDENCE}", facts.evidence_note]
    if facts.stages:
        parts += [f"## {prose.STAGES}", *_keyed(facts.stages)]
    if facts.choices:
        parts.append(f"## {prose.CHOICES}")
        for choice in facts.choices:
            parts += _keyed([choice])
            for option in choice.options:
                parts += [f"### {option.name} {{#{choice.key}/{option.key}}}", option.text]
    if criteria:
        parts.append(f"## {prose.CRITERIA}")
    for criterion in criteria:
        parts += [f"### {criterion.title} {{#{criterion.key}}}", criterion.text]
        if criterion.guidance:
            parts.append("\n".join(f"- {prompt}" for prompt in criterion.guidance))
    return "\n\n".join(part for part in parts if part) + "\n"


def _keyed(groups: Iterable[Stage | Choice]) -> list[str]:
    return [text for group in groups for text in (f"### {group.name} {{#{group.key}}}", group.text)]

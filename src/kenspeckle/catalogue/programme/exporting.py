"""Write what is published as a programme's files: they check clean and load to no change."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kenspeckle.catalogue.models import Badge, BadgeVersion, Reason, Series, Terms
from kenspeckle.catalogue.schema.badge import CriterionFacts, stated
from kenspeckle.catalogue.schema.values import Facts
from kenspeckle.frameworks.models import Framework
from kenspeckle.kernel.refusals import Invalid
from kenspeckle.organisations.models import Organisation

from . import prose
from .checking import problems
from .reading import read
from .writing import toml

_Fact = str | int | bool | date | list[str] | None


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
    found = sorted({*reading.problems, *problems(reading.programme)})
    if found:
        raise Invalid("\n".join(str(problem) for problem in found))
    return ExportReport(directory, len(files), len(reading.programme.badges))


def _files() -> Iterable[tuple[str, str]]:
    yield "programme.toml", _toml({"name": "Exported programme"})
    current = [badge.current for badge in Badge.objects.select_related("current") if badge.current]
    audiences = {one.facts.audience.code: one.facts.audience for one in current}
    rules = {one.facts.ai_rule.code: one.facts.ai_rule for one in current}
    yield "audiences.toml", toml({"audiences": _stated_in_order(audiences)})
    yield "ai.toml", toml({"rules": _stated_in_order(rules)})
    yield (
        "reasons.toml",
        toml(
            {
                "reasons": [
                    {"code": one.code, "message": one.message, "told": one.told}
                    for one in Reason.objects.all()
                ]
            }
        ),
    )
    frameworks = list(Framework.objects.prefetch_related("elements").order_by("slug", "version"))
    versions = Counter(framework.slug for framework in frameworks)
    for framework in frameworks:
        yield f"frameworks/{framework.slug}-{framework.version}.toml", _framework(framework)
    for issuer in Organisation.objects.order_by("slug"):
        terms = Terms.objects.filter(issuer=issuer).order_by("pk").last()
        if terms is not None:
            yield from _issuer(issuer, terms)
    for series in Series.objects.select_related("issuer"):
        yield f"series/{series.slug}/series.toml", _series(series)
    badges = Badge.objects.select_related("current", "issuer", "series", "successor").order_by(
        "slug"
    )
    for badge in badges:
        if badge.current is not None:
            criteria = [criterion.facts for criterion in badge.current.criteria.all()]
            yield (
                f"badges/{badge.slug}/badge.toml",
                _badge_facts(badge, badge.current, criteria, versions),
            )
            yield f"badges/{badge.slug}/badge.md", _badge_words(badge.current, criteria)


def _stated_in_order(facts: Mapping[str, Facts]) -> list[dict[str, object]]:
    return [stated(facts[code]) for code in sorted(facts)]


def _value(value: str | int | bool | date | list[str]) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case list():
            return f"[{', '.join(_value(item) for item in value)}]"
        case str():
            # A TOML basic string; the braces of variables cannot occur in a published text.
            escaped = value.replace("\\", "\\\\").replace('"', '\\"')
            for character, code in (("\n", "\\n"), ("\t", "\\t")):
                escaped = escaped.replace(character, code)
            return f'"{escaped}"'
        case date():
            return value.isoformat()
        case int():
            return str(value)


def _toml(facts: Mapping[str, _Fact]) -> str:
    """The facts that are stated, a line each."""
    rows = ((key, value) for key, value in facts.items() if value not in (None, "", []))
    return "".join(f"{key} = {_value(value)}\n" for key, value in rows if value is not None)


def _table(header: str, facts: Mapping[str, _Fact]) -> str:
    body = _toml(facts)
    return f"\n{header}\n{body}" if body else ""


def _framework(framework: Framework) -> str:
    return _toml(
        {
            "slug": framework.slug,
            "version": framework.version,
            "name": framework.name,
            "group": framework.group,
            "url": framework.url,
            "note": framework.note,
        }
    ) + "".join(
        _table(
            "[[elements]]",
            {
                "code": element.code,
                "name": element.name,
                "text": element.text,
                "must_include": list(element.must_include),
                "doubt": element.doubt,
            },
        )
        for element in framework.elements.all()
    )


def _issuer(issuer: Organisation, terms: Terms) -> Iterable[tuple[str, str]]:
    folder = f"issuers/{issuer.slug}"
    roles = [("issuer", issuer.is_issuer), ("employer", issuer.is_employer)]
    facts = _toml(
        {
            "name": issuer.name,
            "roles": [role for role, held in roles if held],
            "url": issuer.url,
            "email": issuer.email,
            "terms_version": terms.version,
        }
    )
    yield f"{folder}/issuer.toml", facts + _table("[palette]", issuer.palette)
    yield f"{folder}/blurb.md", f"{issuer.blurb}\n"
    clauses = "".join(f"{number}. {clause}\n" for number, clause in enumerate(terms.clauses, 1))
    yield f"{folder}/terms.md", f"# What you agree to when you apply\n\n{clauses}"


def _series(series: Series) -> str:
    facts: dict[str, _Fact] = {
        "name": series.name,
        "summary": series.summary,
        "issuer": series.issuer.slug,
        "position": series.position,
    }
    return _toml(facts) + _table("[art]", series.art)


def _badge_facts(
    badge: Badge,
    version: BadgeVersion,
    criteria: list[CriterionFacts],
    versions: Mapping[str, int],
) -> str:
    said = version.facts
    facts = _toml(
        {
            "number": badge.number,
            "issuer": badge.issuer.slug,
            "series": badge.series.slug if badge.series else None,
            "position": badge.position,
            "closed_on": badge.closed_on,
            "successor": badge.successor.slug if badge.successor else None,
            "audience": said.audience.code,
            "opens_on": version.opens_on,
            "closes_on": version.closes_on,
            "ai_rule": said.ai_rule.code,
            "evidence": list(said.evidence),
            "aligned_to": [
                _element_name(alignment.element.framework, alignment.element.code, versions)
                for alignment in version.alignments.select_related("element__framework")
            ],
        }
    )
    facts += _table(
        "[frequency]",
        {
            "times": said.frequency.times,
            "per": said.frequency.per,
            "counted": said.frequency.counted,
        },
    )
    facts += _table("[words]", {"min": said.words.min, "max": said.words.max})
    facts += _table("[art]", said.art.model_dump())
    for prerequisite in version.prerequisites.select_related("badge"):
        facts += _table(
            "[[prerequisites]]", {"badge": prerequisite.badge.slug, "needed": prerequisite.needed}
        )
    for criterion in criteria:
        facts += _table(
            "[[criteria]]",
            {
                "key": criterion.key,
                "kind": criterion.kind,
                "required": None if criterion.required else False,
                "min_words": criterion.min_words,
                "max_words": criterion.max_words,
                "minutes": criterion.minutes,
            },
        )
    return facts


def _element_name(framework: Framework, code: str, versions: Mapping[str, int]) -> str:
    at = f"@{framework.version}" if versions[framework.slug] > 1 else ""
    return f"{framework.slug}{at}/{code}"


def _badge_words(version: BadgeVersion, criteria: list[CriterionFacts]) -> str:
    facts = version.facts
    parts = [f"# {facts.name}", facts.summary, f"## {prose.ABOUT}", facts.description]
    if facts.evidence_note:
        parts += [f"## {prose.EVIDENCE}", facts.evidence_note]
    parts.append(f"## {prose.CRITERIA}")
    for criterion in criteria:
        parts += [f"### {criterion.title} {{#{criterion.key}}}", criterion.text]
        if criterion.guidance:
            parts.append("\n".join(f"- {prompt}" for prompt in criterion.guidance))
    return "\n\n".join(parts) + "\n"

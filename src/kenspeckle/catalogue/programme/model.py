"""What a programme is made of. Each part knows the file and line where each fact stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kenspeckle.catalogue.schema.audiences import AudienceFacts
from kenspeckle.catalogue.schema.badge import AIRule


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a file; the file is named relative to the programme's directory."""

    file: str
    line: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something that must be mended before the programme can be published, and where."""

    place: Place
    words: str

    def __str__(self) -> str:
        return f"{self.place}: {self.words}"


@dataclass(frozen=True, slots=True)
class Where:
    """The places of a part's facts, by their keys."""

    default: Place
    lines: Mapping[str, Place] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Place:
        return self.lines.get(key, self.default)


@dataclass(frozen=True, slots=True)
class Element:
    """A core learning element, capability or standard."""

    code: str
    name: str
    text: str
    must_include: tuple[str, ...]
    doubt: str
    where: Where


@dataclass(frozen=True, slots=True)
class Framework:
    """One version of a set of elements."""

    slug: str
    version: str
    name: str
    group: str
    url: str
    note: str
    elements: tuple[Element, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class Terms:
    """What applicants agree to, in one version."""

    version: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Issuer:
    """An organisation that stands behind badges. `palette` maps colour names to `#rrggbb`."""

    slug: str
    name: str
    blurb: str
    url: str
    email: str
    roles: tuple[str, ...]
    palette: Mapping[str, str]
    terms: Terms
    where: Where


@dataclass(frozen=True, slots=True)
class Series:
    """Badges that belong together. `art` is what their artwork shares, colours resolved."""

    slug: str
    name: str
    summary: str
    issuer: str
    position: int
    art: Mapping[str, str]
    where: Where


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often one person may hold a badge: `times` in each `per`, counting `counted`."""

    times: int
    per: str
    counted: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that an application must show. Words are counted, time is in minutes."""

    key: str
    kind: str
    title: str
    text: str
    guidance: tuple[str, ...]
    required: bool
    min_words: int | None
    max_words: int | None
    minutes: int | None
    where: Where


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """A badge to hold first; a recommendation only where it is not `needed`."""

    badge: str
    needed: bool
    where: Where


@dataclass(frozen=True, slots=True)
class ElementName:
    """An element as badges name it: `framework/code`, or `framework@version/code`."""

    framework: str
    version: str
    code: str

    def __str__(self) -> str:
        at = f"@{self.version}" if self.version else ""
        return f"{self.framework}{at}/{self.code}"


@dataclass(frozen=True, slots=True)
class Badge:
    """A badge with the wording of its next version; `art` is complete and its colour resolved.

    `min_words` and `max_words` are the totals as the files state them. `lines` are the lines of
    its Markdown as written, for finding a phrase again.
    """

    slug: str
    number: str | None
    issuer: str
    series: str | None
    position: int
    closed_on: date | None
    successor: str | None
    name: str
    summary: str
    description: str
    evidence_note: str
    audience: str
    frequency: Frequency
    opens_on: date | None
    closes_on: date | None
    min_words: int
    max_words: int | None
    ai_rule: str
    evidence: tuple[str, ...]
    art: Mapping[str, str]
    criteria: tuple[Criterion, ...]
    aligned_to: tuple[ElementName, ...]
    prerequisites: tuple[Prerequisite, ...]
    where: Where
    lines: tuple[tuple[Place, str], ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an application may be declined: `message` for the assessor, `told` for the applicant."""

    code: str
    message: str
    told: str
    where: Where


@dataclass(frozen=True, slots=True)
class Programme:
    """Everything in a programme's directory.

    `unreadable` names parts whose files could not be read at all, so that what refers to them
    is not called unknown.
    """

    name: str
    frameworks: tuple[Framework, ...]
    issuers: tuple[Issuer, ...]
    series: tuple[Series, ...]
    badges: tuple[Badge, ...]
    audiences: Mapping[str, AudienceFacts]
    ai_rules: Mapping[str, AIRule]
    reasons: tuple[Reason, ...]
    decide_within_days: int
    unreadable: frozenset[str]

    def element(self, name: ElementName) -> tuple[Framework, Element] | None:
        """The element of a name; without a version, the one of the only framework of that slug."""
        found = [
            framework
            for framework in self.frameworks
            if framework.slug == name.framework and name.version in ("", framework.version)
        ]
        if len(found) != 1:
            return None
        for element in found[0].elements:
            if element.code == name.code:
                return found[0], element
        return None

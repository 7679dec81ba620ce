"""What a programme is made of once it is read: facts as the schema says, and where each stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from kenspeckle.accounts.claims import ClaimDefinition
from kenspeckle.catalogue.schema.audiences import AudienceFacts
from kenspeckle.catalogue.schema.badge import AIRule, Element, TermsFacts
from kenspeckle.catalogue.schema.files import (
    BadgeFile,
    ElementFacts,
    FrameworkFile,
    IssuerFile,
    ProgrammeFile,
    ReasonFacts,
    RevocationFacts,
    SeriesFile,
)
from kenspeckle.kernel.facts import Facts

F = TypeVar("F", bound=Facts, covariant=True)
Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A line of a file; the file is named relative to the programme's directory."""

    file: str
    line: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something amiss, and where. A warning may be published all the same."""

    place: Location
    message: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {'warning: ' if self.warning else ''}{self.message}"


class Notes:
    """The problems found so far. The same message about the same line is noted once."""

    def __init__(self) -> None:
        self._problems: dict[Problem, None] = {}

    def add(self, place: Location, message: str) -> None:
        """Note a problem."""
        self._problems[Problem(place, message)] = None

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._problems)


@dataclass(frozen=True, slots=True)
class Where:
    """The places of a part's facts, by their path: ("criteria", 2, "min_words")."""

    default: Location
    lines: Mapping[Path_, Location] = field(default_factory=dict)

    def at(self, *path: str | int) -> Location:
        """Where a fact stands, or else the nearest table around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return self.lines.get((), self.default)

    def below(self, *path: str | int) -> "Where":
        """The places of what lies below a path."""
        inner = {
            rest[len(path) :]: place
            for rest, place in self.lines.items()
            if rest[: len(path)] == path
        }
        return Where(self.at(*path), inner)


@dataclass(frozen=True, slots=True)
class Part(Generic[F]):
    """One thing of a programme, by its slug or code."""

    slug: str
    facts: F
    where: Where


@dataclass(frozen=True, slots=True)
class Issuer(Part[IssuerFile]):
    """An organisation with its blurb, and its terms with their clauses by code."""

    blurb: str
    terms: Mapping[str, TermsFacts]


@dataclass(frozen=True, slots=True)
class Badge(Part[BadgeFile]):
    """A badge with the wording of its next version; its artwork is complete, with colours resolved.

    `lines` are the lines of its Markdown as written, for finding a phrase again. `elements` are
    those that it names, as far as they are known.
    """

    issuer: str
    series: str | None
    elements: tuple[Element, ...]
    lines: tuple[tuple[Location, str], ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """Everything in a programme's directory.

    `unreadable` names parts whose files could not be read or did not fit the schema, so that what
    refers to them is not called unknown.
    """

    facts: ProgrammeFile
    frameworks: tuple[Part[FrameworkFile], ...]
    issuers: tuple[Issuer, ...]
    series: tuple[Part[SeriesFile], ...]
    badges: tuple[Badge, ...]
    audiences: Mapping[str, Part[AudienceFacts]]
    ai_rules: Mapping[str, Part[AIRule]]
    claims: Mapping[str, Part[ClaimDefinition]]
    reasons: tuple[Part[ReasonFacts], ...]
    revocations: tuple[Part[RevocationFacts], ...]
    unreadable: frozenset[str]

    def issuer(self, slug: str) -> Issuer | None:
        """The organisation of a slug."""
        return next((issuer for issuer in self.issuers if issuer.slug == slug), None)

    def element(self, framework: str, version: str, code: str) -> ElementFacts | None:
        """The element of a code in this version of a framework."""
        for part in self.frameworks:
            if (part.facts.slug, part.facts.version) == (framework, version):
                for element in part.facts.elements:
                    if element.code == code:
                        return element
        return None

    def terms_of(self, badge: Badge) -> TermsFacts | None:
        """The terms that a badge names, or else the first of its issuer."""
        issuer = self.issuer(badge.issuer)
        if issuer is None:
            return None
        if badge.facts.terms is not None:
            return issuer.terms.get(badge.facts.terms)
        return next(iter(issuer.terms.values()), None)

"""What one version of a badge fixes, and what each of its criteria asks."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from kenspeckle.kernel.facts import (
    PROSE,
    Address,
    AtLeastOne,
    Day,
    Facts,
    Flag,
    Name,
    Number,
    Slug,
    Text,
)

from .audiences import AudienceFacts


class Per(StrEnum):
    """The period that a frequency rule counts in (Europe/London)."""

    EVER = "ever"
    YEAR = "calendar-year"
    MONTH = "calendar-month"


class Counted(StrEnum):
    """What a frequency rule counts: this badge, or every badge of the series together."""

    BADGE = "badge"
    SERIES = "series"


class CriterionKind(StrEnum):
    """What a criterion asks for."""

    TASK = "task"
    QUESTION = "question"
    DECLARATION = "declaration"
    ATTACHMENT = "attachment"
    COMPETENCES = "competences"


WRITTEN_KINDS = (CriterionKind.QUESTION, CriterionKind.COMPETENCES)
"""Kinds that are answered in words, or with a link."""

Evidence = Literal["written", "link"]


class Frequency(Facts):
    """How often one person may hold a badge: `times` in each `per`, counting `counted`."""

    times: AtLeastOne = 1
    per: Per = Per.EVER
    counted: Counted = Counted.BADGE


class WordTotals(Facts):
    """Words of all answers together: the least that any way through the badge asks, and the most taken."""

    min: Number = 0
    max: Number | None = None


class Art(Facts):
    """What decides a badge's picture."""

    shape: Text = ""
    pattern: Text = ""
    colour: Text = ""
    arc: Text = ""
    glyph: Text = ""
    ribbon: Text = ""


class AIRule(Facts):
    """What a badge says about generative AI: whether applicants are asked, and whether use is allowed."""

    code: Slug
    name: Name
    asks: Flag
    allows: Flag = True
    paragraphs: tuple[Text, ...]


class TermsFacts(Facts):
    """What applicants agree to, in one version."""

    code: Slug = "terms"
    version: Text
    clauses: tuple[Text, ...]


class Element(Facts):
    """An element of a framework's version, by its code."""

    framework: Slug
    version: Text
    code: Slug

    def __str__(self) -> str:
        return f"{self.framework}/{self.code}"


class Stage(Facts):
    """A part of the way to a badge, with criteria of its own."""

    key: Slug
    name: Annotated[Name, PROSE] = ""
    text: Annotated[Text, PROSE] = ""


class Option(Facts):
    """One of the things to choose from: the criteria that name it."""

    key: Slug
    name: Annotated[Name, PROSE] = ""
    text: Annotated[Text, PROSE] = ""


class Choice(Facts):
    """Choose `take` of the options; a criterion of the choice that names no option is one by itself."""

    key: Slug
    take: AtLeastOne = 1
    name: Annotated[Name, PROSE] = ""
    text: Annotated[Text, PROSE] = ""
    options: tuple[Option, ...] = ()


class Level(Facts):
    """The badge's rung on a ladder of badges; rank 1 is the lowest."""

    ladder: Slug
    rank: AtLeastOne
    name: Name


class Before(Facts):
    """What to have before applying: a badge, a claim, or a ladder's badge of this rank or above."""

    badge: Slug | None = None
    claim: Slug | None = None
    ladder: Slug | None = None
    rank: AtLeastOne | None = None
    needed: Flag = True

    @model_validator(mode="after")
    def _names_one_thing(self) -> Self:
        if sum(value is not None for value in (self.badge, self.claim, self.ladder)) != 1:
            raise ValueError("names exactly one of badge, claim, ladder")
        if (self.ladder is None) != (self.rank is None):
            raise ValueError("a ladder and a rank on it are named together")
        return self


class Expiry(Facts):
    """An award counts for `months`; it may be renewed from so many days before its end (0: not at all)."""

    months: AtLeastOne
    renew_from_days: Number = 0


class Milestone(Facts):
    """Hold so many `of` these badges: no application, no assessor."""

    hold: AtLeastOne
    of: tuple[Slug, ...]


class Endorsement(Facts):
    """Somebody else must confirm the award within so many months."""

    within_months: AtLeastOne


class CommonFacts(Facts):
    """What a badge's files and its published version say in the same way."""

    name: Annotated[Name, PROSE]
    summary: Annotated[Text, PROSE]
    description: Annotated[Text, PROSE] = ""
    evidence_note: Annotated[Text, PROSE] = ""
    frequency: Frequency = Frequency()
    opens_on: Day | None = None
    closes_on: Day | None = None
    words: WordTotals = WordTotals()
    evidence: tuple[Evidence, ...] = ()
    contact: Text = ""
    art: Art = Art()
    stages: tuple[Stage, ...] = ()
    choices: tuple[Choice, ...] = ()
    level: Level | None = None
    before: tuple[Before, ...] = ()
    expiry: Expiry | None = None
    milestone: Milestone | None = None
    endorsement: Endorsement | None = None


DAYS_TO_DECIDE = 28
MONTHS_OF_CONFLICT = 12
MonthsBefore = Annotated[Number, Field(le=600)]


class VersionFacts(CommonFacts):
    """All that a published version fixes beside its criteria; what it refers to is embedded.

    Whoever worked with an applicant in the `conflict_months` before a submission does not judge it.
    """

    audience: AudienceFacts
    ai_rule: AIRule
    terms: TermsFacts
    decide_within_days: AtLeastOne = DAYS_TO_DECIDE
    conflict_months: MonthsBefore = MONTHS_OF_CONFLICT
    aligned_to: tuple[Element, ...] = ()


class Resource(Facts):
    """Something to work through for a task."""

    name: Name
    url: Address = ""
    minutes: Number | None = None


class Competence(Facts):
    """One of the competences that an account shows; each gets a verdict of its own."""

    key: Slug
    name: Text


class CriterionFacts(Facts):
    """One thing that an application must show.

    Words are counted; `around_words` is a soft target. `min_minutes` and `max_minutes` are of a
    recording behind a link, instead of the words. `minutes` is how long a task takes.
    """

    key: Slug
    kind: CriterionKind
    title: Annotated[Name, PROSE]
    text: Annotated[Text, PROSE]
    guidance: Annotated[tuple[Text, ...], PROSE] = ()
    required: Flag = True
    stage: Slug | None = None
    choice: Slug | None = None
    option: Slug | None = None
    min_words: Number | None = None
    max_words: Number | None = None
    around_words: AtLeastOne | None = None
    min_minutes: Number | None = None
    max_minutes: Number | None = None
    minutes: Number | None = None
    resources: tuple[Resource, ...] = ()
    competences: tuple[Competence, ...] = ()


def stated(facts: Facts) -> dict[str, object]:
    """Facts as plain JSON values, without what is said by default."""
    return facts.model_dump(mode="json", exclude_defaults=True)

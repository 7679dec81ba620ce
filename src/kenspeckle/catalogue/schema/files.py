"""What each of a programme's files says: the schema's facts, with names where versions embed things."""

from typing import Annotated, Literal

from pydantic import Field

from kenspeckle.accounts.claims import ClaimDefinition
from kenspeckle.kernel.facts import Address, AtLeastOne, Day, Facts, Flag, Name, Number, Slug, Text

from .audiences import AudienceFacts
from .badge import (
    DAYS_TO_DECIDE,
    MONTHS_OF_CONFLICT,
    AIRule,
    Art,
    CommonFacts,
    CriterionFacts,
    MonthsBefore,
)

Version = Annotated[Text, Field(min_length=1, max_length=20)]
Colour = Text


class ProgrammeFile(Facts):
    """programme.toml: `decide_within_days` is what assessors of all its badges are held to.

    Nobody assesses whom they worked with when something was submitted, or in the `conflict_months`
    before.
    """

    name: Name
    decide_within_days: AtLeastOne = DAYS_TO_DECIDE
    conflict_months: MonthsBefore = MONTHS_OF_CONFLICT


class ElementFacts(Facts):
    """A core learning element, capability or standard."""

    code: Slug
    name: Annotated[Text, Field(max_length=200)]
    text: Text = ""
    must_include: tuple[Text, ...] = ()
    doubt: Text = ""


class FrameworkFile(Facts):
    """frameworks/*.toml: one version of a set of elements, and whom it is for."""

    slug: Slug
    version: Version
    name: Annotated[Text, Field(max_length=200)]
    group: Annotated[Text, Field(max_length=200)]
    url: Address = ""
    note: Text = ""
    elements: tuple[ElementFacts, ...] = ()


class IssuerTerms(Facts):
    """Terms that an issuer has; their clauses stand in terms/<code>.md."""

    code: Slug
    version: Version


class IssuerFile(Facts):
    """issuers/<slug>/issuer.toml; `palette` maps colour names to `#rrggbb`.

    `base_url` is where what the issuer publishes is found, if not at the installation's own address.
    `awards_outlive_accounts` says whether somebody who has their account erased may keep awards.
    """

    name: Name
    roles: tuple[Literal["issuer", "employer"], ...]
    url: Address = ""
    base_url: Address = ""
    email: Text = ""
    awards_outlive_accounts: Flag = True
    palette: dict[str, Colour] = Field(default_factory=dict)
    terms: tuple[IssuerTerms, ...] = ()


class SeriesBadge(Facts):
    """A row of series.toml: one badge of the template, and what is particular to it."""

    slug: Slug
    number: Annotated[Text, Field(max_length=20)] = ""
    element: Text = ""
    month: Annotated[Number, Field(ge=1, le=12)] | None = None
    glyph: Text = ""
    ribbon: Text = ""
    colour: Text = ""
    texts: dict[str, Text] = Field(default_factory=dict)


class SeriesFile(Facts):
    """series/<slug>/series.toml; `art` is what the artwork of its badges shares."""

    name: Name
    summary: Text
    issuer: Slug
    position: Number = 0
    art: Art = Art()
    badges: tuple[SeriesBadge, ...] = ()


class AudiencesFile(Facts):
    """audiences.toml."""

    audiences: tuple[AudienceFacts, ...] = ()


class AIFile(Facts):
    """ai.toml."""

    rules: tuple[AIRule, ...] = ()


class ClaimsFile(Facts):
    """claims.toml."""

    claims: tuple[ClaimDefinition, ...] = ()


class ReasonFacts(Facts):
    """Why an application may be declined: `message` for the assessor, `told` for the applicant."""

    code: Slug
    message: Name
    told: Text = ""


class RevocationFacts(ReasonFacts):
    """Why an award may be revoked: `message` for the lead, `told` for everybody.

    `keeps_place` says that the holder's place in the period stays taken.
    """

    keeps_place: Flag = False


class ReasonsFile(Facts):
    """reasons.toml."""

    reasons: tuple[ReasonFacts, ...] = ()
    revocations: tuple[RevocationFacts, ...] = ()


class BadgeFile(CommonFacts):
    """badge.toml with badge.md: the next version of a badge, and what belongs to all its versions."""

    number: Annotated[Text, Field(max_length=20)] = ""
    issuer: Slug | None = None
    series: Slug | None = None
    position: Number = 0
    closed_on: Day | None = None
    successor: Slug | None = None
    audience: Slug
    ai_rule: Slug
    terms: Slug | None = None
    decide_within_days: AtLeastOne | None = None
    conflict_months: MonthsBefore | None = None
    aligned_to: tuple[Text, ...] = ()
    criteria: tuple[CriterionFacts, ...] = ()


OF_THE_BADGE = ("number", "issuer", "series", "position", "closed_on", "successor")
"""What a badge file says that belongs to the badge through all its versions."""

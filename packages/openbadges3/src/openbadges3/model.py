"""The Open Badges 3.0 data model as frozen dataclasses (OB 3.0 Appendix B).

Each field says what its JSON must look like, so that one table serves the typed objects, the
checks of `shapes` and the reader of `credential`. `extra` keeps members that the standard does not
name, as JSON, so that a round trip loses nothing.
"""

# ruff: noqa: RUF009  the field helpers below return dataclasses.field()
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from openbadges3.vocabulary import (
    ACHIEVEMENT_TYPES,
    BOOLEAN,
    CONTEXT,
    DATE,
    IDENTIFIER_TYPES,
    IRI,
    JWS,
    NUMBER,
    RESULT_STATUSES,
    RESULT_TYPES,
    TARGET_TYPES,
    TEXT,
    TIME,
    TYPES,
    extras,
    many,
    optional,
    required,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture: `id` is its address or a data: URL."""

    id: str = required(IRI)
    type: tuple[str, ...] = required(TYPES)
    caption: str | None = optional(TEXT)
    extra: Mapping[str, Any] = extras()


@dataclass(frozen=True, slots=True, kw_only=True)
class GeoCoordinates:
    """A place on Earth, in degrees."""

    type: tuple[str, ...] = required(TYPES)
    latitude: float = required(NUMBER)
    longitude: float = required(NUMBER)
    extra: Mapping[str, Any] = extras()


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A postal address."""

    type: tuple[str, ...] = required(TYPES)
    address_country: str | None = optional(TEXT)
    address_country_code: str | None = optional(TEXT)
    address_region: str | None = optional(TEXT)
    address_locality: str | None = optional(TEXT)
    street_address: str | None = optional(TEXT)
    post_office_box_number: str | None = optional(TEXT)
    postal_code: str | None = optional(TEXT)
    geo: GeoCoordinates | None = optional("GeoCoordinates")
    extra: Mapping[str, Any] = extras()


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierEntry:
    """A further identifier of a profile or an achievement."""

    type: tuple[str, ...] = required(TYPES)
    identifier: str = required(TEXT)
    identifier_type: str = required(TEXT, one_of=IDENTIFIER_TYPES)
    extra: Mapping[str, Any] = extras()


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityObject:
    """Whom an award is for, as plain text or as a salted hash."""

    type: tuple[str, ...] = required(TYPES)
    hashed: bool = required(BOOLEAN)
    identity_hash: str = required(TEXT)
    identity_type: str = required(TEXT, one_of=IDENTIFIER_TYPES)
    salt: str | None = optional(TEXT)
    extra: Mapping[str, Any] = extras()


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Another achievement that has to do with this one."""

    id: str = required(IRI)
    type: tuple[str, ...] = required(TYPES)
    in_language: str | None = optional(TEXT)
    version: str | None = optional(TEXT)
    extra: Mapping[str, Any] = extras()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Where an achievement or result fits into a framework."""

    type: tuple[str, ...] = required(TYPES)
    target_name: str = required(TEXT)
    target_url: str = required(IRI)
    target_code: str | None = optional(TEXT)
    target_description: str | None = optional(TEXT)
    target_framework: str | None = optional(TEXT)
    target_type: str | None = optional(TEXT, one_of=TARGET_TYPES)
    extra: Mapping[str, Any] = extras()


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What it took."""

    id: str | None = optional(IRI)
    narrative: str | None = optional(TEXT)
    extra: Mapping[str, Any] = extras()


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricCriterionLevel:
    """One level of a rubric."""

    id: str = required(IRI)
    type: tuple[str, ...] = required(TYPES)
    name: str = required(TEXT)
    alignment: tuple[Alignment, ...] = many("Alignment")
    description: str | None = optional(TEXT)
    level: str | None = optional(TEXT)
    points: str | None = optional(TEXT)
    extra: Mapping[str, Any] = extras()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultDescription:
    """A kind of result that an achievement can have."""

    id: str = required(IRI)
    type: tuple[str, ...] = required(TYPES)
    name: str = required(TEXT)
    result_type: str = required(TEXT, one_of=RESULT_TYPES)
    alignment: tuple[Alignment, ...] = many("Alignment")
    allowed_value: tuple[str, ...] = many(TEXT)
    required_level: str | None = optional(IRI)
    required_value: str | None = optional(TEXT)
    rubric_criterion_level: tuple[RubricCriterionLevel, ...] = many("RubricCriterionLevel")
    value_max: str | None = optional(TEXT)
    value_min: str | None = optional(TEXT)
    extra: Mapping[str, Any] = extras()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What the learner achieved; `result_description` and `achieved_level` name parts of the achievement."""

    type: tuple[str, ...] = required(TYPES)
    achieved_level: str | None = optional(IRI)
    alignment: tuple[Alignment, ...] = many("Alignment")
    result_description: str | None = optional(IRI)
    status: str | None = optional(TEXT, one_of=RESULT_STATUSES)
    value: str | None = optional(TEXT)
    extra: Mapping[str, Any] = extras()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Something that the learner produced."""

    type: tuple[str, ...] = required(TYPES)
    id: str | None = optional(IRI)
    narrative: str | None = optional(TEXT)
    name: str | None = optional(TEXT)
    description: str | None = optional(TEXT)
    genre: str | None = optional(TEXT)
    audience: str | None = optional(TEXT)
    extra: Mapping[str, Any] = extras()


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialSchema:
    """A schema that the credential says it follows."""

    id: str = required(IRI)
    type: tuple[str, ...] = required(TYPES)
    extra: Mapping[str, Any] = extras()


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialStatus:
    """Where to look up whether the credential was withdrawn."""

    type: tuple[str, ...] = required(TYPES)
    id: str | None = optional(IRI)
    status_purpose: str | None = optional(TEXT)
    status_list_index: str | None = optional(TEXT)
    status_list_credential: str | None = optional(IRI)
    extra: Mapping[str, Any] = extras()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshService:
    """Where a newer edition of the credential may be had."""

    id: str = required(IRI)
    type: tuple[str, ...] = required(TYPES)
    extra: Mapping[str, Any] = extras()


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsOfUse:
    """Terms under which the credential was issued."""

    type: tuple[str, ...] = required(TYPES)
    id: str | None = optional(IRI)
    extra: Mapping[str, Any] = extras()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """An embedded proof, as it stands."""

    type: tuple[str, ...] = required(TYPES)
    id: str | None = optional(IRI)
    created: str | None = optional(TIME)
    expires: str | None = optional(TIME)
    cryptosuite: str | None = optional(TEXT)
    proof_purpose: str | None = optional(TEXT)
    proof_value: str | None = optional(TEXT)
    verification_method: str | None = optional(TEXT)
    extra: Mapping[str, Any] = extras()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A person or organisation."""

    id: str = required(IRI)
    type: tuple[str, ...] = required(TYPES)
    name: str | None = optional(TEXT)
    url: str | None = optional(IRI)
    phone: str | None = optional(TEXT)
    description: str | None = optional(TEXT)
    endorsement: tuple[EndorsementCredential, ...] = many("EndorsementCredential")
    endorsement_jwt: tuple[str, ...] = many(JWS)
    image: Image | None = optional("Image")
    email: str | None = optional(TEXT)
    address: Address | None = optional("Address")
    other_identifier: tuple[IdentifierEntry, ...] = many("IdentifierEntry")
    official: str | None = optional(TEXT)
    parent_org: Profile | None = optional("Profile")
    family_name: str | None = optional(TEXT)
    given_name: str | None = optional(TEXT)
    additional_name: str | None = optional(TEXT)
    patronymic_name: str | None = optional(TEXT)
    honorific_prefix: str | None = optional(TEXT)
    honorific_suffix: str | None = optional(TEXT)
    family_name_prefix: str | None = optional(TEXT)
    date_of_birth: str | None = optional(DATE)
    extra: Mapping[str, Any] = extras()


@dataclass(frozen=True, slots=True, kw_only=True)
class Achievement:
    """What can be achieved."""

    id: str = required(IRI)
    type: tuple[str, ...] = required(TYPES)
    name: str = required(TEXT)
    description: str = required(TEXT)
    criteria: Criteria = required("Criteria")
    alignment: tuple[Alignment, ...] = many("Alignment")
    achievement_type: str | None = optional(TEXT, one_of=ACHIEVEMENT_TYPES)
    creator: Profile | None = optional("Profile")
    credits_available: float | None = optional(NUMBER)
    endorsement: tuple[EndorsementCredential, ...] = many("EndorsementCredential")
    endorsement_jwt: tuple[str, ...] = many(JWS)
    field_of_study: str | None = optional(TEXT)
    human_code: str | None = optional(TEXT)
    image: Image | None = optional("Image")
    in_language: str | None = optional(TEXT)
    other_identifier: tuple[IdentifierEntry, ...] = many("IdentifierEntry")
    related: tuple[Related, ...] = many("Related")
    result_description: tuple[ResultDescription, ...] = many("ResultDescription")
    specialization: str | None = optional(TEXT)
    tag: tuple[str, ...] = many(TEXT)
    version: str | None = optional(TEXT)
    extra: Mapping[str, Any] = extras()


@dataclass(frozen=True, slots=True, kw_only=True)
class AchievementSubject:
    """Who achieved it, and with what result."""

    type: tuple[str, ...] = required(TYPES)
    achievement: Achievement = required("Achievement")
    id: str | None = optional(IRI)
    activity_end_date: str | None = optional(TIME)
    activity_start_date: str | None = optional(TIME)
    credits_earned: float | None = optional(NUMBER)
    identifier: tuple[IdentityObject, ...] = many("IdentityObject")
    image: Image | None = optional("Image")
    license_number: str | None = optional(TEXT)
    narrative: str | None = optional(TEXT)
    result: tuple[Result, ...] = many("Result")
    role: str | None = optional(TEXT)
    source: Profile | None = optional("Profile")
    term: str | None = optional(TEXT)
    extra: Mapping[str, Any] = extras()


@dataclass(frozen=True, slots=True, kw_only=True)
class EndorsementSubject:
    """What is endorsed, and in which words."""

    id: str = required(IRI)
    type: tuple[str, ...] = required(TYPES)
    endorsement_comment: str | None = optional(TEXT)
    extra: Mapping[str, Any] = extras()


@dataclass(frozen=True, slots=True, kw_only=True)
class EndorsementCredential:
    """A third party's signed statement about an achievement, a profile or a credential."""

    context: tuple[Any, ...] = required(CONTEXT)
    id: str = required(IRI)
    type: tuple[str, ...] = required(TYPES)
    name: str = required(TEXT)
    credential_subject: EndorsementSubject = required("EndorsementSubject")
    issuer: Profile = required("Profile")
    valid_from: str | None = optional(TIME)
    description: str | None = optional(TEXT)
    awarded_date: str | None = optional(TIME)
    valid_until: str | None = optional(TIME)
    proof: tuple[Proof, ...] = many("Proof")
    credential_schema: tuple[CredentialSchema, ...] = many("CredentialSchema")
    credential_status: CredentialStatus | None = optional("CredentialStatus")
    refresh_service: RefreshService | None = optional("RefreshService")
    terms_of_use: tuple[TermsOfUse, ...] = many("TermsOfUse")
    extra: Mapping[str, Any] = extras()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBadgeCredential:
    """An award: an OpenBadgeCredential or AchievementCredential, of VCDM 2.0 or 1.1.

    `valid_from` and `valid_until` hold what VCDM 1.1 calls issuanceDate and expirationDate; an
    issuer given by its address alone is a `Profile` with nothing but its id.
    """

    context: tuple[Any, ...] = required(CONTEXT)
    id: str = required(IRI)
    type: tuple[str, ...] = required(TYPES)
    credential_subject: AchievementSubject = required("AchievementSubject")
    issuer: Profile = required("Profile")
    valid_from: str | None = optional(TIME)
    name: str | None = optional(TEXT)
    description: str | None = optional(TEXT)
    image: Image | None = optional("Image")
    awarded_date: str | None = optional(TIME)
    valid_until: str | None = optional(TIME)
    evidence: tuple[Evidence, ...] = many("Evidence")
    endorsement: tuple[EndorsementCredential, ...] = many("EndorsementCredential")
    endorsement_jwt: tuple[str, ...] = many(JWS)
    proof: tuple[Proof, ...] = many("Proof")
    credential_schema: tuple[CredentialSchema, ...] = many("CredentialSchema")
    credential_status: CredentialStatus | None = optional("CredentialStatus")
    refresh_service: RefreshService | None = optional("RefreshService")
    terms_of_use: tuple[TermsOfUse, ...] = many("TermsOfUse")
    extra: Mapping[str, Any] = extras()

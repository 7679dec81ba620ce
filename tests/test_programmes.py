"""Every badge of every programme that we ship goes through the whole chain, without a line of code of its own."""

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from kenspeckle.accounts.claims import ClaimDefinition, StatedClaim
from kenspeckle.accounts.models import ClaimKind, Person
from kenspeckle.accounts.operations import state_claims
from kenspeckle.accounts.queries import claims_of
from kenspeckle.awards import operations as awards
from kenspeckle.awards import signer
from kenspeckle.awards.keystore import KeyStore
from kenspeckle.awards.models import Award
from kenspeckle.catalogue import inviting
from kenspeckle.catalogue.availability import availability
from kenspeckle.catalogue.models import Badge, BadgeVersion
from kenspeckle.catalogue.programme.loading import load
from kenspeckle.catalogue.schema.audiences import Rule
from kenspeckle.checking.verification import check
from kenspeckle.config.commands.doctor import problems
from kenspeckle.organisations.models import Organisation, Role
from tests import factories as make
from tests.factories import NOON

pytestmark = pytest.mark.django_db
PROGRAMMES = Path(__file__).resolve().parents[1] / "programmes"
TODAY = NOON.date()
# Texts that fit the patterns of the claims that we ship; a pattern that none fits is a fault of this test.
TEXTS = ("1234567", "CS2003012345", "AB-123", "AB123456", "A1", "Somewhere", "12")


@dataclass(frozen=True)
class Staff:
    """An assessor for each issuer, and the keys that the signer opens."""

    assessors: dict[int, Person]
    keys: KeyStore


@pytest.mark.parametrize("name", ["social-services", "shapes", "orchard"])
def test_every_open_badge_is_applied_for_judged_awarded_signed_and_verified(
    name: str, tmp_path: Path
) -> None:
    load(PROGRAMMES / name, year=NOON.year, at=NOON - timedelta(days=1))
    staff = Staff(
        {
            issuer.pk: make.member(issuer, Role.ASSESSOR)
            for issuer in Organisation.objects.filter(is_issuer=True)
        },
        make.key_store(tmp_path),
    )
    versions = [
        badge.current
        for badge in Badge.objects.select_related("current__badge__issuer").order_by("slug")
        if badge.current and availability(badge.current, TODAY).is_open
    ]
    assert len(versions) >= 6

    for version in versions:
        award = _earned(make.person(), version, staff)
        signer.keep_up(keys=staff.keys, at=NOON)
        _holds(award)

    assert list(problems(NOON)) == []


def _holds(award: Award) -> None:
    award = Award.objects.select_related("credential__document").get(pk=award.pk)
    verification = check(bytes(award.credential.document.signed or b""), at=NOON)
    assert verification.outcome in ("good", "warning"), (award.badge.slug, verification)


def _earned(person: Person, version: BadgeVersion, staff: Staff) -> Award:
    """Do all that a badge asks for, first what it asks for before."""
    if held := Award.objects.filter(person=person, badge=version.badge).first():
        return held
    facts = version.facts
    if facts.milestone:
        for slug in facts.milestone.of[: facts.milestone.hold]:
            _earned(person, _current(slug), staff)
        signer.keep_up(keys=staff.keys, at=NOON)
        return awards.claim_milestone(person=person, version=version, at=NOON)
    _belong(person, version, facts.audience.rule)
    for before in facts.before:
        if not before.needed:
            continue
        if before.badge:
            _earned(person, _current(before.badge), staff)
        elif before.claim:
            _state(person, before.claim, {})
        else:
            rung = next(
                badge.current
                for badge in Badge.objects.select_related("current__badge__issuer")
                if badge.current
                and (level := badge.current.facts.level)
                and (level.ladder, level.rank) == (before.ladder, before.rank)
            )
            _earned(person, rung, staff)
    if facts.ai_rule.asks:
        return _awarded_with_declaration(person, version, staff)
    return make.awarded(person, version, staff.assessors[version.badge.issuer_id])


def _awarded_with_declaration(person: Person, version: BadgeVersion, staff: Staff) -> Award:
    from kenspeckle.applications import operations as applications

    draft = make.draft(person, version)
    applications.declare_ai(application_uid=draft.uid, person=person, used=False, at=NOON)
    applications.submit(application_uid=draft.uid, person=person, accepted_terms=True, at=NOON)
    draft.refresh_from_db()
    decision = make.decided(draft, staff.assessors[version.badge.issuer_id])
    return Award.objects.get(basis_reference=f"decision:{decision.uid}")


def _current(slug: str) -> BadgeVersion:
    version = Badge.objects.select_related("current__badge__issuer").get(slug=slug).current
    assert version is not None
    return version


def _belong(person: Person, version: BadgeVersion, rule: Rule) -> None:
    """Make a rule true of a person."""
    for one in rule.all or (rule.any or ())[:1]:
        _belong(person, version, one)
    if rule.claim:
        _state(person, rule.claim, {name: values[0] for name, values in rule.where.items()})
    if rule.employed:
        make.employ(person, make.employer())
    if rule.member_of:
        make.member(Organisation.objects.get(slug=rule.member_of), Role.OWNER, person)
    if rule.invited:
        inviting.invite(badge=version.badge, rows=person.email, at=NOON)
    if rule.attended:
        inviting.load_attendance(event=rule.attended, rows=f"{person.email},{TODAY}", at=NOON)


def _state(person: Person, code: str, given: dict[str, str]) -> None:
    definition = ClaimKind.objects.get(code=code).definition
    stated = [one for one in claims_of(person) if one.definition.code != code]
    claim = StatedClaim(definition, {**_values(definition), **given})
    state_claims(person=person, claims=[*stated, claim], at=NOON)


def _values(definition: ClaimDefinition) -> dict[str, str]:
    values = {}
    for field in definition.fields:
        match field.kind:
            case "choice":
                values[field.code] = field.choices[0].code
            case "date":
                values[field.code] = TODAY.isoformat()
            case _:
                values[field.code] = next(
                    text for text in TEXTS if re.fullmatch(field.pattern or ".*", text)
                )
    return values

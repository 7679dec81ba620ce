"""What is known of a person that an audience's rule may ask."""

from datetime import date

from kenspeckle.accounts.models import Person
from kenspeckle.accounts.queries import claims_of
from kenspeckle.catalogue.audiences import Claim, Facts
from kenspeckle.catalogue.models import Badge
from kenspeckle.organisations.queries import present_employment


def facts_about(person: Person, badge: Badge, today: date) -> Facts:
    """Return the facts about `person` that decide who may apply for `badge` on the day `today`."""
    return Facts(
        today=today,
        claims=tuple(
            Claim(claim.definition.code, claim.values, claim.on) for claim in claims_of(person)
        ),
        employed=present_employment(person) is not None,
        member_of=frozenset(
            person.memberships.filter(until=None).values_list("organisation__slug", flat=True)
        ),
    )

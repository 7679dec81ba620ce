"""What this room holds about a person: for their archive, and when they are erased."""

from datetime import datetime

from kenspeckle.accounts.models import Person
from kenspeckle.accounts.personal_data import Erasure, PersonalData, Stays
from kenspeckle.kernel.dates import day
from kenspeckle.kernel.kit import Fact
from kenspeckle.organisations import operations
from kenspeckle.organisations.queries import employments_of


def personal_data(person: Person) -> list[PersonalData]:
    """Return the employments and the roles of a person."""
    employments = employments_of(person)
    roles = list(person.memberships.select_related("organisation").order_by("since"))
    return [
        PersonalData(
            "Where you say you work",
            tuple(
                Fact(
                    f"{one.job_role}, {one.employer}",
                    f"from {day(one.since)}" + (f" to {day(one.until)}" if one.until else ""),
                )
                for one in employments
            ),
            [one.as_document() for one in employments],
        ),
        PersonalData(
            "Your roles",
            tuple(
                Fact(
                    f"{role.get_role_display()}, {role.organisation}",
                    f"from {day(role.since)}" + (f" to {day(role.until)}" if role.until else ""),
                )
                for role in roles
            ),
            [
                {
                    "organisation": role.organisation.slug,
                    "role": role.role,
                    "since": role.since.isoformat(),
                    "until": role.until.isoformat() if role.until else None,
                }
                for role in roles
            ],
        ),
    ]


def erasures(person: Person, kept: frozenset[str]) -> list[Erasure]:
    """Return what erasing a person means here: employments go, roles end."""

    def carry_out(because: str, at: datetime) -> None:
        person.employments.all().delete()
        for membership in person.memberships.filter(until=None):
            operations.end_membership(membership=membership, by=person, at=at)

    return [
        Erasure(
            goes=("Where you work or worked, as you stated it.",),
            carry_out=carry_out,
            stays=(
                Stays(
                    "Which roles the number without a name had in an organisation, and when.",
                    "What somebody decided in a role stays valid, and it can be shown that they had it.",
                ),
            )
            if person.memberships.exists()
            else (),
        )
    ]

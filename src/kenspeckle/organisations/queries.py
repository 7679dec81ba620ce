"""Who belongs where, and what people state about where they work."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from kenspeckle.accounts.claims import shown
from kenspeckle.accounts.models import Person
from kenspeckle.kernel.kit import Fact
from kenspeckle.organisations.models import Employment, Membership, Organisation, Role


@dataclass(frozen=True)
class StatedEmployment:
    """Where a person works or worked, as they state it; `organisation` is the slug of one we know."""

    employer: str
    organisation: str
    job_role: str
    since: date
    until: date | None

    def as_document(self) -> dict[str, Any]:
        """Return the employment as plain JSON values."""
        return {
            "employer": self.employer,
            "organisation": self.organisation,
            "job_role": self.job_role,
            "since": self.since.isoformat(),
            "until": self.until.isoformat() if self.until else None,
        }


def employments_of(person: Person) -> tuple[StatedEmployment, ...]:
    """Return every employment that `person` stated, past ones too, in order."""
    return tuple(
        StatedEmployment(
            employment.employer_name,
            employment.employer.slug if employment.employer else "",
            employment.job_role,
            employment.since,
            employment.until,
        )
        for employment in person.employments.select_related("employer")
    )


def facts_stated(
    claims: Iterable[Mapping[str, Any]], employments: Iterable[Mapping[str, Any]]
) -> list[Fact]:
    """Return documents of claims and employments as facts to read, present employments only."""
    return [
        *(shown(claim) for claim in claims),
        *(
            Fact("Works as", f"{employment['job_role']}, {employment['employer']}")
            for employment in employments
            if not employment["until"]
        ),
    ]


def present_employment(person: Person) -> Employment | None:
    """Return where `person` says that they work now."""
    return person.employments.filter(until=None).select_related("employer").first()


def organisations_where(person: Person, *roles: Role) -> QuerySet[Organisation]:
    """Return the organisations in which `person` now has one of `roles`."""
    return Organisation.objects.filter(
        pk__in=Membership.objects.filter(person=person, role__in=roles, until=None).values(
            "organisation"
        )
    )


def roles_in_menus(person: Person) -> frozenset[Role]:
    """Return the roles that `person` now has anywhere: for menus, asked once for each request."""
    roles: frozenset[Role] | None = getattr(person, "_roles_in_menus", None)
    if roles is None:
        held = Membership.objects.filter(person=person, until=None)
        roles = frozenset(Role(role) for role in held.values_list("role", flat=True))
        person._roles_in_menus = roles  # type: ignore[attr-defined]
    return roles


def has_role(person: Person, organisation: Organisation, *roles: Role) -> bool:
    """Return whether `person` now has one of `roles` in `organisation`."""
    return Membership.objects.filter(
        person=person, organisation=organisation, role__in=roles, until=None
    ).exists()

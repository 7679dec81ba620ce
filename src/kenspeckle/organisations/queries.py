"""Who belongs where, and what a person claims about their work."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from kenspeckle.accounts.models import Person
from kenspeckle.organisations.models import Employment, Membership, Organisation, Role


@dataclass(frozen=True)
class RegistrationClaim:
    """One register part and the number under it, as the person states them."""

    part: str
    part_name: str
    number: str


@dataclass(frozen=True)
class Claims:
    """Everything private that decides who may apply. Never part of public evidence."""

    registrations: tuple[RegistrationClaim, ...] = ()
    childminder: bool = False
    service_number: str = ""
    personal_assistant: bool = False
    employer: str = ""
    job_role: str = ""

    @property
    def in_social_services(self) -> bool:
        """Whether any claim says that the person works in social services."""
        return bool(
            self.registrations or self.childminder or self.personal_assistant or self.employer
        )

    def as_document(self) -> dict[str, Any]:
        """Return the claims as plain JSON values, for a frozen submission."""
        return {
            "registrations": [
                {"part": claim.part, "number": claim.number} for claim in self.registrations
            ],
            "childminder": self.childminder,
            "service_number": self.service_number,
            "personal_assistant": self.personal_assistant,
            "employer": self.employer,
            "job_role": self.job_role,
        }


def claims_of(person: Person) -> Claims:
    """Return what `person` claims about registration and work, as it stands now."""
    practice = getattr(person, "practice", None)
    employment = getattr(person, "employment", None)
    return Claims(
        registrations=tuple(
            RegistrationClaim(claim.part, str(claim.get_part_display()), claim.number)
            for claim in person.registrations.order_by("part")
        ),
        childminder=bool(practice and practice.childminder),
        service_number=practice.service_number if practice else "",
        personal_assistant=bool(practice and practice.personal_assistant),
        employer=employment.employer_name if employment else "",
        job_role=employment.job_role if employment else "",
    )


def organisations_where(person: Person, *roles: Role) -> QuerySet[Organisation]:
    """Return the organisations in which `person` now has one of `roles`."""
    return Organisation.objects.filter(
        pk__in=Membership.objects.filter(person=person, role__in=roles, until=None).values(
            "organisation"
        )
    )


def has_role(person: Person, organisation: Organisation, *roles: Role) -> bool:
    """Return whether `person` now has one of `roles` in `organisation`."""
    return Membership.objects.filter(
        person=person, organisation=organisation, role__in=roles, until=None
    ).exists()


def team_of(person: Person) -> QuerySet[Person]:
    """Return everyone with the same employer organisation as `person`, and those they manage."""
    employers = Organisation.objects.filter(
        Q(employments__person=person)
        | Q(memberships__person=person, memberships__until=None, is_employer=True)
    )
    return Person.objects.filter(
        pk__in=Employment.objects.filter(employer__in=employers).values("person")
    ) | Person.objects.filter(pk=person.pk)

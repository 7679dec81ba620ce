"""What is known of a person that an audience's rule may ask, and what this room holds about them."""

from datetime import date, datetime

from django.db.models import Max, Q, QuerySet

from kenspeckle.accounts.models import Person
from kenspeckle.accounts.personal_data import Erasure, PersonalData
from kenspeckle.accounts.queries import addresses_of, claims_of
from kenspeckle.catalogue.audiences import ClaimFact, Facts
from kenspeckle.catalogue.models import Attendance, Badge, Invitation
from kenspeckle.kernel.dates import day
from kenspeckle.kernel.kit import Fact
from kenspeckle.organisations.queries import present_employment


def facts_about(person: Person, badge: Badge, today: date) -> Facts:
    """Return the facts about `person` that decide who may apply for `badge` on the day `today`."""
    addresses = addresses_of(person)
    return Facts(
        today=today,
        claims=tuple(
            ClaimFact(claim.definition.code, claim.values, claim.on) for claim in claims_of(person)
        ),
        employed=present_employment(person) is not None,
        member_of=frozenset(
            person.memberships.filter(until=None).values_list("organisation__slug", flat=True)
        ),
        invited=_invitations(person, addresses).filter(badge=badge).exists(),
        attended=dict(
            Attendance.objects.filter(address__in=addresses, on__lte=today)
            .values_list("event")
            .annotate(last=Max("on"))
        ),
    )


def personal_data(person: Person) -> list[PersonalData]:
    """Return the invitations and the attendance of a person."""
    addresses = addresses_of(person)
    invitations = list(_invitations(person, addresses).select_related("badge__current"))
    attended = list(Attendance.objects.filter(address__in=addresses).order_by("on"))
    return [
        PersonalData(
            "Invitations and attendance",
            (
                *(Fact("Invited to", str(one.badge.current or one.badge)) for one in invitations),
                *(Fact(f"At the event {one.event}", day(one.on)) for one in attended),
            ),
            {
                "invited_to": [one.badge.slug for one in invitations],
                "attended": [{"event": one.event, "on": one.on.isoformat()} for one in attended],
            },
        )
    ]


def erasures(person: Person, kept: frozenset[str]) -> list[Erasure]:
    """Return what erasing a person means here: no list names them any more."""
    addresses = addresses_of(person)

    def carry_out(because: str, at: datetime) -> None:
        _invitations(person, addresses).delete()
        Attendance.objects.filter(address__in=addresses).delete()

    return [Erasure(goes=("Invitations and lists of events that name you.",), carry_out=carry_out)]


def _invitations(person: Person, addresses: list[str]) -> QuerySet[Invitation]:
    return Invitation.objects.filter(Q(person=person) | Q(address__in=addresses))

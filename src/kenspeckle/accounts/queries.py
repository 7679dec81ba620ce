"""What people state about themselves, as it stands now."""

from allauth.account.models import EmailAddress

from kenspeckle.accounts.claims import ClaimDefinition, StatedClaim
from kenspeckle.accounts.models import ClaimKind, Person


def claims_of(person: Person) -> tuple[StatedClaim, ...]:
    """Return what `person` states, in the order of the programme's definitions."""
    return tuple(
        claim.stated for claim in person.claims.filter(kind__is_asked=True).select_related("kind")
    )


def claims_asked() -> tuple[ClaimDefinition, ...]:
    """Return the kinds of claims that people are asked for, in order."""
    return tuple(kind.definition for kind in ClaimKind.objects.filter(is_asked=True))


def addresses_of(person: Person) -> list[str]:
    """Return the addresses that are known to be the person's, in lower case."""
    verified = EmailAddress.objects.filter(user=person, verified=True)
    return sorted(
        {address.lower() for address in [person.email, *verified.values_list("email", flat=True)]}
    )

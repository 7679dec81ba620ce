"""What this room holds about a person, for their archive."""

from allauth.account.models import EmailAddress

from kenspeckle.accounts.claims import shown
from kenspeckle.accounts.models import Person
from kenspeckle.accounts.personal_data import PersonalData
from kenspeckle.accounts.queries import claims_of
from kenspeckle.kernel.dates import moment
from kenspeckle.kernel.kit import Fact


def personal_data(person: Person) -> list[PersonalData]:
    """Return the account and the claims of a person."""
    addresses = list(EmailAddress.objects.filter(user=person).values_list("email", flat=True))
    claims = [claim.as_document() for claim in claims_of(person)]
    return [
        PersonalData(
            "Your account",
            (
                Fact("Name on new awards", person.display_name),
                Fact("Email addresses", ", ".join(addresses or [person.email])),
                Fact("Account since", moment(person.joined_at)),
            ),
            {
                "number": str(person.uid),
                "name": person.display_name,
                "email": addresses or [person.email],
                "since": person.joined_at.isoformat(),
            },
        ),
        PersonalData("What you stated about yourself", tuple(map(shown, claims)), claims),
    ]

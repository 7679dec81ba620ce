"""What this room holds about a person, for their archive."""

from allauth.account.models import EmailAddress

from kenspeckle.accounts.claims import shown
from kenspeckle.accounts.models import Person
from kenspeckle.accounts.personal_data import PersonalData
from kenspeckle.kernel import mail
from kenspeckle.kernel.dates import moment
from kenspeckle.kernel.kit import Fact


def personal_data(person: Person) -> list[PersonalData]:
    """Return the account of a person, all that they ever stated and did not withdraw, and their mail."""
    addresses = list(EmailAddress.objects.filter(user=person).values_list("email", flat=True))
    stated = person.claims.select_related("kind")
    claims = [claim.stated.as_document() for claim in stated]
    letters = mail.letters_to([*addresses, person.email])
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
        PersonalData(
            "Mail that we sent you",
            tuple(Fact(moment(letter.queued_at), letter.subject) for letter in letters),
            [
                {"at": letter.queued_at.isoformat(), "subject": letter.subject, "text": letter.text}
                for letter in letters
            ],
        ),
    ]

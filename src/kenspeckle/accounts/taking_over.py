"""Nobody keeps a way in to an account whose address they never had.

Whoever signs up with somebody else's address and a password cannot confirm it. When its owner comes
later and signs in by a code, the address becomes confirmed; the password of whoever came first must
not open the account then.
"""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.http import HttpRequest

from kenspeckle.accounts.models import Person


def listen() -> None:
    """Hear of confirmed addresses from django-allauth, which has no other way of telling."""
    email_confirmed.connect(_forget_password_of_the_first, dispatch_uid="accounts.taking_over")


def _forget_password_of_the_first(
    request: HttpRequest, email_address: EmailAddress, **_: Any
) -> None:
    # The very object that is being signed in: its session is bound to the password as it stands there.
    person = email_address.user
    assert isinstance(person, Person)
    by_code = any(
        record["method"] == "code" for record in get_authentication_records(request, person)
    )
    others = EmailAddress.objects.filter(user=person, verified=True)
    if not by_code or others.exclude(pk=email_address.pk).exists():
        return
    if person.has_usable_password():
        person.set_unusable_password()
        person.save(update_fields=["password"])

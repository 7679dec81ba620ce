"""Erasing a person: first said in full, then done in one transaction, and never undone."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from kenspeckle.accounts import hooks
from kenspeckle.accounts.models import Person, Session
from kenspeckle.accounts.operations import chain
from kenspeckle.accounts.personal_data import Erasure, Keepsake, Stays
from kenspeckle.audit.operations import record
from kenspeckle.kernel import mail
from kenspeckle.kernel.refusals import Invalid, NotAllowed

ASKED = "the person asked for it"


@dataclass(frozen=True)
class Account:
    """What an erasure will do, said before it is done."""

    goes: tuple[str, ...]
    stays: tuple[Stays, ...]
    beyond_recall: tuple[str, ...]
    keepsakes: tuple[Keepsake, ...]


def account_of(person: Person) -> Account:
    """Return what erasing `person` would do, before they choose what to keep."""
    planned = hooks.erasures(person, frozenset())
    return Account(
        goes=tuple(sentence for one in planned for sentence in one.goes),
        stays=tuple(stays for one in planned for stays in one.stays),
        beyond_recall=tuple(sentence for one in planned for sentence in one.beyond_recall),
        keepsakes=tuple(hooks.keepsakes(person)),
    )


@transaction.atomic
def erase(*, person: Person, kept: frozenset[str], because: str = ASKED, at: datetime) -> None:
    """Erase all that the rooms hold about `person` but what they must keep, and the keepsakes `kept`.

    Refuses with `Invalid` when something is to be kept that cannot be, and with `NotAllowed` when the
    person is erased already. Nothing is erased then.
    """
    locked = Person.objects.select_for_update().get(pk=person.pk)
    if locked.erased_at is not None:
        raise NotAllowed
    keepable = {one.uid for one in hooks.keepsakes(locked) if not one.why_not}
    if not kept <= keepable:
        raise Invalid(
            "One of the awards that you want to keep cannot be kept. Look at the list again."
        )
    for erasure in hooks.erasures(locked, kept):
        erasure.carry_out(because, at)
    record("person.erased", chain=chain(locked), by=locked.uid, at=at)


def own_erasure(person: Person, kept: frozenset[str]) -> list[Erasure]:
    """Return what erasing a person means in this room: the account itself."""

    def carry_out(because: str, at: datetime) -> None:
        for address in {
            person.email,
            *EmailAddress.objects.filter(user=person).values_list("email", flat=True),
        }:
            mail.forget(address)
        person.claims.all().delete()
        person.authenticator_set.all().delete()  # type: ignore[attr-defined]  # django-allauth's
        EmailAddress.objects.filter(user=person).delete()
        Session.objects.filter(person=person).delete()
        person.email = f"{person.uid}@{mail.NOWHERE}"
        person.display_name = ""
        person.set_unusable_password()
        person.is_active = False
        person.is_demonstration = False
        person.erased_at, person.erased_because = at, because
        person.save()

    return [
        Erasure(
            goes=(
                "Your account: name, email addresses, password, second sign-in step, and every sign-in.",
                "What you stated privately about yourself.",
                "The mail that we sent you, as far as we keep it.",
            ),
            carry_out=carry_out,
            stays=(
                Stays(
                    "A number without a name, and the day on which you asked for this.",
                    "What others decided stays connected, and nobody can be taken for you.",
                ),
                Stays(
                    "The chains of events: which step was taken when, by which number, with digests.",
                    "They prove that nothing was changed afterwards, and hold no words of yours.",
                ),
            ),
            beyond_recall=("Mail that has reached a mailbox.",),
        )
    ]

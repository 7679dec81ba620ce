"""Which pages a member of staff may use, and whether they may now."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from kenspeckle.accounts.models import Person
from kenspeckle.kernel.refusals import NotEligible
from kenspeckle.organisations.models import Role
from kenspeckle.organisations.queries import organisations_where


class SecondFactorNeeded(NotEligible):
    """Staff pages ask for a second sign-in step, and this person has not set one up."""

    link_words = "Set up the second step"

    def __init__(self) -> None:
        super().__init__(
            "Pages for staff need a second sign-in step, because they show what other people wrote. "
            "Set it up once, which takes about three minutes, then open this page again."
        )

    @property
    def link(self) -> str:
        """The page on which to set it up."""
        return reverse("mfa_index")


def looks_after_mail(person: Person) -> bool:
    """Return whether `person` leads or owns an organisation, and so answers for the mail that goes out."""
    return organisations_where(person, Role.LEAD, Role.OWNER).exists()


def require_second_factor(request: HttpRequest) -> None:
    """Raise `SecondFactorNeeded` unless the person signs in in two steps; demonstrations go without.

    Whoever has set the second step up cannot sign in without it, so having it is enough.
    """
    if settings.DEMONSTRATION:
        return
    if not isinstance(request.user, Person) or not is_mfa_enabled(request.user):
        raise SecondFactorNeeded

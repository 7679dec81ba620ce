"""What this room lends to pages of others."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from kenspeckle.accounts.claims import shown
from kenspeckle.accounts.models import Person
from kenspeckle.kernel.kit import NavigationEntry, Panel
from kenspeckle.organisations.models import Membership, Role
from kenspeckle.organisations.queries import roles_in_menus


@dataclass(frozen=True)
class ReadySignIn:
    """One of the demonstration people, and in a few words who they are."""

    person: Person
    description: str


def account_links(request: HttpRequest) -> list[NavigationEntry]:
    """Return the page about claims and work, and the one about mail for those who look after it."""
    entries = [NavigationEntry("About you and your work", "organisations:my_work", 10)]
    if isinstance(request.user, Person) and roles_in_menus(request.user) & {Role.LEAD, Role.OWNER}:
        entries.append(NavigationEntry("Outgoing mail", "organisations:outgoing_mail", 45))
    return entries


def say_where_you_work(request: HttpRequest) -> list[Panel]:
    """Return the way to "About you and your work", for a learner who has stated nothing yet."""
    person = request.user
    if (
        not isinstance(person, Person)
        or person.claims.exists()
        or person.employments.exists()
        or person.memberships.filter(until=None).exists()
    ):
        return []
    return [Panel("organisations/_say_where_you_work.html", {}, order=40)]


def ready_sign_ins(request: HttpRequest) -> list[Panel]:
    """Return the demonstration people to sign in as; nothing outside demonstrations."""
    if not settings.DEMONSTRATION:
        return []
    people = (
        Person.objects.filter(is_demonstration=True, is_active=True)
        .prefetch_related("claims__kind", "employments", "memberships__organisation")
        .order_by("joined_at", "pk")
    )
    ready = [ReadySignIn(person, _words(person)) for person in people]
    context = {"ready": ready, "next": request.GET.get("next", "")[:500]}
    return [Panel("organisations/_ready_sign_ins.html", context)] if ready else []


def _words(person: Person) -> str:
    roles = [
        _role(membership) for membership in person.memberships.all() if membership.until is None
    ]
    if roles:
        return ", ".join(roles)
    present = [one for one in person.employments.all() if one.until is None]
    said = [str(shown(claim.stated.as_document()).name) for claim in person.claims.all()]
    works = [f"works at {present[0].employer_name}"] if present else []
    return ", ".join(["Learner", *said, *works])


def _role(membership: Membership) -> str:
    return f"{membership.get_role_display()}, {membership.organisation}"

"""What this room lends to the pages of others: a badge's page, the front page, "My badges"."""

from django.http import HttpRequest

from kenspeckle.accounts.models import Person
from kenspeckle.applications.eligibility import standing
from kenspeckle.applications.queries import closed_applications
from kenspeckle.applications.queries import open_applications as open_ones
from kenspeckle.catalogue.availability import availability
from kenspeckle.catalogue.models import Badge
from kenspeckle.kernel.clock import london_date, now
from kenspeckle.kernel.kit import Panel


def on_badge_page(request: HttpRequest, badge: Badge) -> list[Panel]:
    """Return whether this person may apply, why not, and the button; for a visitor, how to begin.

    A visitor is not asked to sign in for a badge that takes no applications.
    """
    if badge.current and badge.current.facts.milestone:
        # It is claimed, not applied for: `awards` has the panel.
        return []
    context: dict[str, object] = {"badge": badge, "standing": None}
    if isinstance(request.user, Person) and badge.current:
        context["standing"] = standing(person=request.user, version=badge.current, at=now())
    elif badge.current and not availability(badge.current, london_date(now())).is_open:
        return []
    return [Panel("applications/_on_badge_page.html", context, order=10)]


def on_front_page(request: HttpRequest) -> list[Panel]:
    """Return the person's open applications, when there are any, for the front page."""
    return _open_applications(request, order=20)


def _open_applications(request: HttpRequest, *, order: int) -> list[Panel]:
    if not isinstance(request.user, Person):
        return []
    applications = open_ones(request.user)
    return (
        [Panel("applications/_open.html", {"applications": applications}, order)]
        if applications
        else []
    )


def all_applications(request: HttpRequest) -> list[Panel]:
    """Return the open applications and those that ended without an award."""
    panels = _open_applications(request, order=10)
    if isinstance(request.user, Person) and (closed := closed_applications(request.user)):
        panels.append(Panel("applications/_closed.html", {"applications": closed}, 90))
    return panels

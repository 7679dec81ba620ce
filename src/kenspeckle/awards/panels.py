"""What this room lends to the pages of others."""

from django.http import HttpRequest

from kenspeckle.accounts.models import Person
from kenspeckle.awards import milestones, places
from kenspeckle.awards.models import Award
from kenspeckle.awards.states import AwardState
from kenspeckle.catalogue import wording
from kenspeckle.catalogue.availability import availability
from kenspeckle.catalogue.models import Badge
from kenspeckle.kernel.clock import london_date, now
from kenspeckle.kernel.kit import NavigationEntry, Panel
from kenspeckle.organisations.models import Role
from kenspeckle.organisations.queries import roles_in_menus


def account_links(request: HttpRequest) -> list[NavigationEntry]:
    """Return the way to the awards that were made, for programme leads."""
    if isinstance(request.user, Person) and Role.LEAD in roles_in_menus(request.user):
        return [NavigationEntry("Awards made", "awards:made", 40)]
    return []


def on_badge_page(request: HttpRequest, badge: Badge) -> list[Panel]:
    """Return how far this person is towards a milestone, and the button; for a visitor, the list."""
    version = badge.current
    if version is None or version.facts.milestone is None:
        return []
    at = now()
    person = request.user if isinstance(request.user, Person) else None
    progress = milestones.progress(version, person, at)
    held = (
        person
        and Award.objects.filter(person=person, badge=badge)
        .exclude(state=AwardState.REVOKED)
        .order_by("-awarded_at")
        .first()
    )
    is_free = person and places.free_place(person, places.period_at(version, at)) is not None
    return [
        Panel(
            "awards/_milestone.html",
            {
                "badge": badge,
                "asks": wording.milestone(version),
                "person": person,
                "progress": progress,
                "held": held,
                "may_claim": progress.is_complete
                and is_free
                and availability(version, london_date(at)).is_open,
            },
            order=10,
        )
    ]

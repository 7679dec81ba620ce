"""What this room lends to the pages of others."""

from django.http import HttpRequest

from kenspeckle.accounts.models import Person
from kenspeckle.kernel.kit import NavigationEntry
from kenspeckle.organisations.models import Role
from kenspeckle.organisations.queries import organisations_where


def account_links(request: HttpRequest) -> list[NavigationEntry]:
    """Return the way to the awards that were made, for programme leads."""
    if isinstance(request.user, Person) and organisations_where(request.user, Role.LEAD):
        return [NavigationEntry("Awards made", "awards:made", 40)]
    return []

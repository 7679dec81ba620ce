"""What this room lends to the pages of others."""

from django.http import HttpRequest

from kenspeckle.kernel.kit import NavigationEntry


def navigation(request: HttpRequest) -> list[NavigationEntry]:
    """Return the way to one's badges, for those who are signed in."""
    if not request.user.is_authenticated:
        return []
    return [NavigationEntry("My badges", "portfolio:my_badges", 20)]

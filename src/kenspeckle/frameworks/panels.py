"""What this room lends to the pages of others."""

from django.http import HttpRequest

from kenspeckle.kernel.kit import NavigationEntry


def navigation(request: HttpRequest) -> list[NavigationEntry]:
    """Return the way to the standards, for everybody."""
    return [NavigationEntry("Standards", "frameworks:standards", 12)]

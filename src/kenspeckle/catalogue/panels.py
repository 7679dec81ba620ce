"""What this room lends to the pages of others."""

from django.http import HttpRequest

from kenspeckle.kernel.kit import NavigationEntry


def navigation(request: HttpRequest) -> list[NavigationEntry]:
    """Return the way to all badges, for everybody."""
    return [NavigationEntry("All badges", "catalogue:badges", 10)]

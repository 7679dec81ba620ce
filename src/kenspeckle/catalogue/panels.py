"""What this room lends to the pages of others."""

from collections.abc import Iterator, Sequence

from django.http import HttpRequest

from kenspeckle.catalogue import queries
from kenspeckle.frameworks.models import Element
from kenspeckle.kernel.clock import london_date, now
from kenspeckle.kernel.kit import BadgeCard, NavigationEntry


def navigation(request: HttpRequest) -> list[NavigationEntry]:
    """Return the way to all badges, for everybody."""
    return [NavigationEntry("All badges", "catalogue:badges", 10)]


def counting_towards(elements: Sequence[Element]) -> Iterator[tuple[int, BadgeCard]]:
    """Yield each element's key with a card for each badge that counts towards it, open ones first."""
    yield from queries.counting_towards(elements, london_date(now()))

"""What other rooms may lend to the front page."""

from collections.abc import Iterable

from django.http import HttpRequest

from kenspeckle.kernel.hooks import Slot
from kenspeckle.kernel.kit import Panel


@Slot
def panels(request: HttpRequest) -> Iterable[Panel]:
    """What a room has to say on the front page to this person."""
    raise AssertionError

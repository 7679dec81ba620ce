"""What other rooms may lend to the page of a person's badges."""

from collections.abc import Iterable

from django.http import HttpRequest

from kenspeckle.kernel.hooks import Slot
from kenspeckle.kernel.kit import Panel


@Slot
def panels(request: HttpRequest) -> Iterable[Panel]:
    """What a room has to say on the page of this person's badges."""
    raise AssertionError

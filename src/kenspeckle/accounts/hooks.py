"""What other rooms may lend to the pages of accounts."""

from collections.abc import Iterable

from django.http import HttpRequest

from kenspeckle.kernel.hooks import Slot
from kenspeckle.kernel.kit import Panel


@Slot
def entrance_panels(request: HttpRequest) -> Iterable[Panel]:
    """What a room has to say beside the sign-in form."""
    raise AssertionError

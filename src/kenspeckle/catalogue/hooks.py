"""What other rooms may lend to the catalogue's pages."""

from collections.abc import Iterable

from django.http import HttpRequest

from kenspeckle.catalogue.models import Badge
from kenspeckle.kernel.hooks import Slot
from kenspeckle.kernel.kit import Panel


@Slot
def badge_panels(request: HttpRequest, badge: Badge) -> Iterable[Panel]:
    """What a room has to say on a badge's page to this visitor."""
    raise AssertionError

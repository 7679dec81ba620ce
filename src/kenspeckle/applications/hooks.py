"""What other rooms may lend to an application's pages."""

from collections.abc import Iterable

from django.http import HttpRequest

from kenspeckle.applications.models import Application
from kenspeckle.catalogue.models import Criterion
from kenspeckle.kernel.hooks import Slot
from kenspeckle.kernel.kit import Panel, Step


@Slot
def panels(request: HttpRequest, application: Application) -> Iterable[Panel]:
    """What a room has to say on an application's page to its applicant."""
    raise AssertionError


@Slot
def criterion_panels(
    request: HttpRequest, application: Application, criterion: Criterion
) -> Iterable[Panel]:
    """What a room has to say beside one criterion to the applicant."""
    raise AssertionError


@Slot
def steps(application: Application) -> Iterable[Step]:
    """A room's entries of an application's timeline."""
    raise AssertionError

"""What other rooms may lend to the pages of accounts, and what all rooms hold about a person."""

from collections.abc import Iterable

from django.http import HttpRequest

from kenspeckle.accounts.models import Person
from kenspeckle.accounts.personal_data import Erasure, Keepsake, PersonalData
from kenspeckle.kernel.hooks import Slot
from kenspeckle.kernel.kit import Panel


@Slot
def entrance_panels(request: HttpRequest) -> Iterable[Panel]:
    """What a room has to say beside the sign-in form."""
    raise AssertionError


@Slot
def personal_data(person: Person) -> Iterable[PersonalData]:
    """All that a room holds about this person, for their archive."""
    raise AssertionError


@Slot
def keepsakes(person: Person) -> Iterable[Keepsake]:
    """What this person may keep though their account goes."""
    raise AssertionError


@Slot
def erasures(person: Person, kept: frozenset[str]) -> Iterable[Erasure]:
    """What erasing this person means in a room, when they keep the keepsakes with the uids `kept`."""
    raise AssertionError

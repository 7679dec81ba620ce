"""What other rooms may lend to the pages of standards."""

from collections.abc import Iterable, Sequence

from kenspeckle.frameworks.models import Element
from kenspeckle.kernel.hooks import Slot
from kenspeckle.kernel.kit import BadgeCard


@Slot
def counting_towards(elements: Sequence[Element]) -> Iterable[tuple[int, BadgeCard]]:
    """The badges that count towards these elements: the element's key, and a card."""
    raise AssertionError

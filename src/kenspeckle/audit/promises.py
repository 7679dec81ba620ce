"""What this room promises of its rows (`kenspeckle doctor`)."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db.models import Count

from kenspeckle.audit.models import Event
from kenspeckle.audit.operations import broken_links
from kenspeckle.kernel.promises import Promise

Counts = Mapping[tuple[str, str], int]


def promises() -> list[Promise]:
    """Return this room's promises."""
    return [Promise("the chains of events verify", Event, _chains)]


def counted() -> Counts:
    """Return how many events of each name each chain holds, for the promises of other rooms."""
    rows = Event.objects.values("chain", "name").annotate(count=Count("pk"))
    return {(row["chain"], row["name"]): row["count"] for row in rows}


def differences(counts: Counts, chain: str, expected: Mapping[str, int]) -> Iterator[str]:
    """Yield a sentence for each event name of which `chain` does not hold the expected number."""
    for name, number in expected.items():
        recorded = counts.get((chain, name), 0)
        if recorded != number:
            yield f"{chain} has {recorded} events {name}; its rows tell of {number}."


def _chains(_: datetime) -> Iterator[str]:
    yield from broken_links(Event.objects.order_by("chain", "number").iterator(500))

"""Recording events and checking their chains."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection
from openbadges3.encoding import jcs

from kenspeckle.audit.models import Event
from kenspeckle.kernel.features import is_told, reactions_to

FIRST = "0" * 64


def record(
    name: str, *, chain: str, by: UUID | None, at: datetime, **facts: str | int | bool | None
) -> Event:
    """Append one event to `chain`, and defer every reaction to it, in the current transaction.

    This is the one place where facts are told: a reaction runs if and only if the event is kept, at
    least once. `facts` are ids and digests, never texts. Two transactions that append to the same
    chain wait for each other (an advisory lock until the end of the transaction).
    """
    assert is_told(name), f"no feature says in `tells` that it records {name}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [chain])
    last = Event.objects.filter(chain=chain).order_by("-number").first()
    number, previous = (last.number + 1, last.digest) if last else (1, FIRST)
    event = Event.objects.create(
        chain=chain,
        number=number,
        name=name,
        at=at,
        actor=by,
        facts=facts,
        previous=previous,
        digest=_digest(chain, number, name, at, by, facts, previous),
    )
    for reaction in reactions_to(name):
        reaction.defer(event=event.pk)
    return event


def broken_links(events: Iterable[Event]) -> list[str]:
    """Return a sentence for every event (ordered by chain and number) that does not fit its chain."""
    problems = []
    expected: dict[str, tuple[int, str]] = {}
    for event in events:
        number, previous = expected.get(event.chain, (1, FIRST))
        facts = dict(event.facts)
        digest = _digest(
            event.chain, event.number, event.name, event.at, event.actor, facts, event.previous
        )
        if (event.number, event.previous, event.digest) != (number, previous, digest):
            problems.append(f"Event {event.number} of {event.chain} does not fit its chain.")
        expected[event.chain] = (event.number + 1, event.digest)
    return problems


def _digest(
    chain: str,
    number: int,
    name: str,
    at: datetime,
    by: UUID | None,
    facts: dict[str, str | int | bool | None],
    previous: str,
) -> str:
    document = {
        "chain": chain,
        "number": number,
        "name": name,
        "at": at.astimezone(UTC).isoformat(),
        "by": str(by) if by else None,
        "facts": facts,
        "previous": previous,
    }
    return hashlib.sha256(jcs(document)).hexdigest()

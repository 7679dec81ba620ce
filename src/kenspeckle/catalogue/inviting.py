"""Who may apply because somebody says so: invitation lists, private links, lists of attendance.

Lists come from files (CSV): an address in each row, and for attendance the day. A list that has a row
amiss changes nothing.
"""

import csv
import hashlib
import secrets
from collections.abc import Iterator
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from kenspeckle.accounts.models import Person
from kenspeckle.accounts.operations import lock
from kenspeckle.audit.operations import record
from kenspeckle.catalogue.models import Attendance, Badge, Invitation, InvitationLink
from kenspeckle.kernel.clock import london_date
from kenspeckle.kernel.refusals import Invalid, NotAllowed, WrongState
from kenspeckle.text.cleaning import clean

LONGEST_LIST = 100_000


@transaction.atomic
def invite(*, badge: Badge, rows: str, at: datetime) -> int:
    """Add the addresses of a list to those who are invited to a badge; return how many are new.

    Refuses with `Invalid` and every row that is amiss; nothing is added then.
    """
    addresses = {address for address, _ in _read(rows, dated=False)}
    known = set(badge.invitations.filter(address__in=addresses).values_list("address", flat=True))
    new = sorted(addresses - known)
    Invitation.objects.bulk_create(
        [Invitation(badge=badge, address=address, made_at=at) for address in new],
        ignore_conflicts=True,
    )
    record("badge.invited", chain=f"badge:{badge.slug}", by=None, at=at, people=len(new))
    return len(new)


@transaction.atomic
def make_link(*, badge: Badge, until: date | None, at: datetime) -> str:
    """Make a private link to a badge and return its secret, which is told this once."""
    secret = secrets.token_urlsafe(24)
    InvitationLink.objects.create(badge=badge, digest=_digest(secret), made_at=at, until=until)
    record("badge.link-made", chain=f"badge:{badge.slug}", by=None, at=at)
    return secret


def end_links(*, badge: Badge, at: datetime) -> int:
    """End every private link of a badge; who came by one before stays invited. Return how many ended."""
    with transaction.atomic():
        ended, _ = badge.invitation_links.all().delete()
        if ended:
            record("badge.links-ended", chain=f"badge:{badge.slug}", by=None, at=at, links=ended)
    return ended


def invited_to(secret: str, *, today: date) -> Badge:
    """Return the badge that a link leads to.

    Refuses with `NotAllowed` when there is no such link, and with `WrongState` when its time is over.
    """
    link = (
        InvitationLink.objects.select_related("badge__current")
        .filter(digest=_digest(secret), badge__current__isnull=False)
        .first()
    )
    if link is None:
        raise NotAllowed
    if link.until and link.until < today:
        raise WrongState("This invitation has ended. Ask whoever sent it to you for a new one.")
    return link.badge


@transaction.atomic
def accept(*, secret: str, person: Person, at: datetime) -> Badge:
    """Keep that `person` came by a private link, so that they may apply; refuses as `invited_to` does."""
    lock(person)
    badge = invited_to(secret, today=london_date(at))
    Invitation.objects.get_or_create(badge=badge, person=person, defaults={"made_at": at})
    return badge


@transaction.atomic
def load_attendance(*, event: str, rows: str, at: datetime) -> int:
    """Add rows of an address and a day to an event's list; return how many are new.

    Refuses with `Invalid` and every row that is amiss; nothing is added then.
    """
    stated = {(address, on) for address, on in _read(rows, dated=True) if on}
    known = set(Attendance.objects.filter(event=event).values_list("address", "on"))
    new = sorted(stated - known)
    Attendance.objects.bulk_create(
        [Attendance(event=event, address=address, on=on) for address, on in new],
        ignore_conflicts=True,
    )
    record("event.attendance-loaded", chain=f"event:{event}", by=None, at=at, people=len(new))
    return len(new)


def _read(rows: str, *, dated: bool) -> list[tuple[str, date | None]]:
    """Return (address, day) of every row; a first row without an address is a heading."""
    stated: list[tuple[str, date | None]] = []
    faults: list[str] = []
    for number, row in enumerate(_rows(rows), start=1):
        if number > LONGEST_LIST:
            raise Invalid(f"A list has at most {LONGEST_LIST:,} rows; load it in parts.")
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and not any("@" in cell for cell in cells)):
            continue
        try:
            validate_email(cells[0])
        except ValidationError:
            faults.append(f"Row {number}: {cells[0][:60]!r} is not an email address.")
            continue
        on = _day(cells[1] if len(cells) > 1 else "") if dated else None
        if dated and on is None:
            faults.append(f"Row {number}: the second column is a day, as 2026-11-30.")
            continue
        stated.append((cells[0].lower(), on))
    if not faults and not stated:
        faults.append("The list has no row with an email address.")
    if faults:
        shown = faults[:20] + ([f"And {len(faults) - 20} more."] if len(faults) > 20 else [])
        raise Invalid("\n".join(shown))
    return stated


def _rows(text: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(clean(text).text.splitlines())
    except csv.Error as error:
        raise Invalid(f"The list is not CSV: {error}.") from error


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

"""Mail as those see it who look after it: how much waits, what is in trouble and why; no text, no address."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Min, QuerySet

from kenspeckle.kernel.models import MailState, OutgoingMail
from kenspeckle.kernel.refusals import NotAllowed, WrongState
from kenspeckle.kernel.tasks import queue_sending

# What waits longer than a moment is worth a look.
WAITS_AFTER = timedelta(minutes=1)
_TROUBLED = (MailState.REFUSED, MailState.UNCLEAR)


@dataclass(frozen=True)
class Numbers:
    """How many messages are in which state, and since when the oldest waits."""

    waiting: int
    troubled: int
    sent_today: int
    waiting_since: datetime | None


def numbers(at: datetime) -> Numbers:
    """Return what the page begins with."""
    waiting = OutgoingMail.objects.filter(
        state__in=[MailState.QUEUED, MailState.HANDING_OVER]
    ).aggregate(count=Count("pk"), since=Min("queued_at"))
    return Numbers(
        waiting=waiting["count"],
        troubled=OutgoingMail.objects.filter(state__in=_TROUBLED).count(),
        sent_today=OutgoingMail.objects.filter(sent_at__gt=at - timedelta(days=1)).count(),
        waiting_since=waiting["since"],
    )


def to_look_at(at: datetime) -> "QuerySet[OutgoingMail]":
    """Return the messages that need somebody's eye: in trouble, or waiting after a try, newest first."""
    troubled = OutgoingMail.objects.filter(state__in=_TROUBLED)
    waiting = OutgoingMail.objects.filter(state=MailState.QUEUED, queued_at__lt=at - WAITS_AFTER)
    return (troubled | waiting).order_by("-queued_at", "-pk")


@dataclass(frozen=True)
class Line:
    """One message on the page: what it is about and to whom, without a word of it."""

    mail: OutgoingMail
    can_be_tried: bool

    @property
    def kind(self) -> str:
        """What it tells of, as "Award revoked"."""
        return re.sub("[.-]", " ", self.mail.key.partition(":")[0]).capitalize()

    @property
    def to(self) -> str:
        """The address as far as its reader need know it: "m…@example.org"."""
        name, _, host = self.mail.to.partition("@")
        return f"{name[:1]}…@{host}"


def lines(mails: Iterable[OutgoingMail], at: datetime) -> list[Line]:
    """Return how the messages are shown."""
    return [Line(mail, can_be_tried=not _is_useless(mail, at)) for mail in mails]


@transaction.atomic
def try_again(pk: int, at: datetime) -> None:
    """Have a message tried again now. Refuses when it has gone, or is of no more use."""
    mail = OutgoingMail.objects.select_for_update().filter(pk=pk).first()
    if mail is None:
        raise NotAllowed
    if mail.state not in (*_TROUBLED, MailState.QUEUED):
        raise WrongState("This message has gone, or nobody needs it any more.")
    if _is_useless(mail, at):
        raise WrongState("This message is of no more use, so it was not sent.")
    mail.state, mail.tries, mail.trouble, mail.next_try_at = MailState.QUEUED, 0, "", at
    mail.save(update_fields=["state", "tries", "trouble", "next_try_at"])
    queue_sending(mail.pk)


def _is_useless(mail: OutgoingMail, at: datetime) -> bool:
    return not mail.to or (mail.useless_after is not None and at > mail.useless_after)

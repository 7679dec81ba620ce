"""Mail: written from a template, queued with the change that causes it, sent by a job.

A template's first line is the subject; the rest, after one empty line, is the text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.db import transaction
from django.db.models.functions import Lower
from django.template.loader import render_to_string

from kenspeckle.kernel.models import MailState, OutgoingMail, ReadableMail
from kenspeckle.kernel.tasks import queue_sending

# Where the addresses of erased people end (RFC 2606: nobody can have one there).
NOWHERE = "erased.invalid"


@dataclass(frozen=True)
class Letter:
    """A message as its reader will see it."""

    subject: str
    text: str


def write(template: str, context: dict[str, Any]) -> Letter:
    """Return the letter that `template` gives with `context`; nothing is queued."""
    rendered = render_to_string(template, {"public_url": settings.PUBLIC_URL, **context})
    subject, _, text = rendered.strip().partition("\n")
    return Letter(subject=" ".join(subject.split())[:200], text=text.strip() + "\n")


def queue(
    key: str,
    *,
    to: str,
    letter: Letter,
    at: datetime,
    secret: bool = False,
    useless_after: datetime | None = None,
) -> None:
    """Queue `letter` in the current transaction; a second call with the same `key` does nothing.

    A `secret` letter (a sign-in code) is emptied once it has gone, and one that has not gone by
    `useless_after` never goes. Nothing is queued to somebody who is erased.
    """
    if to.lower().endswith(f"@{NOWHERE}"):
        return
    with transaction.atomic():
        mail, is_new = OutgoingMail.objects.get_or_create(
            key=key,
            defaults={
                "to": to,
                "subject": letter.subject,
                "text": letter.text,
                "secret": secret,
                "useless_after": useless_after,
                "queued_at": at,
                "next_try_at": at,
            },
        )
        if is_new:
            queue_sending(mail.pk)


def letters_to(addresses: Iterable[str]) -> list[OutgoingMail]:
    """Return what was queued to any of these addresses, in lower case or not, oldest first."""
    wanted = {address.lower() for address in addresses}
    queued = OutgoingMail.objects.annotate(lower=Lower("to")).filter(lower__in=wanted)
    return list(queued.order_by("queued_at", "pk"))


def forget(address: str) -> None:
    """Empty every message to `address`; that there was one, and when, stays."""
    ReadableMail.objects.filter(to__iexact=address).delete()
    theirs = OutgoingMail.objects.filter(to__iexact=address)
    theirs.filter(state=MailState.QUEUED).update(state=MailState.DROPPED, next_try_at=None)
    theirs.update(to="", subject="", text="")


class ReadableHere(BaseEmailBackend):
    """An email backend that keeps messages in the database, for the mail page to show."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep each message; return how many there were."""
        for message in email_messages:
            ReadableMail.objects.create(
                to=", ".join(message.to)[:400],
                subject=str(message.subject)[:400],
                text=str(message.body),
            )
        return len(email_messages)

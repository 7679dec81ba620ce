"""Handing a message over to a mail server, so that it is never silently sent twice or not at all.

    queued -> handing over -> sent
      ^  |         |--------> refused   the server said no, for good
      |--|         |--------> unclear   no answer came: it may have gone

SMTP has one moment that nobody can look into: when the message has been given and the answer has not
come. `HANDING_OVER` is recorded, and committed, just before it. Whatever breaks earlier is tried
again; whatever breaks in it is never tried again by itself, but said on the lead's page.
"""

import contextlib
import hashlib
import re
import smtplib
import ssl
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage as Message
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core import mail as django_mail
from django.db import transaction
from django.db.models import F

from kenspeckle.kernel.models import MailState, OutgoingMail

# After these pauses in turn a message is tried again; after the last it is given up (three days).
PAUSES = tuple(
    timedelta(seconds=seconds)
    for seconds in (10, 60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600, 24 * 3600)
)
# A server that did not answer is not asked for the next message at once: each would wait as long.
AWAY_SECONDS = 10.0
# A server may look at a whole message before it answers.
ANSWER_SECONDS = 120.0
# Nobody is at handing one over for so long, with these time limits.
UNCLEAR_AFTER = timedelta(minutes=10)
_LINE_WITH_DOT = re.compile(rb"(?m)^\.")

NO_ANSWER = "The mail server does not answer."
REFUSED_FOR_NOW = "The mail server did not take it yet (%s)."
REFUSED = "The mail server refused it (%s)."
NO_ADDRESS = "The address cannot be written to."
GIVEN_UP = "The mail server has not taken it in three days."
UNCLEAR = (
    "The mail server was given it, and its answer did not come: it may have arrived, or it may not."
)
TOO_LATE = "It came too late to be of use."


class _NotNow(Exception):
    """Nothing was handed over; try again later. `str()` is the trouble."""


class _Never(Exception):
    """The server will not take it; `str()` is the trouble."""


class _Nobody(Exception):
    """The message is somebody else's by now."""


class _Away:
    """Until when the server is not asked, in this process."""

    until = 0.0


def send(pk: int, at: datetime) -> datetime | None:
    """Try to send one queued message; return when to try again, if it should be.

    A message that is not queued any more is left alone.
    """
    mail = OutgoingMail.objects.filter(pk=pk, state=MailState.QUEUED).first()
    if mail is None:
        return None
    if not mail.to or (mail.useless_after and at > mail.useless_after):
        _end(mail, MailState.DROPPED, TOO_LATE if mail.to else "")
        return None
    if not settings.EMAIL_HOST:
        _keep_here(mail, at)
        return None
    if time.monotonic() < _Away.until:
        return _wait(mail, at, NO_ANSWER, counts=False)
    try:
        with _connection() as server:
            _hand_over(server, mail, at)
    except _Nobody:
        return None
    except _NotNow as trouble:
        return _wait(mail, at, str(trouble))
    except _Never as trouble:
        _end(mail, MailState.REFUSED, str(trouble))
        return None
    except UnicodeError:
        _end(mail, MailState.REFUSED, NO_ADDRESS)
        return None
    except (OSError, smtplib.SMTPException):
        mail.refresh_from_db(fields=["state"])
        if mail.state == MailState.HANDING_OVER:
            _end(mail, MailState.UNCLEAR, UNCLEAR)
            return None
        _Away.until = time.monotonic() + AWAY_SECONDS
        return _wait(mail, at, NO_ANSWER)
    return None


def settle(at: datetime) -> list[int]:
    """Say of messages whose handing over was cut off that they are unclear; return those that are due.

    (Their job may have been lost; one that is tried twice at a time is sent once.) What only its reader
    may see is emptied when it is of no more use.
    """
    stale = OutgoingMail.objects.filter(secret=True, useless_after__lt=at).exclude(text="")
    stale.filter(state=MailState.QUEUED).update(
        state=MailState.DROPPED, trouble=TOO_LATE, next_try_at=None
    )
    stale.exclude(state=MailState.HANDING_OVER).update(text="")
    OutgoingMail.objects.filter(
        state=MailState.HANDING_OVER, handed_over_at__lt=at - UNCLEAR_AFTER
    ).update(state=MailState.UNCLEAR, trouble=UNCLEAR)
    due = OutgoingMail.objects.filter(
        state=MailState.QUEUED, next_try_at__lt=at - timedelta(minutes=2)
    )
    return list(due.order_by("next_try_at").values_list("pk", flat=True)[:1000])


def message_id(mail: OutgoingMail) -> str:
    """Return the name of the message, the same at every try: mailboxes may tell that they have it."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return f"<{hashlib.sha256(mail.key.encode()).hexdigest()[:40]}@{host}>"


@contextlib.contextmanager
def _connection() -> Iterator[smtplib.SMTP]:
    """A connection on which a message may be handed over; a broken one is closed without a word."""
    limit = settings.EMAIL_TIMEOUT
    host, port = settings.EMAIL_HOST, settings.EMAIL_PORT
    try:
        server: smtplib.SMTP = (
            smtplib.SMTP_SSL(host, port, timeout=limit, context=ssl.create_default_context())
            if settings.EMAIL_USE_SSL
            else smtplib.SMTP(host, port, timeout=limit)
        )
    except smtplib.SMTPResponseException as error:
        raise _NotNow(REFUSED_FOR_NOW % error.smtp_code) from None
    try:
        yield server
        with contextlib.suppress(OSError, smtplib.SMTPException):
            server.quit()
    finally:
        server.close()


def _hand_over(server: smtplib.SMTP, mail: OutgoingMail, at: datetime) -> None:
    try:
        if settings.EMAIL_USE_TLS:
            server.starttls(context=ssl.create_default_context())
        if settings.EMAIL_HOST_USER:
            server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        server.ehlo_or_helo_if_needed()
    except smtplib.SMTPResponseException as error:
        # Signing in is refused: a setting is wrong, which somebody will put right.
        raise _NotNow(REFUSED_FOR_NOW % error.smtp_code) from None
    _taken(server.mail(parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
    _taken(server.rcpt(mail.to))
    asked = server.docmd("DATA")
    if asked[0] != 354:
        _taken(asked)
        raise _NotNow(REFUSED_FOR_NOW % asked[0])
    content = _written(mail)
    _begin(mail, at)
    assert server.sock is not None
    server.sock.settimeout(ANSWER_SECONDS)
    server.send(content)
    answer = server.getreply()
    if not 200 <= answer[0] < 300:
        _back(mail)
    _taken(answer)
    _end(mail, MailState.SENT, "", sent_at=at)


def _taken(answer: tuple[int, bytes]) -> None:
    code = answer[0]
    if 200 <= code < 300:
        return
    if code < 0:
        raise smtplib.SMTPServerDisconnected
    if code < 500:
        raise _NotNow(REFUSED_FOR_NOW % code)
    raise _Never(REFUSED % code)


def _written(mail: OutgoingMail) -> bytes:
    """Return the message as it goes over the wire, its end included (RFC 5321, 4.5.2)."""
    message = Message(policy=SMTP_POLICY.clone(cte_type="7bit"))
    message["From"] = settings.DEFAULT_FROM_EMAIL
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.queued_at)
    message["Message-ID"] = message_id(mail)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    content = _LINE_WITH_DOT.sub(b"..", message.as_bytes())
    return content + (b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n")


def _begin(mail: OutgoingMail, at: datetime) -> None:
    """Record, for good, that the message is about to be given; only one process can."""
    begun = OutgoingMail.objects.filter(pk=mail.pk, state=MailState.QUEUED).exclude(to="")
    if not begun.update(state=MailState.HANDING_OVER, handed_over_at=at, tries=F("tries") + 1):
        raise _Nobody


def _back(mail: OutgoingMail) -> None:
    OutgoingMail.objects.filter(pk=mail.pk, state=MailState.HANDING_OVER).update(
        state=MailState.QUEUED
    )


def _keep_here(mail: OutgoingMail, at: datetime) -> None:
    """Where there is no mail server, the message is kept to be read, in the transaction that says so."""
    with transaction.atomic():
        locked = OutgoingMail.objects.select_for_update().get(pk=mail.pk)
        if locked.state == MailState.QUEUED and locked.to:
            django_mail.EmailMessage(locked.subject, locked.text, to=[locked.to]).send()
            _end(locked, MailState.SENT, "", sent_at=at)


def _end(
    mail: OutgoingMail, state: MailState, trouble: str, *, sent_at: datetime | None = None
) -> None:
    facts: dict[str, object] = {"state": state, "trouble": trouble, "sent_at": sent_at}
    if mail.secret and state in (MailState.SENT, MailState.DROPPED):
        facts["text"] = ""
    OutgoingMail.objects.filter(pk=mail.pk).update(next_try_at=None, **facts)


def _wait(
    mail: OutgoingMail, at: datetime, trouble: str, *, counts: bool = True
) -> datetime | None:
    """Have the message tried again after a pause that grows; give it up after the last."""
    if counts and mail.tries >= len(PAUSES):
        _end(mail, MailState.REFUSED, f"{GIVEN_UP} {trouble}")
        return None
    pause = PAUSES[min(mail.tries, len(PAUSES) - 1)]
    again = at + pause
    OutgoingMail.objects.filter(pk=mail.pk, state=MailState.QUEUED).update(
        tries=mail.tries + counts, next_try_at=again, trouble=trouble
    )
    return again

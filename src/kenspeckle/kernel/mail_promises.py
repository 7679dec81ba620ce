"""What is promised of mail, apart from which room sends which."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from kenspeckle.kernel.models import MailState, OutgoingMail
from kenspeckle.kernel.promises import Promise

LONGEST_SILENCE = timedelta(days=1)


def promises() -> list[Promise]:
    """Return the one promise: a queued message goes, or somebody is told why not."""
    return [Promise("mail that was queued is sent, or said why not", OutgoingMail, _silent)]


def _silent(at: datetime) -> Iterator[str]:
    late = at - LONGEST_SILENCE
    for mail in OutgoingMail.objects.filter(state=MailState.QUEUED, next_try_at__lt=late):
        yield f"Mail {mail.key} should have been tried at {mail.next_try_at:%Y-%m-%d %H:%M}, and was not."
    for mail in OutgoingMail.objects.filter(state=MailState.QUEUED, next_try_at=None):
        yield f"Mail {mail.key} waits, and for nothing."
    for mail in OutgoingMail.objects.filter(state=MailState.HANDING_OVER, handed_over_at__lt=late):
        yield f"Mail {mail.key} was being handed over, and nobody knows what became of it."
    troubled = OutgoingMail.objects.filter(state__in=[MailState.REFUSED, MailState.UNCLEAR])
    for mail in troubled.filter(trouble=""):
        yield f"Mail {mail.key} has not gone, and nothing says why."

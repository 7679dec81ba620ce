"""`kenspeckle invite` and `kenspeckle attendance`: who may apply because an issuer says so."""

from datetime import date
from pathlib import Path

from kenspeckle.kernel.clock import now
from kenspeckle.kernel.refusals import Invalid, Refusal


def invite(badge_slug: str, *, list_file: Path | None, end_links: bool, until: str | None) -> int:
    """Invite a list of people, make a private link, or end the links. Returns the exit code."""
    import django

    django.setup()
    from django.conf import settings
    from django.urls import reverse

    from kenspeckle.catalogue import inviting
    from kenspeckle.catalogue.models import Badge

    badge = Badge.objects.filter(slug=badge_slug, current__isnull=False).first()
    if badge is None:
        return _say(f"There is no badge {badge_slug}.", 1)
    try:
        if list_file:
            count = inviting.invite(badge=badge, rows=_text(list_file), at=now())
            return _say(f"{count} people are newly invited to {badge_slug}.", 0)
        if end_links:
            ended = inviting.end_links(badge=badge, at=now())
            return _say(f"{ended} links of {badge_slug} have ended.", 0)
        secret = inviting.make_link(badge=badge, until=_last_day(until), at=now())
    except Refusal as refusal:
        return _say(f"{refusal.message}\nNothing was changed.", 1)
    address = f"{settings.PUBLIC_URL}{reverse('catalogue:invitation', args=[secret])}"
    return _say(f"Whoever has this address may apply. It is shown this once:\n{address}", 0)


def attendance(event: str, list_file: Path) -> int:
    """Add people to an event's list. Returns the exit code."""
    import django

    django.setup()
    from kenspeckle.catalogue import inviting

    try:
        count = inviting.load_attendance(event=event, rows=_text(list_file), at=now())
    except Refusal as refusal:
        return _say(f"{refusal.message}\nNothing was changed.", 1)
    return _say(f"{count} rows are new on the list of {event}.", 0)


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Invalid(f"{file} is not UTF-8 text: save it as CSV in UTF-8.") from error


def _last_day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Invalid(f"{text} is not a day: write it as 2026-11-30.") from error


def _say(sentence: str, code: int) -> int:
    print(sentence, flush=True)  # noqa: T201 (a command's answer)
    return code

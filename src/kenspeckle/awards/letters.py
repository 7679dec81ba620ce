"""Letters about awards: one was revoked, is about to run out, makes a milestone complete."""

from datetime import datetime, timedelta

from kenspeckle.accounts.models import Person
from kenspeckle.awards import milestones, places
from kenspeckle.awards.addresses import award_url
from kenspeckle.awards.expiry import renew_from
from kenspeckle.awards.models import Award
from kenspeckle.awards.states import AwardState
from kenspeckle.catalogue.achievement import badge_url
from kenspeckle.catalogue.availability import availability
from kenspeckle.catalogue.models import Badge
from kenspeckle.kernel import mail
from kenspeckle.kernel.clock import london_date
from kenspeckle.kernel.dates import day
from kenspeckle.kernel.mail import Letter

# No badge is renewed earlier than this before its end.
LONGEST_AHEAD = timedelta(days=400)


def revocation(award: Award, reason: str, *, frees_place: bool) -> Letter:
    """Return what the holder reads when an award is revoked."""
    return _taken_back("awards/mail/revoked.txt", award, reason, frees_place)


def renouncement(award: Award, reason: str) -> Letter:
    """Return what the holder reads when they had an award taken back."""
    return _taken_back("awards/mail/renounced.txt", award, reason, frees_place=True)


def _taken_back(template: str, award: Award, reason: str, frees_place: bool) -> Letter:
    context = {
        "award": award,
        "award_url": award_url(award),
        "badge_url": badge_url(award.badge),
        "reason": reason,
        "frees_place": frees_place,
    }
    return mail.write(template, context)


def tell_of_endings(at: datetime) -> None:
    """Queue a letter, once, for each award that has come near enough to its end to be renewed."""
    ending = Award.objects.filter(
        state=AwardState.SIGNED,
        person__is_active=True,
        valid_until__gte=at,
        valid_until__lte=at + LONGEST_AHEAD,
        renewed_by=None,
    ).select_related("person", "issuer", "version", "badge__issuer")
    for award in ending.iterator(200):
        start = renew_from(award)
        if start is None or start > at or award.valid_until is None:
            continue
        mail.queue(
            f"award.expiring:{award.uid}",
            to=award.person.email,
            letter=mail.write(
                "awards/mail/expiring.txt",
                {
                    "award": award,
                    "until": day(award.valid_until),
                    "renew_url": badge_url(award.badge),
                },
            ),
            at=at,
        )


def tell_of_milestones(person: Person, badge: Badge, at: datetime) -> None:
    """Queue a letter, once, for each milestone that an award of `badge` has made complete."""
    if not person.is_active:
        return
    for version in milestones.milestones_with(badge):
        progress = milestones.progress(version, person, at)
        if (
            not progress.is_complete
            or not availability(version, london_date(at)).is_open
            or places.free_place(person, places.period_at(version, at)) is None
        ):
            continue
        mail.queue(
            f"milestone.complete:{version.badge.slug}:{person.uid}",
            to=person.email,
            letter=mail.write(
                "awards/mail/milestone.txt",
                {
                    "version": version,
                    "person": person,
                    "progress": progress,
                    "claim_url": badge_url(version.badge),
                },
            ),
            at=at,
        )

"""What the public pages of awards and issuers need."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from kenspeckle.accounts.models import Person
from kenspeckle.awards import access
from kenspeckle.awards.addresses import award_url
from kenspeckle.awards.evidence import readable
from kenspeckle.awards.expiry import has_expired, renew_from
from kenspeckle.awards.models import Award, EvidenceItem, Place
from kenspeckle.awards.states import AwardState
from kenspeckle.kernel.clock import london_date


@dataclass(frozen=True)
class ShownEvidence:
    """One piece of evidence, opened for a page."""

    position: int
    name: str
    text: str
    link: str
    shared: bool
    erased_at: datetime | None = None


def shown(items: QuerySet[EvidenceItem]) -> list[ShownEvidence]:
    """Return evidence with its text (or the link that stands for it); what was erased, empty."""
    shown = []
    for item in items:
        text = readable(bytes(item.content)) if item.content is not None else ""
        link = text if text.startswith(("https://", "http://")) and " " not in text else ""
        shown.append(
            ShownEvidence(
                item.position,
                item.name,
                "" if link else text,
                link,
                item.shared,
                item.erased_at,
            )
        )
    return shown


def with_all(awards: QuerySet[Award]) -> QuerySet[Award]:
    """Return the awards with everything that a page of one says."""
    return awards.select_related(
        "person", "issuer", "badge__series", "badge__issuer", "version__badge__series",
        "version__badge__issuer",
    )  # fmt: skip


def linkedin_address(award: Award) -> str:
    """Return LinkedIn's "add to profile" address, filled in with this award."""
    day = london_date(award.awarded_at)
    until = london_date(award.valid_until) if award.valid_until else None
    return "https://www.linkedin.com/profile/add?" + urlencode(
        {
            "startTask": "CERTIFICATION_NAME",
            "name": award.version.name,
            "organizationName": award.issuer.name,
            "issueYear": day.year,
            "issueMonth": day.month,
            **({"expirationYear": until.year, "expirationMonth": until.month} if until else {}),
            "certUrl": award_url(award),
            "certId": str(award.uid),
        }
    )


def counting(person: Person, at: datetime) -> QuerySet[Award]:
    """Return the awards that a person holds at the moment `at`: not revoked, not expired."""
    return (
        Award.objects.filter(person=person)
        .exclude(state=AwardState.REVOKED)
        .filter(Q(valid_until=None) | Q(valid_until__gte=at))
    )


def renewable(person: Person, at: datetime) -> list[Award]:
    """Return the awards that a person may renew now: near their end or past it, and renewed by none.

    One whose renewal is applied for already (it has its place) is not among them.
    """
    ending = access.held_by(person).filter(valid_until__isnull=False).order_by("valid_until")
    return _renewable(ending.select_related("version__badge", "badge", "renewed_by"), person, at)


def _renewable(awards: Iterable[Award], person: Person, at: datetime) -> list[Award]:
    ending = [
        award
        for award in awards
        if award.state == AwardState.SIGNED
        and getattr(award, "renewed_by", None) is None
        and (start := renew_from(award)) is not None
        and start <= at
    ]
    if not ending:
        return []
    taken = set(
        Place.objects.filter(person=person, live=True, period__startswith="renews:").values_list(
            "period", flat=True
        )
    )
    return [award for award in ending if f"renews:{award.uid}" not in taken]


@dataclass(frozen=True)
class Held:
    """An award in its holder's list: whether it has run out, and whether it may be renewed."""

    award: Award
    has_expired: bool
    may_renew: bool


def held(person: Person, at: datetime) -> list[Held]:
    """Return all awards of a person, newest first, as they stand at the moment `at`."""
    awards = list(with_all(access.held_by(person)).select_related("renewed_by"))
    may_renew = {award.pk for award in _renewable(awards, person, at)}
    return [Held(award, has_expired(award, at), award.pk in may_renew) for award in awards]

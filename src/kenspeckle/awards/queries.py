"""What the public pages of awards and issuers need."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet

from kenspeckle.awards.addresses import award_url
from kenspeckle.awards.evidence import readable
from kenspeckle.awards.models import Award, EvidenceItem
from kenspeckle.kernel.clock import london_date
from kenspeckle.organisations.models import Organisation


@dataclass(frozen=True)
class ShownEvidence:
    """One piece of evidence, opened for a page."""

    position: int
    name: str
    text: str
    link: str
    shared: bool


def shown(items: QuerySet[EvidenceItem]) -> list[ShownEvidence]:
    """Return evidence with its text (or the link that stands for it)."""
    found = []
    for item in items:
        text = readable(bytes(item.content))
        link = text if text.startswith(("https://", "http://")) and " " not in text else ""
        found.append(
            ShownEvidence(item.position, item.name, "" if link else text, link, item.shared)
        )
    return found


def with_all(awards: QuerySet[Award]) -> QuerySet[Award]:
    """Return the awards with everything that a page of one says."""
    return awards.select_related(
        "person", "issuer", "badge__series", "badge__issuer", "version__badge__series",
        "version__badge__issuer",
    )  # fmt: skip


def linkedin_address(award: Award) -> str:
    """Return LinkedIn's "add to profile" address, filled in with this award."""
    day = london_date(award.awarded_at)
    return "https://www.linkedin.com/profile/add?" + urlencode(
        {
            "startTask": "CERTIFICATION_NAME",
            "name": award.version.name,
            "organizationName": award.issuer.name,
            "issueYear": day.year,
            "issueMonth": day.month,
            "certUrl": award_url(award),
            "certId": str(award.uid),
        }
    )


def awards_of(issuer: Organisation) -> QuerySet[Award]:
    """Return the awards of an issuer, newest first, for its lead."""
    return with_all(Award.objects.filter(issuer=issuer))

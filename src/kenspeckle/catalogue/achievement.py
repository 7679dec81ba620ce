"""A badge version as an Open Badges 3.0 Achievement (section "Achievement" of the data model)."""

from typing import Any

from django.conf import settings

from kenspeckle.catalogue.models import Badge, BadgeVersion, Criterion
from kenspeckle.organisations.identity import issuer_url

CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]


def badge_url(badge: Badge) -> str:
    """Return the address of the badge's page, whatever its current version."""
    return f"{settings.PUBLIC_URL}/badges/{badge.slug}/"


def version_url(version: BadgeVersion) -> str:
    """Return the address of one version: the id of its Achievement."""
    return f"{settings.PUBLIC_URL}/badges/{version.badge.slug}/versions/{version.number}"


def achievement(version: BadgeVersion) -> dict[str, Any]:
    """Return the Achievement that credentials of this version hold."""
    url = version_url(version)
    document: dict[str, Any] = {
        "id": url,
        "type": ["Achievement"],
        "achievementType": "Badge",
        "name": version.name,
        "description": version.summary,
        "criteria": {"id": f"{url}#criteria", "narrative": narrative(version)},
        "image": {
            "id": f"{url}/image.svg",
            "type": "Image",
            "caption": f"The badge “{version.name}”",
        },
        "inLanguage": "en-GB",
        "version": str(version.number),
    }
    if version.badge.number:
        document["humanCode"] = version.badge.number
    alignments = [
        {
            "type": ["Alignment"],
            "targetName": alignment.element.name,
            "targetUrl": alignment.element.framework.url or issuer_url(version.badge.issuer),
            "targetFramework": alignment.element.framework.name,
            "targetCode": alignment.element.code,
        }
        for alignment in version.alignments.select_related("element__framework")
    ]
    if alignments:
        document["alignment"] = alignments
    return document


def achievement_document(version: BadgeVersion) -> dict[str, Any]:
    """Return the document that the version's address serves to machines."""
    return {"@context": CONTEXTS, **achievement(version)}


def narrative(version: BadgeVersion) -> str:
    """Return the criteria in words (Markdown), as a credential carries them."""
    lines = [f"- {_line(criterion)}" for criterion in version.criteria.all()]
    return "To achieve this badge a person must:\n\n" + "\n".join(lines)


def _line(criterion: Criterion) -> str:
    facts = criterion.facts
    text = facts.text.rstrip(".")
    if facts.min_words:
        text += f" (at least {facts.min_words} words)"
    if not facts.required:
        text += " (optional)"
    return text

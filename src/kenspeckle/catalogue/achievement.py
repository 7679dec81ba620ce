"""A badge version as an Open Badges 3.0 Achievement (section "Achievement" of the data model)."""

import json
from typing import Any

from kenspeckle.catalogue.addresses import BADGE, VERSION, VERSION_IMAGE
from kenspeckle.catalogue.models import Badge, BadgeVersion, Criterion
from kenspeckle.organisations.identity import issuer_url

MEDIA_TYPE = "application/ld+json"
CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]


def badge_url(badge: Badge) -> str:
    """Return the address of the badge's page, whatever its current version."""
    return BADGE.url(badge.issuer, slug=badge.slug)


def version_url(version: BadgeVersion) -> str:
    """Return the address of one version: the id of its Achievement."""
    return VERSION.url(version.badge.issuer, slug=version.badge.slug, number=version.number)


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
            "id": VERSION_IMAGE.url(
                version.badge.issuer, slug=version.badge.slug, number=version.number
            ),
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


def achievement_bytes(version: BadgeVersion) -> bytes:
    """Return the document that the version's address serves to machines (`MEDIA_TYPE`)."""
    document = {"@context": CONTEXTS, **achievement(version)}
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def narrative(version: BadgeVersion) -> str:
    """Return the criteria in words (Markdown), as a credential carries them."""
    milestone = version.facts.milestone
    if milestone is not None:
        badges = Badge.objects.filter(slug__in=milestone.of).select_related("current", "issuer")
        names = [f"- [{badge.current or badge}]({badge_url(badge)})" for badge in badges]
        return f"Whoever holds {milestone.hold} of these badges achieves it:\n\n" + "\n".join(names)
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

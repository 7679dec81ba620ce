"""A badge version as an Open Badges 3.0 Achievement (section "Achievement" of the data model)."""

import json
from collections.abc import Iterator
from typing import Any

from kenspeckle.catalogue.addresses import BADGE, VERSION, VERSION_IMAGE, VERSION_IMAGE_PNG
from kenspeckle.catalogue.amounts import amount
from kenspeckle.catalogue.models import Badge, BadgeVersion, Criterion
from kenspeckle.catalogue.neighbours import of_milestone
from kenspeckle.catalogue.outline import Block, outline
from kenspeckle.catalogue.wording import milestone
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


def picture_url(version: BadgeVersion) -> str:
    """Return the address of a version's picture as PNG, for pages elsewhere that take no SVG."""
    badge = version.badge
    return VERSION_IMAGE_PNG.url(badge.issuer, slug=badge.slug, number=version.number)


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
    """Return what it takes in words (Markdown), as a credential carries it."""
    if version.facts.milestone is not None:
        names = [f"- [{badge.current}]({badge_url(badge)})" for badge in of_milestone(version)]
        return f"{milestone(version)}:\n\n" + "\n".join(names)
    lines = [
        line for section in outline(version) for block in section.blocks for line in _block(block)
    ]
    return "To achieve this badge a person must:\n\n" + "\n".join(lines)


def _block(block: Block) -> Iterator[str]:
    if not block.title:
        yield from (f"- {_line(asked.criterion)}" for asked in block.groups[0].asked)
        return
    yield f"- {block.title}. {block.instruction}"
    for group in block.groups:
        if group.title:
            yield f"  - {group.title}"
        indent = "    " if group.title else "  "
        yield from (f"{indent}- {_line(asked.criterion)}" for asked in group.asked)


def _line(criterion: Criterion) -> str:
    facts = criterion.facts
    text = facts.text.rstrip(".")
    if facts.competences:
        text += f": {'; '.join(one.name for one in facts.competences)}"
    if asked := amount(facts):
        text += f" ({asked})"
    if not facts.required:
        text += " (optional)"
    return text

"""An issuer's names towards the outside: its DID, its profile, their addresses (design: did:web)."""

from typing import Any
from urllib.parse import quote, urlsplit

from kenspeckle.organisations.addresses import ISSUER, ISSUER_IMAGE, base_url
from kenspeckle.organisations.models import Organisation


def issuer_url(issuer: Organisation) -> str:
    """Return the address of the issuer's profile and page."""
    return ISSUER.url(issuer, slug=issuer.slug)


def issuer_did(issuer: Organisation) -> str:
    """Return the issuer's did:web identifier; a port's colon is percent-encoded as did:web asks."""
    parts = urlsplit(base_url(issuer))
    host = quote(parts.netloc, safe=".-")
    path = "".join(f":{quote(step)}" for step in parts.path.split("/") if step)
    return f"did:web:{host}{path}:issuers:{issuer.slug}"


def profile(issuer: Organisation) -> dict[str, Any]:
    """Return the issuer as an Open Badges 3.0 Profile, as it stands in credentials."""
    document: dict[str, Any] = {
        "id": issuer_did(issuer),
        "type": ["Profile"],
        "name": issuer.name,
        "url": issuer_url(issuer),
        "description": issuer.blurb,
        "image": {"id": ISSUER_IMAGE.url(issuer, slug=issuer.slug), "type": "Image"},
    }
    if issuer.email:
        document["email"] = issuer.email
    return document

"""Where a badge goes in an image: each version of Open Badges has a place of its own."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import pytest
from openbadges3 import bake_png, bake_svg, unbake
from openbadges3.encoding import base64url_encode

Json = dict[str, Any]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>'
OLD: Json = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "Assertion",
    "id": "https://badges.example/assertions/1?a=1&b=<2>",
    "related": {"id": "urn:uuid:1", "type": ["VerifiableCredential"]},
}
NEW: Json = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://w3id.org/security/suites/x/v1"],
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "evidence": [{"type": ["Evidence", "https://w3id.org/openbadges#Assertion"]}],
}


def as_jws(document: Json) -> str:
    parts = ({"alg": "RS256"}, document)
    return ".".join(base64url_encode(json.dumps(part).encode()) for part in parts) + ".AAAA"


@pytest.mark.parametrize(
    ("text", "keyword", "element"),
    [
        (json.dumps(OLD), b"openbadges", "{http://openbadges.org}assertion"),
        (json.dumps(OLD).replace("/", "\\/"), b"openbadges", "{http://openbadges.org}assertion"),
        (as_jws(OLD), b"openbadges", "{http://openbadges.org}assertion"),
        (
            json.dumps(NEW),
            b"openbadgecredential",
            "{https://purl.imsglobal.org/ob/v3p0}credential",
        ),
        (as_jws(NEW), b"openbadgecredential", "{https://purl.imsglobal.org/ob/v3p0}credential"),
        (
            '{"w3id.org": 1, "w3id.org": 2}',
            b"openbadgecredential",
            "{https://purl.imsglobal.org/ob/v3p0}credential",
        ),
    ],
    ids=["2.0", "2.0 with escapes", "2.0 signed", "3.0", "3.0 signed", "neither"],
)
def test_a_badge_is_put_where_verifiers_of_its_version_look(
    png: bytes, text: str, keyword: bytes, element: str
) -> None:
    in_png, in_svg = bake_png(png, text), bake_svg(SVG, text)

    assert b"iTXt" + keyword + b"\0\0\0\0\0" + text.encode() in in_png
    (found,) = (each for each in ElementTree.fromstring(in_svg) if each.tag == element)
    if text.startswith("{"):
        assert found.text == text
        assert found.get("verify") == (OLD["id"] if keyword == b"openbadges" else None)
    else:
        assert not found.text
        assert found.get("verify") == text
    assert unbake(in_png) == unbake(in_svg) == text


def test_a_badge_of_one_version_replaces_one_of_the_other(png: bytes) -> None:
    old, new = json.dumps(OLD), json.dumps(NEW)

    assert bake_png(bake_png(png, old), new) == bake_png(png, new)
    assert bake_svg(bake_svg(SVG, old), new) == bake_svg(SVG, new)
    assert bake_svg(bake_svg(SVG, new), old) == bake_svg(SVG, old)
